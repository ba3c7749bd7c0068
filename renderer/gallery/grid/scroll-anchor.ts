import type { PhotoId } from '../../../electron/contract/index.ts';
import type { ScrollPlace } from '../../state/library/library.ts';
import { EDGE, GAP, rowAt, rowOf, type GridLayout } from './grid-geometry.ts';

/** Keeping one's place in a grid that changes, pure. All lengths in CSS pixels. */

/** What was drawn: photos and where they lay. */
export interface Drawn {
  readonly layout: GridLayout;
  readonly order: readonly PhotoId[];
}

/** The first photo whose row is wholly in sight at this scroll position; undefined at the very top, which stays the top. */
export function placeAt({ layout, order }: Drawn, top: number): ScrollPlace | undefined {
  if (top <= 0) return undefined;
  for (let at = rowAt(layout, top + layout.covered); at < layout.rows.length; at++) {
    const row = layout.rows[at];
    const id = row === undefined ? undefined : order[row.from];
    if (row === undefined || id === undefined) break;
    if (row.from < row.to && row.top >= top + layout.covered) return { id, offset: row.top - top };
  }
  return undefined;
}

/** The scroll position that has the place where it was; 0 where the photo is not shown any more. */
export function topFor({ layout, order }: Drawn, place: ScrollPlace | undefined): number {
  const row = place === undefined ? undefined : layout.rows[rowOf(layout, order.indexOf(place.id))];
  return row === undefined || place === undefined ? 0 : Math.max(0, row.top - place.offset);
}

/**
 * The scroll position in a new drawing that leaves what is in sight where it is: `preferred`, if it was in sight, else the
 * photo at the top, or the next one below it that is still there.
 */
export function keepPlace(
  before: Drawn,
  top: number,
  height: number,
  after: Drawn,
  preferred: PhotoId | undefined,
): number {
  const first = placeAt(before, top);
  const own =
    preferred === undefined ? undefined : before.layout.rows[rowOf(before.layout, before.order.indexOf(preferred))];
  const inSight = own !== undefined && own.top >= top && own.top + own.height <= top + height;
  if (inSight && preferred !== undefined && after.order.includes(preferred)) {
    return topFor(after, { id: preferred, offset: own.top - top });
  }
  if (first === undefined) return top <= 0 ? 0 : Math.min(top, after.layout.height);
  const shown = new Set(after.order);
  for (let at = before.order.indexOf(first.id); at < before.order.length; at++) {
    const id = before.order[at];
    const row = before.layout.rows[rowOf(before.layout, at)];
    if (id !== undefined && row !== undefined && shown.has(id)) return topFor(after, { id, offset: row.top - top });
  }
  return after.layout.height;
}

/** The scroll position nearest to `top` that shows this photo's whole row. */
export function reveal(layout: GridLayout, photo: number, top: number, height: number): number {
  const row = layout.rows[rowOf(layout, photo)];
  if (row === undefined) return top;
  const highest = row.top - layout.covered - EDGE;
  const lowest = row.top + row.height - GAP + EDGE - height;
  return Math.max(0, highest < lowest ? highest : Math.min(Math.max(top, lowest), highest));
}
