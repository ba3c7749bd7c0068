/** The grid's geometry, pure. All lengths in CSS pixels. */

export const GAP = 6;
/** Padding of the scroll area, so that focus rings are not cut off. */
export const EDGE = 10;
/** The line below each thumbnail: name, level, status. */
export const CAPTION = 30;

export const thumbSizes = { min: 110, max: 360, step: 10, standard: 190 } as const;

export interface GridGeometry {
  readonly columns: number;
  readonly rows: number;
  /** Width of one cell: as wide as the columns allow, at least the asked size. */
  readonly cell: number;
  /** Height of one row with its gap. */
  readonly rowHeight: number;
}

export function gridGeometry(width: number, asked: number, photos: number): GridGeometry {
  const room = Math.max(0, width - 2 * EDGE);
  const columns = Math.max(1, Math.floor((room + GAP) / (asked + GAP)));
  const cell = Math.max(asked, Math.floor((room - GAP * (columns - 1)) / columns));
  return { columns, rows: Math.ceil(photos / columns), cell, rowHeight: cell + CAPTION + GAP };
}

export type GridKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';

/**
 * How many places in the order a key moves the cursor at index `at` (-1: none). Up and down stay in the column and stop at the
 * last full row, so that the cursor never slides sideways.
 */
export function keyMove(key: GridKey, at: number, count: number, columns: number, rowsPerPage: number): number {
  switch (key) {
    case 'ArrowLeft':
      return -1;
    case 'ArrowRight':
      return 1;
    case 'ArrowUp':
      return vertical(at, -1, count, columns);
    case 'ArrowDown':
      return vertical(at, 1, count, columns);
    case 'PageUp':
      return vertical(at, -rowsPerPage, count, columns);
    case 'PageDown':
      return vertical(at, rowsPerPage, count, columns);
    case 'Home':
      return at < 0 ? 1 : -count;
    case 'End':
      return count;
  }
}

function vertical(at: number, rows: number, count: number, columns: number): number {
  if (at < 0) return rows < 0 ? -1 : 1;
  const row = Math.floor(at / columns);
  const lastRow = Math.floor((count - 1) / columns);
  const target = Math.min(Math.max(row + rows, 0), lastRow);
  if (target === row) return 0;
  const index = target * columns + (at % columns);
  // The last row may be shorter than the column asked for.
  return Math.min(index, count - 1) - at;
}

export function isGridKey(key: string): key is GridKey {
  return ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'].includes(key);
}
