import type { SmallPicture } from './types.ts';

/** Side of the cells that are told apart, pixels. */
const CELL = 16;

/** Where two pictures differ by more than one level, which two encodings of the same picture do not. */
export class TouchedCells {
  readonly #across: number;
  readonly #down: number;
  readonly #cells: Uint8Array;

  constructor(a: SmallPicture, b: SmallPicture) {
    this.#across = Math.ceil(a.width / CELL);
    this.#down = Math.ceil(a.height / CELL);
    this.#cells = new Uint8Array(this.#across * this.#down);
    for (let y = 0; y < this.#down; y++) {
      for (let x = 0; x < this.#across; x++)
        if (differs(a, b, x * CELL, y * CELL)) this.#cells[y * this.#across + x] = 1;
    }
  }

  /** Whether any cell is touched that lies, even in part, in a rectangle; it may reach beyond the picture. Ends are exclusive. */
  within(left: number, top: number, right: number, bottom: number): boolean {
    const x0 = Math.max(0, Math.floor(left / CELL));
    const x1 = Math.min(this.#across, Math.ceil(right / CELL));
    for (let y = Math.max(0, Math.floor(top / CELL)); y < Math.min(this.#down, Math.ceil(bottom / CELL)); y++) {
      for (let x = x0; x < x1; x++) if (this.#cells[y * this.#across + x] === 1) return true;
    }
    return false;
  }
}

/** Whether any value of the cell at (`left`, `top`) differs by more than a level; the search ends at the first one. */
function differs(a: SmallPicture, b: SmallPicture, left: number, top: number): boolean {
  const length = (Math.min(a.width, left + CELL) - left) * 3;
  const bottom = Math.min(a.height, top + CELL);
  for (let y = top; y < bottom; y++) {
    const from = (y * a.width + left) * 3;
    for (let i = from; i < from + length; i++) {
      const difference = a.data[i]! - b.data[i]!;
      if (difference > 1 || difference < -1) return true;
    }
  }
  return false;
}
