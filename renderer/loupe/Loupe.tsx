import { useTranslation } from 'react-i18next';
import { statusSentence } from '../text/status-text.ts';
import { useLibrary, usePhoto } from '../state/library/library.ts';
import { useView } from '../state/view.ts';
import { Filmstrip } from './Filmstrip.tsx';
import { HistogramPanel } from './histogram/HistogramPanel.tsx';
import { panesOf } from './panes/layers.ts';
import { useLoupe } from './loupe-actions.ts';
import './loupe.css';
import { LoupeBar } from './toolbar/LoupeBar.tsx';
import { Pane } from './panes/Pane.tsx';
import { SplitHandle } from './panes/SplitHandle.tsx';
import { usePrefetch } from './panes/use-prefetch.ts';

/** One photo, large. Before and after where it has been retouched. */
export function Loupe() {
  const { t } = useTranslation();
  const cursor = useLibrary((s) => s.selection.cursor);
  const photo = usePhoto(cursor);
  const compare = useView((s) => s.compare);
  const original = useView((s) => s.original);
  const split = useView((s) => s.split);
  const histogram = useLoupe((s) => s.histogram);
  usePrefetch();

  if (photo === undefined) return <section className="loupe loupe-empty">{t('loupe.none')}</section>;

  const comparable = photo.status.kind === 'exported';
  const mode = comparable ? compare : 'single';
  const panes = panesOf(photo, { mode, original, split });
  // What the photographer is after: the retouched picture where there is one, which side by side is the last.
  const judged = panes.at(-1) ?? [];
  return (
    <section className="loupe" aria-label={t('loupe.region')}>
      <LoupeBar photo={photo} comparable={comparable} />
      <div className={`stage stage-${mode}`} data-testid="loupe-stage" data-mode={mode}>
        {panes.map((layers, place) => (
          <Pane key={place} photo={photo} layers={layers} tagged={comparable} main={place === 0}>
            {mode === 'split' && <SplitHandle />}
          </Pane>
        ))}
        {histogram && <HistogramPanel layers={judged} />}
        {(photo.status.kind === 'failed' || photo.status.kind === 'unusable' || photo.status.kind === 'undecided') && (
          <p className="stage-reason">{statusSentence(photo.status, t)}</p>
        )}
      </div>
      <Filmstrip />
    </section>
  );
}
