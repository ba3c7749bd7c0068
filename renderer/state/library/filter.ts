import type { Flag, PhotoView } from '../../../electron/contract/index.ts';
import type { PhotoTable } from './photo-table.ts';
import { groupOf, noCounts, type FilterId, type GroupCounts } from './status.ts';

/** Which photos are shown: all four conditions at once. */
export interface PhotoFilter {
  readonly status: FilterId;
  /** At least this many stars; 0: any. */
  readonly stars: number;
  readonly flag: Flag | 'any';
  /** Part of the path below the opened folder, in any case; empty: any. */
  readonly text: string;
}

export const everything: PhotoFilter = { status: 'all', stars: 0, flag: 'any', text: '' };

export const flagChoices = ['pick', 'none', 'reject'] as const satisfies readonly Flag[];

export function isEverything({ status, stars, flag, text }: PhotoFilter): boolean {
  return status === 'all' && stars === 0 && flag === 'any' && text.trim() === '';
}

/** How many photos each choice would show, with the other conditions as they are. */
export interface FacetCounts {
  readonly status: GroupCounts;
  /** By least number of stars, 0 to 5. */
  readonly stars: readonly number[];
  readonly flags: Readonly<Record<Flag, number>>;
}

export const noFacets: FacetCounts = {
  status: noCounts,
  stars: [0, 0, 0, 0, 0, 0],
  flags: { none: 0, pick: 0, reject: 0 },
};

export function matches(photo: PhotoView, filter: PhotoFilter): boolean {
  return hasStatus(photo, filter) && hasStars(photo, filter) && hasFlag(photo, filter) && hasText(photo, words(filter));
}

/** The ids that pass, in the table's order; the table's own list where nothing is asked for. */
export function passing(table: PhotoTable, filter: PhotoFilter): readonly string[] {
  if (isEverything(filter)) return table.ids;
  const text = words(filter);
  return table.ids.filter((id) => {
    const photo = table.get(id);
    return (
      photo !== undefined &&
      hasStatus(photo, filter) &&
      hasStars(photo, filter) &&
      hasFlag(photo, filter) &&
      hasText(photo, text)
    );
  });
}

export function facetsOf(table: PhotoTable, filter: PhotoFilter): FacetCounts {
  const status: Record<FilterId, number> = { ...noCounts };
  const stars = [0, 0, 0, 0, 0, 0];
  const flags: Record<Flag, number> = { none: 0, pick: 0, reject: 0 };
  const text = words(filter);
  for (const id of table.ids) {
    const photo = table.get(id);
    if (photo === undefined || !hasText(photo, text)) continue;
    const [byStatus, byStars, byFlag] = [hasStatus(photo, filter), hasStars(photo, filter), hasFlag(photo, filter)];
    if (byStars && byFlag) {
      status.all++;
      status[groupOf(photo.status)]++;
    }
    if (byStatus && byFlag) {
      for (let least = 0; least <= photo.marks.rating; least++) stars[least] = (stars[least] ?? 0) + 1;
    }
    if (byStatus && byStars) flags[photo.marks.flag]++;
  }
  return { status, stars, flags };
}

function hasStatus(photo: PhotoView, { status }: PhotoFilter): boolean {
  return status === 'all' || groupOf(photo.status) === status;
}

function hasStars(photo: PhotoView, { stars }: PhotoFilter): boolean {
  return photo.marks.rating >= stars;
}

function hasFlag(photo: PhotoView, { flag }: PhotoFilter): boolean {
  return flag === 'any' || photo.marks.flag === flag;
}

/** Every word has to be found somewhere in the path. */
function hasText(photo: PhotoView, parts: readonly string[]): boolean {
  if (parts.length === 0) return true;
  const path = photo.relativePath.toLocaleLowerCase();
  return parts.every((part) => path.includes(part));
}

function words({ text }: PhotoFilter): readonly string[] {
  return text
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((part) => part !== '');
}
