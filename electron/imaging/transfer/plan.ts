import { TILE, tileSide } from './engine.ts';
import { cutOut, type Rect } from './part.ts';
import { release } from './release.ts';
import { rowsBelow, type Part, type TileRow } from './row.ts';
import type { ShiftedSample, SmallPictures } from './pictures/small-pictures.ts';
import { TouchedCells } from './touched.ts';

/** Rows whose P is made ahead, while others are worked on. */
const AHEAD = 3;

/** A row of tiles that something was retouched in. */
export interface PlannedRow {
  /** The original's rows below it, end exclusive. */
  readonly y0: number;
  readonly y1: number;
  readonly top: number;
  readonly lefts: readonly number[];
  /** What its tiles cover of the small pictures, margins included. */
  readonly covers: Rect;
}

interface Pictures {
  readonly submitted: Part;
  readonly control: Part;
  readonly retouched: Part;
}

/** Which rows of tiles a transfer works on, and P for the next of them while others are worked on. It needs no original yet. */
export class TransferPlan {
  readonly rows: readonly PlannedRow[];
  readonly #smallWidth: number;
  readonly #smallHeight: number;
  readonly #shiftedSample: ShiftedSample | undefined;
  readonly #begun = new Map<number, Promise<TileRow>>();
  /** The first row that was not begun yet. */
  #next = 0;
  #pictures: Pictures;
  /** Whether the pictures' memory is nobody else's. */
  #own = false;

  /** @param height the original's, pixels, as it is stored */
  constructor({ submitted, control, retouched, shiftedSample, match }: SmallPictures, height: number) {
    this.#smallWidth = submitted.width;
    this.#smallHeight = submitted.height;
    this.#shiftedSample = shiftedSample;
    const whole = { left: 0, top: 0 };
    this.#pictures = {
      submitted: { ...submitted, ...whole },
      control: { ...control, ...whole },
      retouched: { ...retouched, ...whole },
    };
    const touched = new TouchedCells(retouched, control);
    this.rows = rowsOf(touched, submitted, height, (tileSide(match) - TILE) / 2);
  }

  /** Gives back the pictures' memory but for what the rows cover. Nobody else may use them any more. */
  keepCovered(): void {
    const covers = this.rows.map((row) => row.covers);
    const all: Rect = {
      // P is made on the blocks of the whole picture.
      left: onBlocks(Math.min(this.#smallWidth, ...covers.map(({ left }) => left))),
      top: onBlocks(Math.min(this.#smallHeight, ...covers.map(({ top }) => top))),
      right: Math.max(0, ...covers.map(({ right }) => right)),
      bottom: Math.max(0, ...covers.map(({ bottom }) => bottom)),
    };
    const { submitted, control, retouched } = this.#pictures;
    const keep = (part: Part): Part => {
      const kept = covers.length > 0 ? cutOut(part, all) : { ...part, data: new Uint8Array(0) };
      release(part.data);
      return kept;
    };
    this.#own = true;
    const lossless = control.data === submitted.data;
    const s = keep(submitted);
    this.#pictures = { submitted: s, control: lossless ? s : keep(control), retouched: keep(retouched) };
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

  /** Resolves when nothing is being made any more, and gives back what memory it has. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#begun.values());
    if (this.#own) for (const { data } of Object.values(this.#pictures) as Part[]) release(data);
  }

  #beginTo(last: number): void {
    for (; this.#next <= Math.min(last, this.rows.length - 1); this.#next++) {
      const begun = this.#complete(this.rows[this.#next]!);
      // A failure is told to whoever takes the row, if anybody still does.
      begun.catch(() => undefined);
      this.#begun.set(this.#next, begun);
    }
  }

  async #complete({ top, lefts, covers }: PlannedRow): Promise<TileRow> {
    const row = { ...this.#pictures, smallWidth: this.#smallWidth, smallHeight: this.#smallHeight, top, lefts };
    if (!this.#shiftedSample) return row;
    // Only where it is needed: a whole P would take memory and time like Q. On the blocks of the whole picture, so that the
    // strips agree where they overlap.
    const { left, top: upper, ...rest } = covers;
    const strip = cutOut(row.submitted, { ...rest, left: onBlocks(left), top: onBlocks(upper) });
    return { ...row, shifted: { ...strip, ...(await this.#shiftedSample(strip)) } };
  }
}

/** Halved chroma has blocks of 16. */
function onBlocks(position: number): number {
  return position & ~15;
}

function rowsOf(
  touched: TouchedCells,
  { width, height }: { readonly width: number; readonly height: number },
  baseHeight: number,
  margin: number,
): PlannedRow[] {
  const rows: PlannedRow[] = [];
  for (let top = 0; top < height; top += TILE) {
    const lefts: number[] = [];
    for (let left = 0; left < width; left += TILE) {
      if (touched.within(left - margin, top - margin, left + TILE + margin, top + TILE + margin)) lefts.push(left);
    }
    const { y0, y1 } = rowsBelow(top, height, baseHeight);
    if (lefts.length === 0 || y1 <= y0) continue;
    const covers: Rect = {
      left: Math.max(0, lefts[0]! - margin),
      top: Math.max(0, top - margin),
      right: Math.min(width, lefts.at(-1)! + TILE + margin),
      bottom: Math.min(height, top + TILE + margin),
    };
    rows.push({ y0, y1, top, lefts, covers });
  }
  return rows;
}
