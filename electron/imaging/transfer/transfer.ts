import { fastEngine } from '../kernels/engine.ts';
import type { ColourMap } from './colour-map.ts';
import type { Engine, EngineSetup } from './engine.ts';
import { TILE } from './engine.ts';
import type { RowHelper } from './helper.ts';
import { release } from './release.ts';
import { RowRunner, rowsBelow, type Part, type TileRow } from './row.ts';
import type { OffGrid } from './small-pictures.ts';
import { TouchedCells } from './touched.ts';
import type { EncoderMatch, PixelRows, Pixels, SmallPicture } from './types.ts';

export interface TransferInput {
  /** O, changed in place into F. */
  readonly base: Pixels;
  /** S, Q and R, all of one size and lying on O as it is stored. */
  readonly submitted: SmallPicture;
  readonly control: SmallPicture;
  readonly retouched: SmallPicture;
  /** Makes P, where Q would mislead: see `SmallPictures`. */
  readonly offGrid?: OffGrid;
  readonly match: EncoderMatch;
  /** From the small pictures' sRGB into O's own colour space. */
  readonly colours: ColourMap;
  /** 0 to 1. */
  readonly fade: number;
}

/** What a transfer is done with; the fast engine alone by default. */
export interface Means {
  readonly makeEngine?: (setup: EngineSetup) => Engine | Promise<Engine>;
  /** Takes every other row or so off this thread's hands. */
  readonly helper?: RowHelper | undefined;
  /** The original's rows `from` to `to` (end exclusive) will not change any more. Every row is told of once. */
  readonly onFinal?: ((from: number, to: number) => void) | undefined;
}

/** Rows whose P is made ahead, while others are worked on. */
const AHEAD = 3;
/** That are shared out one by one. */
const LAST_ROWS = 4;

/**
 * Carries the retouch over to the full-size original, tile by tile, in place. Tiles where the service's encoder alone explains
 * every difference are not touched: there F is O to the bit. Returns the share of pixels, 0 to 1, that stayed equal.
 */
export async function transfer(
  input: TransferInput,
  signal: AbortSignal,
  onProgress: (share: number) => void,
  { makeEngine = fastEngine, helper, onFinal = () => undefined }: Means = {},
): Promise<number> {
  const { base, submitted, match, colours, fade } = input;
  signal.throwIfAborted();
  const setup: EngineSetup = { match, colours, fade, widest: Math.ceil((TILE * base.width) / submitted.width) + 2 };
  const engine = await makeEngine(setup);
  const runner = new RowRunner(engine);
  const rows = rowsOf(input, (engine.side - TILE) / 2);
  helper?.begin(setup);
  let changed = 0;
  let done = 0;
  const away = new Set<Promise<void>>();
  const finish = (pixels: number, { shifted }: TileRow, { y0, y1 }: PlannedRow): void => {
    changed += pixels;
    if (shifted) release(shifted.data);
    onFinal(y0, y1);
    onProgress(++done / rows.length);
  };
  const strips = new Ahead(rows);
  try {
    for (const { from, to } of untouched(rows, base.height)) onFinal(from, to);
    for (const [index, row] of rows.entries()) {
      await otherWork();
      signal.throwIfAborted();
      const whole = await strips.take(index);
      // Towards the end the helper gets no row to wait for, which this thread could begin at once.
      const most = rows.length - index > LAST_ROWS ? 2 : 1;
      if (helper === undefined || away.size >= most) {
        let pixels = 0;
        for (const more of runner.tiles(whole, base)) {
          pixels += more;
          await otherWork();
        }
        finish(pixels, whole, row);
        continue;
      }
      const helping = helper.run(handedOver(whole, row), partOf(base, row)).then((helped) => {
        if (helped.kind === 'broken') finish(runner.run(whole, base), whole, row);
        else {
          base.data.set(helped.data, row.y0 * base.width * base.channels);
          release(helped.data);
          finish(helped.changed, whole, row);
        }
        away.delete(helping);
      });
      away.add(helping);
    }
    await Promise.all(away);
  } finally {
    // The original's memory must be nobody else's any more when this returns, whatever the reason.
    await Promise.allSettled([...away, strips.end()]);
  }
  onProgress(1);
  return 1 - changed / (base.width * base.height);
}

/** Lets an abort, the progress, the helper's answers and the encoder's through; one tile takes some milliseconds. */
function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A row of tiles, and what of the pictures it needs. */
interface PlannedRow {
  readonly y0: number;
  readonly y1: number;
  /** Rows of the small pictures under its tiles, margins included, end exclusive. */
  readonly from: number;
  readonly to: number;
  /** On the whole pictures. */
  complete(): Promise<TileRow>;
}

/** The rows in which anything was retouched. */
function rowsOf({ base, submitted, control, retouched, offGrid }: TransferInput, margin: number): PlannedRow[] {
  const { width, height } = submitted;
  const touched = new TouchedCells(retouched, control);
  const rows: PlannedRow[] = [];
  for (let top = 0; top < height; top += TILE) {
    const lefts: number[] = [];
    for (let left = 0; left < width; left += TILE) {
      if (touched.within(left - margin, top - margin, left + TILE + margin, top + TILE + margin)) lefts.push(left);
    }
    const { y0, y1 } = rowsBelow(top, height, base.height);
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

/** What lies between the rows that are worked on, above and below them. */
function untouched(rows: readonly PlannedRow[], height: number): { from: number; to: number }[] {
  return [...rows, { y0: height, y1: height }]
    .map(({ y0 }, i) => ({ from: rows[i - 1]?.y1 ?? 0, to: y0 }))
    .filter(({ from, to }) => from < to);
}

/** Makes the P of the next rows while others are worked on. */
class Ahead {
  readonly #rows: readonly PlannedRow[];
  readonly #begun = new Map<number, Promise<TileRow>>();

  constructor(rows: readonly PlannedRow[]) {
    this.#rows = rows;
  }

  take(index: number): Promise<TileRow> {
    for (let i = index; i <= index + AHEAD; i++) {
      const row = this.#rows[i];
      if (row === undefined || this.#begun.has(i)) continue;
      const begun = row.complete();
      // A failure is told to whoever takes the row, if anybody still does.
      begun.catch(() => undefined);
      this.#begun.set(i, begun);
    }
    const taken = this.#begun.get(index)!;
    this.#begun.delete(index);
    return taken;
  }

  /** Resolves when nothing is being made any more. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#begun.values());
  }
}

/** The original's pixels below a row, copied. */
function partOf({ data, width, height, channels }: Pixels, { y0, y1 }: PlannedRow): PixelRows {
  const line = width * channels;
  return { data: copyOf(data.subarray(y0 * line, y1 * line)), width, height, channels, firstRow: y0 };
}

/** A row with no more of the small pictures than it needs, copied. */
function handedOver(row: TileRow, { from, to }: PlannedRow): TileRow {
  const part = ({ data, width }: Part): Part => ({
    data: copyOf(data.subarray(from * width * 3, to * width * 3)),
    width,
    height: to - from,
    left: 0,
    top: from,
  });
  return {
    ...row,
    submitted: part(row.submitted),
    control: part(row.control),
    retouched: part(row.retouched),
    ...(row.shifted && { shifted: { ...row.shifted, data: copyOf(row.shifted.data) } }),
  };
}

/** Memory of its own: that of a `Buffer` may be part of a pool. */
function copyOf<T extends Uint8Array | Uint16Array>(data: T): T {
  return (data instanceof Uint16Array ? new Uint16Array(data) : new Uint8Array(data)) as T;
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
