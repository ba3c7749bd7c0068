import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { previewAddress, resultAddress } from '../components/addresses.ts';
import { statusSentence } from '../components/status-text.ts';
import { useLibrary, usePhoto } from '../state/library.ts';
import { useView } from '../state/view.ts';
import { Filmstrip } from './Filmstrip.tsx';
import './loupe.css';
import { LoupeBar } from './LoupeBar.tsx';
import { Pane, type Layer } from './Pane.tsx';
import { SplitHandle } from './SplitHandle.tsx';

/** One photo, large. Before and after where it has been retouched. */
export function Loupe() {
  const { t } = useTranslation();
  const cursor = useLibrary((s) => s.selection.cursor);
  const photo = usePhoto(cursor);
  const compare = useView((s) => s.compare);
  const original = useView((s) => s.original);
  const split = useView((s) => s.split);
  usePreload();

  if (photo === undefined) return <section className="loupe loupe-empty">{t('loupe.none')}</section>;

  const result = resultAddress(photo);
  const before: Layer = {
    address: previewAddress(photo),
    closer: (side) => previewAddress(photo, side),
    label: t('loupe.original'),
  };
  const after: Layer =
    result === undefined
      ? before
      : { address: result, closer: (side) => resultAddress(photo, side) ?? result, label: t('loupe.retouched') };
  const mode = result === undefined ? 'single' : compare;
  const single = original ? before : after;
  return (
    <section className="loupe" aria-label={t('loupe.region')}>
      <LoupeBar photo={photo} comparable={result !== undefined} />
      <div className={`stage stage-${mode}`} data-testid="loupe-stage" data-mode={mode}>
        {mode === 'single' && <Pane photo={photo} layers={[single]} tagged={result !== undefined} main />}
        {mode === 'side' && (
          <>
            <Pane photo={photo} layers={[before]} tagged main />
            <Pane photo={photo} layers={[original ? before : after]} tagged />
          </>
        )}
        {mode === 'split' && (
          <Pane photo={photo} layers={original ? [before] : [before, after]} tagged main split={split}>
            <SplitHandle />
          </Pane>
        )}
        {(photo.status.kind === 'failed' || photo.status.kind === 'unusable' || photo.status.kind === 'undecided') && (
          <p className="stage-reason">{statusSentence(photo.status, t)}</p>
        )}
      </div>
      <Filmstrip />
    </section>
  );
}

/** Has the neighbours' pictures ready before the arrow key is pressed. */
function usePreload(): void {
  const order = useLibrary((s) => s.order);
  const table = useLibrary((s) => s.table);
  const cursor = useLibrary((s) => s.selection.cursor);
  useEffect(() => {
    if (cursor === undefined) return undefined;
    const at = order.indexOf(cursor);
    // Not at once: somebody who holds the arrow key down flies over photos that nobody will look at.
    const timer = setTimeout(() => {
      for (const id of [order[at + 1], order[at - 1]]) {
        const photo = id === undefined ? undefined : table.get(id);
        if (photo === undefined) continue;
        new Image().src = resultAddress(photo) ?? previewAddress(photo);
      }
    }, 200);
    return () => clearTimeout(timer);
  }, [order, table, cursor]);
}
