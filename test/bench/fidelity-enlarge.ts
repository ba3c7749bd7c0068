import { catmullRomTaps } from '../../electron/imaging/transfer/resample.ts';
import type { Picture } from './fidelity-retouch.ts';

/** Enlarges a picture by centre-aligned Catmull-Rom, row by row: what people do with a small result today. */
export class Enlarger {
  readonly #picture: Picture;
  readonly #across;
  readonly #down;
  /** Where the four pixels lie that each output pixel is made of, within a row. */
  readonly #columns: Int32Array;
  /** The last four rows in their final width, by row modulo 4. */
  readonly #wide: Float32Array[];
  readonly #ready = [-1, -1, -1, -1];
  readonly #out: Float32Array;

  constructor(picture: Picture, to: { readonly width: number; readonly height: number }) {
    this.#picture = picture;
    this.#across = catmullRomTaps(picture.width, to.width);
    this.#down = catmullRomTaps(picture.height, to.height);
    this.#columns = new Int32Array(to.width * 4);
    for (let i = 0; i < this.#columns.length; i++) {
      this.#columns[i] = 3 * inside(this.#across.first[i >> 2]! + (i & 3), picture.width);
    }
    this.#wide = this.#ready.map(() => new Float32Array(to.width * 3));
    this.#out = new Float32Array(to.width * 3);
  }

  /** Row `y` of the enlarged picture, not rounded. The array is used again for the next one. */
  row(y: number): Float32Array {
    const rows = [0, 1, 2, 3].map((k) => this.#widened(inside(this.#down.first[y]! + k, this.#picture.height)));
    const [a, b, c, d] = rows as [Float32Array, Float32Array, Float32Array, Float32Array];
    const at = (k: number): number => this.#down.weights[y * 4 + k]!;
    const [wa, wb, wc, wd] = [at(0), at(1), at(2), at(3)];
    const out = this.#out;
    for (let i = 0; i < out.length; i++) out[i] = wa * a[i]! + wb * b[i]! + wc * c[i]! + wd * d[i]!;
    return out;
  }

  #widened(y: number): Float32Array {
    const place = y % 4;
    const out = this.#wide[place]!;
    if (this.#ready[place] === y) return out;
    this.#ready[place] = y;
    const { data, width } = this.#picture;
    const { first, weights } = this.#across;
    const columns = this.#columns;
    const row = y * width * 3;
    for (let x = 0; x < first.length; x++) {
      const at = x * 4;
      const a = row + columns[at]!;
      const b = row + columns[at + 1]!;
      const c = row + columns[at + 2]!;
      const d = row + columns[at + 3]!;
      for (let k = 0; k < 3; k++) {
        out[x * 3 + k] =
          weights[at]! * data[a + k]! +
          weights[at + 1]! * data[b + k]! +
          weights[at + 2]! * data[c + k]! +
          weights[at + 3]! * data[d + k]!;
      }
    }
    return out;
  }
}

function inside(i: number, end: number): number {
  return Math.min(end - 1, Math.max(0, i));
}
