import { create } from 'zustand';
import type { QueueEntry, QueueGroup, QueueMove } from '../../electron/contract/index.ts';
import { i18n } from '../i18n/index.ts';
import { attempt } from '../state/attempt.ts';
import { activate, changeSelection } from '../state/library/library.ts';
import { confirmBriefly } from '../state/notices.ts';

/** What the list can be narrowed to, in the order offered. */
export const queueGroups: readonly QueueGroup[] = ['all', 'working', 'undecided', 'failed', 'exported'];

interface PanelState {
  readonly open: boolean;
  /** Jobs that are chosen in the list. It is a list of its own: most of it may lie in folders that are closed. */
  readonly chosen: ReadonlySet<string>;
  readonly cursor: string | undefined;
  /** Goes up when the order was changed from here. */
  readonly moves: number;
}

export const useQueuePanel = create<PanelState>(() => ({
  open: false,
  chosen: new Set(),
  cursor: undefined,
  moves: 0,
}));

export function toggleQueuePanel(): void {
  useQueuePanel.setState(({ open }) => ({ open: !open }));
}

/** `one`: this and nothing else. `toggle`: this too, or no longer. `reach`: from the current one to this, of those in sight. */
export function chooseRow(job: string, how: 'one' | 'toggle' | 'reach', inSight: readonly string[]): void {
  useQueuePanel.setState(({ chosen, cursor }) => {
    if (how === 'one') return { chosen: new Set([job]), cursor: job };
    if (how === 'toggle') {
      const next = new Set(chosen);
      if (!next.delete(job)) next.add(job);
      return { chosen: next, cursor: job };
    }
    const [a, b] = [cursor === undefined ? -1 : inSight.indexOf(cursor), inSight.indexOf(job)];
    const reached = inSight.slice(Math.max(0, Math.min(a, b)), Math.max(a, b) + 1);
    return { chosen: new Set([...chosen, ...reached]), cursor: job };
  });
}

/** Moves the chosen ones among those that wait. */
export async function moveChosen(to: QueueMove): Promise<void> {
  const { chosen } = useQueuePanel.getState();
  if (chosen.size === 0) return;
  const answer = await attempt('queue:move', [...chosen], to);
  if (!answer.done) return;
  if (answer.value === 0) confirmBriefly(i18n.t('queue.noneWaiting'));
  useQueuePanel.setState(({ moves }) => ({ moves: moves + 1 }));
}

/** Makes a photo of the queue the current one of its folder, where that is open. */
export function goTo({ photo }: QueueEntry): void {
  if (photo === undefined) {
    confirmBriefly(i18n.t('queue.folderClosed'));
    return;
  }
  activate(photo.folder);
  changeSelection({ kind: 'one', id: photo.id });
}
