import type { PhotoId } from '../../electron/contract/index.ts';
import type { PhotoTable } from './photo-table.ts';
import { groupOf, rankOf, type FilterId } from './status.ts';

export type SortId = 'name' | 'status';
export const sorts: readonly SortId[] = ['name', 'status'];

/** The ids to show, in order. Sorting by status keeps name order within each status. */
export function orderOf(table: PhotoTable, filter: FilterId, sort: SortId): readonly PhotoId[] {
  const shown =
    filter === 'all'
      ? table.ids
      : table.ids.filter((id) => {
          const photo = table.get(id);
          return photo !== undefined && groupOf(photo.status) === filter;
        });
  if (sort === 'name') return shown;
  const keyed = shown.map((id) => {
    const photo = table.get(id);
    return { id, status: photo === undefined ? Number.MAX_SAFE_INTEGER : rankOf(photo.status) };
  });
  // `shown` is in name order and sort() is stable, so names need no comparing here.
  return keyed.sort((a, b) => a.status - b.status).map((entry) => entry.id);
}

/** Whether two orders show the same photos in the same places: then nothing needs to be drawn again. */
export function sameOrder(a: readonly PhotoId[], b: readonly PhotoId[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]));
}
