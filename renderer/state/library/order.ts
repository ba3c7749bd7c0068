import type { PhotoId, PhotoView } from '../../../electron/contract/index.ts';
import { passing, type PhotoFilter } from './filter.ts';
import { groupOfPath, type PhotoTable } from './photo-table.ts';
import { rankOf } from './status.ts';

export type SortId = 'name' | 'captured' | 'rating' | 'status';
export const sorts: readonly SortId[] = ['name', 'captured', 'rating', 'status'];

/** How the shown photos are laid out. */
export interface Arrangement {
  readonly filter: PhotoFilter;
  readonly sort: SortId;
  /** Backwards: the last name, the newest, the fewest stars first. */
  readonly reversed: boolean;
  /** One group for each subfolder, where there are any. */
  readonly grouped: boolean;
  /** Groups that are folded up: their photos are not shown, so that no command reaches them. */
  readonly collapsed: ReadonlySet<string>;
}

/** The photos of one subfolder among those shown. */
export interface PhotoGroup {
  /** Path below the opened folder; empty for its own photos. */
  readonly path: string;
  /** Photos that pass the filter, shown or folded up. */
  readonly count: number;
  /** Its photos within the order; `from === to` while folded up. */
  readonly from: number;
  readonly to: number;
  readonly collapsed: boolean;
}

export interface Arranged {
  /** What is shown, in order. */
  readonly order: readonly PhotoId[];
  /** Empty where nothing is grouped. */
  readonly groups: readonly PhotoGroup[];
}

export function arrange(table: PhotoTable, { filter, sort, reversed, grouped, collapsed }: Arrangement): Arranged {
  const sorted = sortPhotos(table, passing(table, filter), sort, reversed);
  if (!grouped || !table.hasSubfolders) return { order: sorted, groups: [] };
  const byPath = new Map<string, PhotoId[]>(table.subfolders.map((path) => [path, []]));
  for (const id of sorted) byPath.get(groupOfPath(table.get(id)?.relativePath ?? ''))?.push(id);
  const order: PhotoId[] = [];
  const groups: PhotoGroup[] = [];
  for (const [path, ids] of byPath) {
    if (ids.length === 0) continue;
    const from = order.length;
    const folded = collapsed.has(path);
    if (!folded) for (const id of ids) order.push(id);
    groups.push({ path, count: ids.length, from, to: order.length, collapsed: folded });
  }
  return { order, groups };
}

/** Whether a change of these kinds can move a photo in, out or about. */
export function concerns(
  { filter, sort }: Pick<Arrangement, 'filter' | 'sort'>,
  changed: { readonly statuses: boolean; readonly marks: boolean; readonly times: boolean },
): boolean {
  return (
    (changed.statuses && (filter.status !== 'all' || sort === 'status')) ||
    (changed.marks && (filter.stars > 0 || filter.flag !== 'any' || sort === 'rating')) ||
    (changed.times && sort === 'captured')
  );
}

/** Equal photos stay in name order, also backwards. */
function sortPhotos(table: PhotoTable, ids: readonly PhotoId[], sort: SortId, reversed: boolean): readonly PhotoId[] {
  if (sort === 'name') return reversed ? [...ids].reverse() : ids;
  const keyed = ids.map((id) => {
    const photo = table.get(id);
    return { id, key: photo === undefined ? 0 : sortKey(photo, sort) };
  });
  // `ids` is in name order and sort() is stable, so names need no comparing here.
  keyed.sort((a, b) => (reversed ? b.key - a.key : a.key - b.key));
  return keyed.map(({ id }) => id);
}

function sortKey(photo: PhotoView, sort: Exclude<SortId, 'name'>): number {
  switch (sort) {
    case 'captured':
      // Where the file does not say, the moment it was last written is the best guess.
      return photo.capturedAt ?? photo.modifiedAt;
    case 'rating':
      return -photo.marks.rating;
    case 'status':
      return rankOf(photo.status);
  }
}

/** Whether two orders show the same photos in the same places: then nothing needs to be drawn again. */
export function sameOrder(a: readonly PhotoId[], b: readonly PhotoId[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]));
}

export function sameGroups(a: readonly PhotoGroup[], b: readonly PhotoGroup[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ path, count, from, to, collapsed }, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        path === other.path &&
        count === other.count &&
        from === other.from &&
        to === other.to &&
        collapsed === other.collapsed
      );
    })
  );
}
