import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoId } from '../../electron/contract/index.ts';
import { thumbAddress } from '../components/addresses.ts';
import { Picture } from '../components/Picture.tsx';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { photoSentence, statusSentence } from '../components/status-text.ts';
import { levelToShown } from '../state/format.ts';
import { changeSelection, useLibrary, usePhoto } from '../state/library.ts';
import { showScreen } from '../state/view.ts';

interface PhotoCellProps {
  readonly id: PhotoId;
  readonly index: number;
  readonly count: number;
  /** The grid is flying past: don't ask for the picture yet. */
  readonly hold: boolean;
}

/** One photo. It listens to its own photo and its own place in the selection, and to nothing else. */
export const PhotoCell = memo(function PhotoCell({ id, index, count, hold }: PhotoCellProps) {
  const { t } = useTranslation();
  const photo = usePhoto(id);
  const selected = useLibrary((s) => s.selection.ids.has(id));
  const current = useLibrary((s) => s.selection.cursor === id);
  if (photo === undefined) return null;
  const { status } = photo;
  return (
    <div
      id={cellId(id)}
      role="option"
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={count}
      className="cell"
      data-current={current || undefined}
      data-status={status.kind}
      onClick={(event) => pick(id, event)}
      onDoubleClick={() => showScreen('loupe')}
    >
      <span className="visually-hidden">{photoSentence(photo, t)}</span>
      <div className="cell-picture">
        <Picture address={thumbAddress(photo)} hold={hold} />
        {status.kind === 'uploading' && <progress className="cell-progress" value={status.fraction} aria-hidden />}
      </div>
      {/* The sentence above says all of this in words. */}
      <div className="cell-caption" aria-hidden>
        <span className="cell-name" data-tip={photo.relativePath}>
          {photo.name}
        </span>
        {status.kind !== 'idle' && (
          <span className="cell-status" data-tip={statusSentence(status, t)}>
            <StatusBadge status={status} />
          </span>
        )}
        <span className="cell-level" data-tip={t('inspector.level')}>
          {levelToShown(photo.settings.level)}
        </span>
      </div>
    </div>
  );
});

/** The DOM id of a cell: the grid names its current photo with it. */
export function cellId(id: PhotoId): string {
  return `photo-${id}`;
}

function pick(id: PhotoId, event: React.MouseEvent): void {
  const more = event.ctrlKey || event.metaKey;
  if (event.shiftKey) changeSelection({ kind: 'range', id, add: more });
  else changeSelection({ kind: more ? 'toggle' : 'one', id });
}
