import type { PhotoId, PhotoStatus } from '../../electron/contract/index.ts';
import type { PhotoTable } from '../state/photo-table.ts';
import { groupOf, rankOf, type StatusGroup } from '../state/status.ts';

/** What the panel can be narrowed to. */
export const queueFilters = ['all', 'working', 'undecided', 'failed', 'exported'] as const;
export type QueueFilter = (typeof queueFilters)[number];

/** Whether a photo has to do with the queue at all. */
function isQueued(status: PhotoStatus): boolean {
  return status.kind !== 'idle' && status.kind !== 'unusable';
}

/**
 * The queue as a list: what needs a person, what is being done, what waits (those sent to the front first), what is finished. Within each
 * in the order of names, which is the order they were sent in.
 */
export function queueList(
  table: Pick<PhotoTable, 'ids' | 'get'>,
  filter: QueueFilter,
  first: readonly PhotoId[],
): readonly PhotoId[] {
  const place = new Map(first.map((id, index) => [id, index]));
  const entries = table.ids.flatMap((id) => {
    const status = table.get(id)?.status;
    if (status === undefined || !isQueued(status)) return [];
    const group: StatusGroup = groupOf(status);
    if (filter !== 'all' && group !== filter) return [];
    const ahead = status.kind === 'waiting' ? (place.get(id) ?? first.length) : 0;
    return [{ id, rank: rankOf(status), ahead }];
  });
  // The table is in name order and sort() is stable.
  return entries.sort((a, b) => a.rank - b.rank || a.ahead - b.ahead).map(({ id }) => id);
}
