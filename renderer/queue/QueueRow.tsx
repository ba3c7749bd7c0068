import { useTranslation } from 'react-i18next';
import type { PhotoStatus, QueueEntry } from '../../electron/contract/index.ts';
import { thumbAddress } from '../components/addresses.ts';
import { Picture } from '../components/Picture.tsx';
import { statusSentence } from '../text/status-text.ts';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { levelToShown } from '../text/format.ts';
import { chooseRow, goTo, useQueuePanel } from './panel-state.ts';

interface QueueRowProps {
  readonly entry: QueueEntry;
  readonly top: number;
  /** Jobs that Shift can reach. */
  readonly inSight: readonly string[];
}

/** One photo of the queue: what it is, where it lies, and what it is doing. */
export function QueueRow({ entry, top, inSight }: QueueRowProps) {
  const { t } = useTranslation();
  const { job, photo, name, level, status } = entry;
  const chosen = useQueuePanel((s) => s.chosen.has(job));
  const current = useQueuePanel((s) => s.cursor === job);
  const progress = progressOf(status);
  const folder = entry.trial ? t('queue.trial', { folder: entry.folder }) : entry.folder;
  const words = statusSentence(status, t);
  return (
    <div
      id={rowId(job)}
      role="option"
      aria-selected={chosen}
      aria-label={t('queue.row', { name, folder, level: levelToShown(level), status: words })}
      className="queue-row"
      data-current={current || undefined}
      data-status={status.kind}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={(event) => {
        const more = event.ctrlKey || event.metaKey;
        chooseRow(job, event.shiftKey ? 'reach' : more ? 'toggle' : 'one', inSight);
      }}
      onDoubleClick={() => goTo(entry)}
    >
      <span className="queue-row-picture">{photo !== undefined && <Picture address={thumbAddress(photo)} />}</span>
      <span className="queue-row-name">{name}</span>
      <span className="queue-row-folder" data-tip={folder}>
        {folder}
      </span>
      <span className="queue-row-level">{levelToShown(level)}</span>
      <StatusBadge status={status} />
      <span className="queue-row-state" data-tip={words}>
        {words}
      </span>
      {progress !== undefined && <progress className="queue-meter" value={progress} max={1} aria-hidden />}
    </div>
  );
}

export function rowId(job: string): string {
  return `job-${job}`;
}

/** How far a photo is on its way, 0..1, roughly: the steps are not equally long, but always in this order. Undefined where it is on none. */
function progressOf(status: PhotoStatus): number | undefined {
  switch (status.kind) {
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
