import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoId, PhotoStatus } from '../../electron/contract/index.ts';
import { thumbAddress } from '../components/addresses.ts';
import { Picture } from '../components/Picture.tsx';
import { photoSentence, statusSentence } from '../components/status-text.ts';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { levelToShown } from '../state/format.ts';
import { changeSelection, useLibrary, usePhoto } from '../state/library.ts';

/** One photo of the queue: what it is, and what it is doing. */
export const QueueRow = memo(function QueueRow({ id, top }: { readonly id: PhotoId; readonly top: number }) {
  const { t } = useTranslation();
  const photo = usePhoto(id);
  const selected = useLibrary((s) => s.selection.ids.has(id));
  if (photo === undefined) return null;
  const progress = progressOf(photo.status);
  return (
    <div
      id={`job-${id}`}
      role="option"
      aria-selected={selected}
      aria-label={photoSentence(photo, t)}
      className="queue-row"
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={(event) => changeSelection({ kind: event.ctrlKey || event.metaKey ? 'toggle' : 'one', id })}
    >
      <span className="queue-row-picture">
        <Picture address={thumbAddress(photo)} />
      </span>
      <span className="queue-row-name">{photo.name}</span>
      <span className="queue-row-level">{levelToShown(photo.settings.level)}</span>
      <StatusBadge status={photo.status} />
      <span className="queue-row-state">{statusSentence(photo.status, t)}</span>
      {progress !== undefined && <progress className="queue-meter" value={progress} max={1} aria-hidden />}
    </div>
  );
});

/** How far a photo is on its way, 0..1, roughly: the steps are not equally long, but always in this order. Undefined where it is on none. */
function progressOf(status: PhotoStatus): number | undefined {
  switch (status.kind) {
    case 'preparing':
      return 0.1;
    case 'uploading':
      return 0.15 + 0.25 * status.fraction;
    case 'processing':
      return 0.5;
    case 'downloading':
      return 0.75;
    case 'finishing':
      return 0.9;
    default:
      return undefined;
  }
}
