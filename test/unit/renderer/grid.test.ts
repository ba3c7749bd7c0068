import { describe, expect, it } from 'vitest';
import { EDGE, GAP, gridGeometry, keyMove } from '../../../renderer/gallery/grid-geometry.ts';

describe('the grid', () => {
  it('fills the width with cells of at least the asked size', () => {
    for (let width = 300; width < 3000; width += 37) {
      const { columns, cell } = gridGeometry(width, 190, 1000);
      expect(cell).toBeGreaterThanOrEqual(190);
      expect(columns * cell + (columns - 1) * GAP).toBeLessThanOrEqual(width - 2 * EDGE);
    }
  });

  it('has one column where not even one fits, and as many rows as needed', () => {
    expect(gridGeometry(100, 190, 7)).toMatchObject({ columns: 1, rows: 7, cell: 190 });
    expect(gridGeometry(820, 190, 9)).toMatchObject({ columns: 4, rows: 3 });
    expect(gridGeometry(820, 190, 0).rows).toBe(0);
  });
});

describe('keys in the grid', () => {
  // 10 photos in 4 columns: rows 0-3, 4-7, 8-9.
  const move = (key: Parameters<typeof keyMove>[0], at: number) => at + keyMove(key, at, 10, 4, 2);

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
    expect(keyMove('Home', -1, 10, 4, 2)).toBeGreaterThan(0);
    expect(move('Home', 6)).toBeLessThanOrEqual(0);
  });
});
