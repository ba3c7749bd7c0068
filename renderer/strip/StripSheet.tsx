import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoId, StripView } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { fitView, panBy, scaled, zoomAt, type Size, type View } from '../loupe/zoom.ts';
import { configure } from '../state/commands.ts';
import { levelToShown } from '../text/format.ts';
import { targets, useLibrary, usePhoto } from '../state/library/library.ts';
import { confirmBriefly } from '../state/notices.ts';
import { forgetStrip } from '../state/strip.ts';
import { i18n } from '../i18n/index.ts';
import { rowsOf } from './strip-plan.ts';
import { OriginalCell, TrialCell, type Sharing } from './StripCells.tsx';

/** Rows are photos, columns are levels, the original first. All pictures share place and zoom. */
export function StripSheet({ strip }: { readonly strip: StripView }) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>(fitView);
  const [stage, setStage] = useState<Stage>();
  const selected = useLibrary((s) => s.selection.ids.size);
  const [forAll, setForAll] = useState(false);
  const rows = rowsOf(strip.cells);
  const take = (photo: PhotoId, level: number) => {
    const photos = forAll ? withPhoto(targets(useLibrary.getState()), photo) : [photo];
    configure(photos, { level });
    confirmBriefly(i18n.t('strip.taken', { level: levelToShown(level), count: photos.length }));
  };
  return (
    <div
      className="strip"
      role="group"
      aria-label={t('strip.title')}
      tabIndex={0}
      data-first-focus
      onKeyDown={(event) => {
        const next = stage && byKey(event.key, view, stage);
        if (next === undefined) return;
        event.preventDefault();
        setView(next);
      }}
    >
      <div className="strip-bar">
        <p className="hint">{t('strip.how')}</p>
        <label className="strip-all">
          <input
            type="checkbox"
            checked={forAll}
            disabled={selected < 2}
            onChange={(event) => setForAll(event.target.checked)}
          />
          {t('strip.forAll', { count: selected })}
        </label>
        <Button onClick={() => setView(fitView)} aria-pressed={view.zoom === 'fit'}>
          {t('loupe.zoomFit')}
        </Button>
        <Button onClick={() => stage && setView(scaled(view, stage.image, stage.pane, 1 / devicePixelRatio))}>
          {t('loupe.zoomOne')}
        </Button>
        <Button onClick={forgetStrip}>{t('strip.another')}</Button>
      </div>
      <div className="strip-rows">
        {rows.map((row) => (
          <Row
            key={row.photo}
            photo={row.photo}
            cells={row.cells}
            view={view}
            onView={setView}
            onStage={setStage}
            onTake={take}
          />
        ))}
      </div>
    </div>
  );
}

/** A photo and the pane it is shown in. */
interface Stage {
  readonly image: Size;
  readonly pane: Size;
}

/** How far an arrow key moves the pictures, CSS pixels. */
const STEP = 60;

/** Plus and minus zoom around the middle, arrows move. */
function byKey(key: string, view: View, { image, pane }: Stage): View | undefined {
  const zoomed = (factor: number) => zoomAt(view, image, pane, { x: pane.width / 2, y: pane.height / 2 }, factor);
  switch (key) {
    case '+':
    case '=':
      return zoomed(1.5);
    case '-':
      return zoomed(1 / 1.5);
    case 'ArrowLeft':
      return panBy(view, image, pane, STEP, 0);
    case 'ArrowRight':
      return panBy(view, image, pane, -STEP, 0);
    case 'ArrowUp':
      return panBy(view, image, pane, 0, STEP);
    case 'ArrowDown':
      return panBy(view, image, pane, 0, -STEP);
    default:
      return undefined;
  }
}

interface RowProps {
  readonly photo: PhotoId;
  readonly cells: StripView['cells'];
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onStage: (stage: Stage) => void;
  readonly onTake: (photo: PhotoId, level: number) => void;
}

function Row({ photo: id, cells, view, onView, onStage, onTake }: RowProps) {
  const { t } = useTranslation();
  const photo = usePhoto(id);
  // The catalogue may not have looked at the file yet: then any shape will do until it has.
  const width = photo?.width ?? 3000;
  const height = photo?.height ?? 3000;
  const onPane = useCallback((pane: Size) => onStage({ image: { width, height }, pane }), [onStage, width, height]);
  if (photo === undefined) return null;
  const sharing: Sharing = { image: { width, height }, view, onView, onPane };
  return (
    <section className="strip-row" aria-label={t('strip.row', { name: photo.name })}>
      <OriginalCell photo={photo} sharing={sharing} />
      {cells.map((cell) => (
        <TrialCell
          key={cell.id}
          cell={cell}
          sharing={sharing}
          taken={cell.level === photo.settings.level}
          onTake={() => onTake(id, cell.level)}
        />
      ))}
    </section>
  );
}

function withPhoto(photos: readonly PhotoId[], photo: PhotoId): readonly PhotoId[] {
  return photos.includes(photo) ? photos : [...photos, photo];
}
