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
    const bytes = a.data.length;
    const words = a.data.byteOffset % 4 === 0 && b.data.byteOffset % 4 === 0 ? bytes >> 2 : 0;
    const left = new Uint32Array(a.data.buffer, words ? a.data.byteOffset : 0, words);
    const right = new Uint32Array(b.data.buffer, words ? b.data.byteOffset : 0, words);
    // Most of a photo is untouched and equal to the bit: four bytes are compared at once.
    for (let i = 0; i < words; i++) if (left[i] !== right[i]) this.#compare(a, b, i * 4, i * 4 + 4);
    this.#compare(a, b, words * 4, bytes);
  }

  #compare(a: SmallPicture, b: SmallPicture, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const difference = a.data[i]! - b.data[i]!;
      if (difference <= 1 && difference >= -1) continue;
      const pixel = Math.floor(i / 3);
      const y = Math.floor(pixel / a.width);
      this.#cells[Math.floor(y / CELL) * this.#across + Math.floor((pixel - y * a.width) / CELL)] = 1;
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
