import { TILE, tileSide } from './engine.ts';
import { rowsBelow, type Part, type TileRow } from './row.ts';
import type { OffGrid, SmallPictures } from './small-pictures.ts';
import { TouchedCells } from './touched.ts';
import type { SmallPicture } from './types.ts';

/** Rows whose P is made ahead, while others are worked on. */
const AHEAD = 4;

/** A row of tiles, and what of the pictures it needs. */
export interface PlannedRow {
  readonly y0: number;
  readonly y1: number;
  /** Rows of the small pictures under its tiles, margins included, end exclusive. */
  readonly from: number;
  readonly to: number;
  /** On the whole pictures. */
  complete(): Promise<TileRow>;
}

/** Which rows of tiles a transfer works on, and P for the next of them while others are worked on. It needs no original yet. */
export class TransferPlan {
  readonly rows: readonly PlannedRow[];
  readonly #begun = new Map<number, Promise<TileRow>>();
  /** The first row that was not begun yet. */
  #next = 0;

  /** @param height the original's, pixels, as it is stored */
  constructor(pictures: SmallPictures, height: number) {
    this.rows = rowsOf(pictures, height, (tileSide(pictures.match) - TILE) / 2);
  }

  /** Begins with what the first rows need. */
  begin(): void {
    this.#beginTo(AHEAD);
  }

  take(index: number): Promise<TileRow> {
    this.#beginTo(index + AHEAD);
    const taken = this.#begun.get(index)!;
    this.#begun.delete(index);
    return taken;
  }

  /** Resolves when nothing is being made any more. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#begun.values());
  }

  #beginTo(last: number): void {
    for (; this.#next <= Math.min(last, this.rows.length - 1); this.#next++) {
      const begun = this.rows[this.#next]!.complete();
      // A failure is told to whoever takes the row, if anybody still does.
      begun.catch(() => undefined);
      this.#begun.set(this.#next, begun);
    }
  }
}

/** The rows in which anything was retouched. */
function rowsOf(
  { submitted, control, retouched, offGrid }: SmallPictures,
  baseHeight: number,
  margin: number,
): PlannedRow[] {
  const { width, height } = submitted;
  const touched = new TouchedCells(retouched, control);
  const rows: PlannedRow[] = [];
  for (let top = 0; top < height; top += TILE) {
    const lefts: number[] = [];
    for (let left = 0; left < width; left += TILE) {
      if (touched.within(left - margin, top - margin, left + TILE + margin, top + TILE + margin)) lefts.push(left);
    }
    const { y0, y1 } = rowsBelow(top, height, baseHeight);
    if (lefts.length === 0 || y1 <= y0) continue;
    const plain = {
      submitted: { ...submitted, left: 0, top: 0 },
      control: { ...control, left: 0, top: 0 },
      retouched: { ...retouched, left: 0, top: 0 },
      smallWidth: width,
      smallHeight: height,
      top,
      lefts,
    };
    rows.push({
      y0,
      y1,
      from: Math.max(0, top - margin),
      to: Math.min(height, top + TILE + margin),
      complete: async () =>
        offGrid ? { ...plain, shifted: await stripOf(offGrid, submitted, lefts, top, margin) } : plain,
    });
  }
  return rows;
}

/** P under a row of tiles, margins included. Only where it is needed: a whole one would take memory and time like Q. */
async function stripOf(
  offGrid: OffGrid,
  from: SmallPicture,
  lefts: readonly number[],
  row: number,
  margin: number,
): Promise<Part> {
  // On the blocks of the whole picture, so that the strips agree where they overlap.
  const left = Math.max(0, lefts[0]! - margin) & ~15;
  const top = Math.max(0, row - margin) & ~15;
  const right = Math.min(from.width, lefts.at(-1)! + TILE + margin);
  const bottom = Math.min(from.height, row + TILE + margin);
  const part = { data: new Uint8Array((right - left) * (bottom - top) * 3), width: right - left, height: bottom - top };
  for (let y = top; y < bottom; y++) {
    const start = (y * from.width + left) * 3;
    part.data.set(from.data.subarray(start, start + part.width * 3), (y - top) * part.width * 3);
  }
  return { ...(await offGrid(part)), left, top };
}
