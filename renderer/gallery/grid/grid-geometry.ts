import type { PhotoGroup } from '../../state/library/order.ts';

/** The grid's geometry, pure. All lengths in CSS pixels. */

export const GAP = 6;
/** Padding of the scroll area, so that focus rings are not cut off. */
export const EDGE = 10;
/** The two lines below each thumbnail: name and level; flag, stars and status. */
const CAPTION = 44;
/** A subfolder's heading, which stays at the top while its photos are in sight. */
export const HEADING = 34;

export const thumbSizes = { min: 110, max: 360, step: 10, standard: 190 } as const;

export interface GridRow {
  /** Index of the group; 0 where nothing is grouped. */
  readonly group: number;
  readonly top: number;
  readonly height: number;
  /** Photos of the row within the order; equal for a heading. */
  readonly from: number;
  readonly to: number;
}

export interface GridLayout {
  readonly columns: number;
  /** Width of one cell: as wide as the columns allow, at least the asked size. */
  readonly cell: number;
  /** Height of one row of photos with its gap. */
  readonly rowHeight: number;
  readonly rows: readonly GridRow[];
  /** Whole height with the edges. */
  readonly height: number;
  /** Height that a heading covers at the top; 0 where nothing is grouped. */
  readonly covered: number;
}

/** Rows from top to bottom. Without groups all photos form one, and it has no heading. */
export function gridLayout(
  width: number,
  asked: number,
  photos: number,
  groups: readonly Pick<PhotoGroup, 'from' | 'to'>[],
): GridLayout {
  const room = Math.max(0, width - 2 * EDGE);
  const columns = Math.max(1, Math.floor((room + GAP) / (asked + GAP)));
  const cell = Math.max(asked, Math.floor((room - GAP * (columns - 1)) / columns));
  const rowHeight = cell + CAPTION + GAP;
  const rows: GridRow[] = [];
  let top = EDGE;
  const parts = groups.length > 0 ? groups : [{ from: 0, to: photos }];
  for (const [group, { from, to }] of parts.entries()) {
    if (groups.length > 0) {
      rows.push({ group, top, height: HEADING, from, to: from });
      top += HEADING;
    }
    for (let first = from; first < to; first += columns) {
      rows.push({ group, top, height: rowHeight, from: first, to: Math.min(first + columns, to) });
      top += rowHeight;
    }
  }
  return { columns, cell, rowHeight, rows, height: top + EDGE, covered: groups.length > 0 ? HEADING : 0 };
}

/** Index of the row that holds a photo; -1 where there is none. */
export function rowOf({ rows }: Pick<GridLayout, 'rows'>, photo: number): number {
  const at = lastWhere(rows, ({ from }) => from <= photo);
  const row = rows[at];
  return row !== undefined && photo >= row.from && photo < row.to ? at : -1;
}

/** Index of the row at this height: the first one above the top, the last one below the end. */
export function rowAt({ rows }: Pick<GridLayout, 'rows'>, y: number): number {
  return Math.max(
    0,
    lastWhere(rows, ({ top }) => top <= y),
  );
}

/** Part of the canvas, by its sides. */
export interface Band {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The photos whose cells a frame touches, as indices in ascending order. */
export function photosIn(layout: GridLayout, band: Band): number[] {
  const { rows, columns, cell } = layout;
  const found: number[] = [];
  const pitch = cell + GAP;
  for (let at = rowAt(layout, band.top); at < rows.length; at++) {
    const row = rows[at];
    if (row === undefined || row.top > band.bottom) break;
    if (row.from === row.to || row.top + row.height - GAP < band.top) continue;
    for (let column = 0; column < columns && row.from + column < row.to; column++) {
      const left = EDGE + column * pitch;
      if (left <= band.right && left + cell >= band.left) found.push(row.from + column);
    }
  }
  return found;
}

export type GridKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';

/** Rows as keys see them: photos only. */
export type KeyRows = readonly Pick<GridRow, 'from' | 'to'>[];

/** All photos in rows of the same length, without headings. */
export function plainRows(count: number, columns: number): KeyRows {
  return Array.from({ length: Math.ceil(count / columns) }, (_, row) => ({
    from: row * columns,
    to: Math.min(count, (row + 1) * columns),
  }));
}

/**
 * How many places in the order a key moves the cursor at index `at` (-1: none). Up and down stay in the column as far as the
 * rows are long enough, and stop at both ends.
 */
export function keyMove(key: GridKey, at: number, count: number, rows: KeyRows, rowsPerPage: number): number {
  switch (key) {
    case 'ArrowLeft':
      return -1;
    case 'ArrowRight':
      return 1;
    case 'ArrowUp':
      return vertical(at, -1, rows);
    case 'ArrowDown':
      return vertical(at, 1, rows);
    case 'PageUp':
      return vertical(at, -rowsPerPage, rows);
    case 'PageDown':
      return vertical(at, rowsPerPage, rows);
    case 'Home':
      return at < 0 ? 1 : -count;
    case 'End':
      return count;
  }
}

function vertical(at: number, by: number, rows: KeyRows): number {
  if (at < 0) return by < 0 ? -1 : 1;
  const now = lastWhere(rows, ({ from }) => from <= at);
  const row = rows[now];
  const target = rows[Math.min(Math.max(now + by, 0), rows.length - 1)];
  if (row === undefined || target === undefined || row === target) return 0;
  return Math.min(target.from + at - row.from, target.to - 1) - at;
}

export function isGridKey(key: string): key is GridKey {
  return ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'].includes(key);
}

/** Index of the last item that holds, where all that hold come first; -1 where none does. */
function lastWhere<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
