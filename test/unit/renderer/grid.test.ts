import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EDGE,
  GAP,
  gridLayout,
  HEADING,
  keyMove,
  photosIn,
  plainRows,
  rowAt,
  rowOf,
} from '../../../renderer/gallery/grid/grid-geometry.ts';
import { keepPlace, placeAt, reveal, topFor, type Drawn } from '../../../renderer/gallery/grid/scroll-anchor.ts';
import { rowsInSight } from '../../../renderer/gallery/grid/use-rows-in-sight.ts';

const groups = (...sizes: number[]) => {
  let from = 0;
  return sizes.map((size) => ({ from, to: (from += size) }));
};

describe('the grid', () => {
  it('fills the width with cells of at least the asked size', () => {
    for (let width = 300; width < 3000; width += 37) {
      const { columns, cell } = gridLayout(width, 190, 1000, []);
      expect(cell).toBeGreaterThanOrEqual(190);
      expect(columns * cell + (columns - 1) * GAP).toBeLessThanOrEqual(width - 2 * EDGE);
    }
  });

  it('has one column where not even one fits, and as many rows as needed', () => {
    expect(gridLayout(100, 190, 7, [])).toMatchObject({ columns: 1, cell: 190 });
    expect(gridLayout(100, 190, 7, []).rows).toHaveLength(7);
    expect(gridLayout(820, 190, 9, []).rows).toHaveLength(3);
    expect(gridLayout(820, 190, 0, []).rows).toHaveLength(0);
  });

  it('gives each group a heading and rows of its own', () => {
    const { rows, columns, covered } = gridLayout(820, 190, 10, groups(5, 0, 5));
    expect(columns).toBe(4);
    expect(covered).toBe(HEADING);
    expect(rows.map(({ group, from, to }) => [group, from, to])).toEqual([
      [0, 0, 0],
      [0, 0, 4],
      [0, 4, 5],
      [1, 5, 5],
      [2, 5, 5],
      [2, 5, 9],
      [2, 9, 10],
    ]);
  });

  it('leaves no gap and no overlap between rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.array(fc.nat(30), { maxLength: 6 }), (width, sizes) => {
        const parts = groups(...sizes);
        const layout = gridLayout(width, 190, parts.at(-1)?.to ?? 0, parts);
        let top = EDGE;
        let photo = 0;
        for (const row of layout.rows) {
          expect(row.top).toBe(top);
          expect(row.from).toBe(photo);
          top += row.height;
          photo = row.to;
        }
        expect(photo).toBe(parts.at(-1)?.to ?? 0);
        expect(layout.height).toBe(top + EDGE);
      }),
    );
  });

  it('finds rows by photo and by height', () => {
    const layout = gridLayout(820, 190, 10, groups(5, 5));
    expect(rowOf(layout, 4)).toBe(2);
    expect(rowOf(layout, 5)).toBe(4);
    expect(rowOf(layout, -1)).toBe(-1);
    expect(rowOf(layout, 10)).toBe(-1);
    for (const [at, row] of layout.rows.entries()) expect(rowAt(layout, row.top)).toBe(at);
    expect(rowAt(layout, -5)).toBe(0);
    expect(rowAt(layout, 1e9)).toBe(layout.rows.length - 1);
  });
});

describe('a frame drawn over the grid', () => {
  const layout = gridLayout(820, 190, 10, groups(5, 5));
  const row = (at: number) => layout.rows[at]?.top ?? NaN;
  const x = (column: number) => EDGE + column * (layout.cell + GAP);

  it('takes the cells it touches', () => {
    expect(photosIn(layout, { left: x(1) + 5, right: x(2) + 5, top: row(1) + 5, bottom: row(1) + 50 })).toEqual([1, 2]);
    expect(photosIn(layout, { left: 0, right: 900, top: row(2) + 5, bottom: row(4) + 5 })).toEqual([4, 5, 6, 7, 8]);
  });

  it('takes nothing between them', () => {
    const gap = { left: x(1) - GAP + 1, right: x(1) - 1, top: 0, bottom: 1e9 };
    expect(photosIn(layout, gap)).toEqual([]);
    expect(photosIn(layout, { left: 0, right: 900, top: row(3) + 1, bottom: row(3) + HEADING - 1 })).toEqual([]);
  });

  it('takes everything when it goes round everything', () => {
    expect(photosIn(layout, { left: -10, right: 1e4, top: -10, bottom: 1e6 })).toHaveLength(10);
  });
});

describe('keys in the grid', () => {
  // 10 photos in 4 columns: rows 0-3, 4-7, 8-9.
  const rows = plainRows(10, 4);
  const move = (key: Parameters<typeof keyMove>[0], at: number) => at + keyMove(key, at, 10, rows, 2);

  it('goes up and down in its column', () => {
    expect(move('ArrowDown', 1)).toBe(5);
    expect(move('ArrowUp', 5)).toBe(1);
  });

  it('stays at the top, and goes to the last photo where the last row is short', () => {
    expect(move('ArrowUp', 2)).toBe(2);
    expect(move('ArrowDown', 7)).toBe(9);
    expect(move('ArrowDown', 9)).toBe(9);
  });

  it('turns pages by whole rows', () => {
    expect(move('PageDown', 1)).toBe(9);
    expect(move('PageUp', 9)).toBe(1);
  });

  it('begins at the start with Home, whether or not a photo is current', () => {
    expect(keyMove('Home', -1, 10, rows, 2)).toBeGreaterThan(0);
    expect(move('Home', 6)).toBeLessThanOrEqual(0);
  });

  it('goes from group to group in its column as far as rows are long enough', () => {
    // Rows 0-3, 4; then 5-8, 9.
    const grouped = gridLayout(820, 190, 10, groups(5, 5)).rows.filter(({ from, to }) => from < to);
    const step = (key: 'ArrowUp' | 'ArrowDown', at: number) => at + keyMove(key, at, 10, grouped, 2);
    expect(step('ArrowDown', 2)).toBe(4);
    expect(step('ArrowDown', 4)).toBe(5);
    expect(step('ArrowUp', 7)).toBe(4);
  });
});

describe('the rows that exist', () => {
  const layout = gridLayout(820, 190, 4000, []);

  it('are those in sight and three more on either side', () => {
    const range = rowsInSight(layout, 50_000, 800);
    expect(range.first).toBe(range.seenFirst - 3);
    expect(range.last).toBe(range.seenLast + 3);
    expect(layout.rows[range.seenFirst]?.top).toBeLessThanOrEqual(50_000);
    expect(layout.rows[range.seenLast]?.top).toBeLessThan(50_800);
  });

  it('are none before the window is measured', () => {
    const { first, last } = rowsInSight(layout, 0, 0);
    expect(last).toBeLessThan(first);
  });
});

describe('the place in a grid that changes', () => {
  const ids = (count: number, name = 'p') => Array.from({ length: count }, (_, index) => `${name}${index}`);
  const draw = (order: readonly string[], width = 820): Drawn => ({
    layout: gridLayout(width, 190, order.length, []),
    order,
  });
  const before = draw(ids(400));

  it('stays while photos come in above', () => {
    const top = 5000;
    const place = placeAt(before, top);
    // A whole row comes in first, so that the photos keep their columns.
    const after = draw([...ids(before.layout.columns, 'new'), ...before.order]);
    const next = keepPlace(before, top, 800, after, undefined);
    expect(next).toBe(top + before.layout.rowHeight);
    expect(placeAt(after, next)).toEqual(place);
  });

  it('goes to the next photo when the one at the top vanishes', () => {
    const top = 5000;
    const place = placeAt(before, top);
    const after = draw(before.order.filter((id) => id !== place?.id));
    const next = keepPlace(before, top, 800, after, undefined);
    const following = before.order[before.order.indexOf(place?.id ?? '') + 1];
    const row = after.layout.rows[rowOf(after.layout, after.order.indexOf(following ?? ''))];
    expect(row?.top).toBe(next + (place?.offset ?? NaN));
  });

  it('stays at the top when it was there', () => {
    expect(keepPlace(before, 0, 800, draw([...ids(50, 'new'), ...before.order]), undefined)).toBe(0);
  });

  it('keeps the current photo where it is when cells change their size', () => {
    const current = 'p84';
    const top = (before.layout.rows[rowOf(before.layout, 84)]?.top ?? NaN) - 200;
    const after = draw(before.order, 1640);
    const next = keepPlace(before, top, 800, after, current);
    expect((after.layout.rows[rowOf(after.layout, 84)]?.top ?? NaN) - next).toBe(200);
  });

  it('is found again, or begins at the top', () => {
    const place = placeAt(before, 3210);
    expect(topFor(before, place)).toBe(3210);
    expect(topFor(before, { id: 'gone', offset: 5 })).toBe(0);
    expect(topFor(before, undefined)).toBe(0);
  });

  it('moves no further than to show a photo', () => {
    const { layout } = before;
    const row = layout.rows[rowOf(layout, 200)];
    if (row === undefined) throw new Error('no such row');
    expect(reveal(layout, 200, row.top - 100, 800)).toBe(row.top - 100);
    expect(reveal(layout, 200, row.top + 900, 800)).toBe(row.top - EDGE);
    const from = row.top - 5000;
    expect(reveal(layout, 200, from, 800) + 800).toBe(row.top + row.height - GAP + EDGE);
  });
});
