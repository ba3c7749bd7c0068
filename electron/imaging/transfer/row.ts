import type { Engine, Precomputed, TileBytes } from './engine.ts';
import { TILE } from './engine.ts';
import { firstOutputOf } from './resample.ts';
import type { PixelRows, SmallPicture } from './types.ts';

/** A part of a small picture, and where its first pixel lies in the whole. */
export interface Part extends SmallPicture {
  readonly left: number;
  readonly top: number;
}

/** One row of tiles: what is needed to carry it over to the original's pixels below it. */
export interface TileRow {
  /** Whole pictures, or parts that reach as far as the row's tiles with their margins, or to the picture's border. */
  readonly submitted: Part;
  readonly control: Part;
  readonly retouched: Part;
  readonly shifted?: Part;
  readonly smallWidth: number;
  readonly smallHeight: number;
  /** First row of the tiles on the small pictures, margin not included. */
  readonly top: number;
  /** First columns of the tiles that are worked on. */
  readonly lefts: readonly number[];
}

/** The original's rows below a row of tiles, end exclusive. */
export function rowsBelow(top: number, smallHeight: number, height: number): { y0: number; y1: number } {
  return {
    y0: firstOutputOf(top, smallHeight, height),
    y1: top + TILE >= smallHeight ? height : firstOutputOf(top + TILE, smallHeight, height),
  };
}

/** The original's columns below the tiles that begin at `left`, end exclusive. */
export function columnsBelow(left: number, smallWidth: number, width: number): { x0: number; x1: number } {
  return {
    x0: firstOutputOf(left, smallWidth, width),
    x1: left + TILE >= smallWidth ? width : firstOutputOf(left + TILE, smallWidth, width),
  };
}

/** Works through rows of tiles with one engine. */
export class RowRunner {
  readonly #engine: Engine;
  readonly #cut: TileCutter;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#cut = new TileCutter(engine.side);
  }

  /** Changes the original's pixels below the row, in place; returns how many came out different. */
  run(row: TileRow, base: PixelRows): number {
    let changed = 0;
    for (const pixels of this.tiles(row, base)) changed += pixels;
    return changed;
  }

  /** The same, tile by tile: each yields how many pixels came out different. `known`: what was precomputed of some, by first column. */
  *tiles(row: TileRow, base: PixelRows, known?: ReadonlyMap<number, Precomputed | undefined>): Generator<number, void> {
    const { smallWidth, smallHeight, top, lefts } = row;
    const { y0, y1 } = rowsBelow(top, smallHeight, base.height);
    for (const left of lefts) {
      const { x0, x1 } = columnsBelow(left, smallWidth, base.width);
      if (x1 <= x0 || y1 <= y0) continue;
      const margin = this.#margin;
      const place = { left: left - margin, top: top - margin, smallWidth, smallHeight, x0, y0, x1, y1 };
      if (!known?.has(left)) {
        yield this.#engine.run(this.#tileAt(row, left), place, base);
        continue;
      }
      const precomputed = known.get(left);
      yield precomputed ? this.#engine.halves!.carryOut(precomputed, place, base) : 0;
    }
  }

  /** What a tile says about an original that is not there yet; undefined: nothing. `impossible`: this engine cannot do that. */
  foresee(row: TileRow, left: number, enlarged: boolean): Precomputed | undefined | 'impossible' {
    const { halves } = this.#engine;
    return halves ? halves.foresee(this.#tileAt(row, left), enlarged) : 'impossible';
  }

  get #margin(): number {
    return (this.#engine.side - TILE) / 2;
  }

  #tileAt(row: TileRow, left: number): TileBytes {
    const margin = this.#margin;
    const from = (part: Part, slot: 0 | 1 | 2 | 3): Uint8Array =>
      this.#cut.from(part, left - margin - part.left, row.top - margin - part.top, slot);
    return {
      submitted: from(row.submitted, 0),
      control: from(row.control, 1),
      retouched: from(row.retouched, 2),
      ...(row.shifted && { shifted: from(row.shifted, 3) }),
    };
  }
}

/** Cuts square tiles out of pictures into buffers it keeps; what lies outside repeats the picture's border. */
class TileCutter {
  readonly #side: number;
  readonly #buffers: Uint8Array[];

  constructor(side: number) {
    this.#side = side;
    this.#buffers = [0, 1, 2, 3].map(() => new Uint8Array(side * side * 3));
  }

  from(picture: SmallPicture, left: number, top: number, slot: 0 | 1 | 2 | 3): Uint8Array {
    const side = this.#side;
    const out = this.#buffers[slot]!;
    const { data, width, height } = picture;
    const before = Math.min(side, Math.max(0, -left));
    const inside = Math.max(0, Math.min(side, width - left) - before);
    for (let y = 0; y < side; y++) {
      const row = Math.min(height - 1, Math.max(0, top + y)) * width * 3;
      const to = y * side * 3;
      out.set(data.subarray(row + (left + before) * 3, row + (left + before + inside) * 3), to + before * 3);
      for (let x = 0; x < before; x++) out.set(data.subarray(row, row + 3), to + x * 3);
      const last = row + (width - 1) * 3;
      for (let x = before + inside; x < side; x++) out.set(data.subarray(last, last + 3), to + x * 3);
    }
    return out;
  }
}
