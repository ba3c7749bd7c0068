import { setImmediate as nextTurn } from 'node:timers/promises';
import { fastEngine } from '../kernels/engine.ts';
import type { ColourMap } from './colour/colour-map.ts';
import type { Engine, EngineSetup } from './engine.ts';
import { TILE } from './engine.ts';
import type { EarlyStart, StartedRow } from './early-start.ts';
import type { RowHelper } from './helper.ts';
import { release } from './release.ts';
import { cutOut, putBack, takeOut, type Rect } from './part.ts';
import { TransferPlan, type PlannedRow } from './plan.ts';
import { columnsBelow, RowRunner, type TileRow } from './row.ts';
import type { ShiftedSample } from './pictures/small-pictures.ts';
import type { EncoderMatch, Pixels, SmallPicture } from './types.ts';

export interface TransferInput {
  /** O, changed in place into F. */
  readonly base: Pixels;
  /** S, Q and R, all of one size and lying on O as it is stored. */
  readonly submitted: SmallPicture;
  readonly control: SmallPicture;
  readonly retouched: SmallPicture;
  /** Makes P, where Q would mislead: see `SmallPictures`. */
  readonly shiftedSample?: ShiftedSample;
  readonly match: EncoderMatch;
  /** From the small pictures' sRGB into O's own colour space. */
  readonly colours: ColourMap;
  /** 0 to 1. */
  readonly fade: number;
}

/** What a transfer is done with; the fast engine alone by default. */
export interface Means {
  readonly makeEngine?: (setup: EngineSetup) => Engine | Promise<Engine>;
  /** Made of the same pictures beforehand. */
  readonly plan?: TransferPlan | undefined;
  /** A transfer of the same pictures that was begun beforehand, with its plan and its engine. */
  readonly start?: EarlyStart | undefined;
  /** Takes every other row or so off this thread's hands. */
  readonly helper?: RowHelper | undefined;
  /** The original's rows `from` to `to` (end exclusive) will not change any more. Every row is told of once. */
  readonly onFinal?: ((from: number, to: number) => void) | undefined;
}

/**
 * Carries the retouch over to the full-size original, tile by tile, in place. Tiles where the service's encoder alone explains
 * every difference are not touched: there F is O to the bit. Returns the share of pixels, 0 to 1, that stayed equal.
 */
export async function transfer(
  input: TransferInput,
  signal: AbortSignal,
  onProgress: (share: number) => void,
  means: Means = {},
): Promise<number> {
  const { makeEngine = fastEngine, helper, onFinal = () => undefined } = means;
  const { base, submitted } = input;
  signal.throwIfAborted();
  const setup = setupOf(input, base.width);
  const runner = means.start?.runner ?? new RowRunner(await makeEngine(setup));
  const plan = means.start?.plan ?? means.plan ?? new TransferPlan(input, base.height);
  const { rows } = plan;
  helper?.begin(setup);
  let changed = 0;
  let done = 0;
  const finish = (pixels: number, { shifted }: TileRow, { y0, y1 }: PlannedRow): void => {
    changed += pixels;
    if (shifted) release(shifted.data);
    onFinal(y0, y1);
    onProgress(++done / rows.length);
  };

  const begun = [...(means.start?.indices ?? [])];
  const fresh = [...rows.keys()].filter((index) => !begun.includes(index));
  let away: Promise<void> | undefined;
  /** Gives the helper a row when it has none. One at a time: a second one would wait there with all its pixels. */
  const feed = async (): Promise<void> => {
    if (helper === undefined || away !== undefined || fresh.length === 0) return;
    const index = fresh.shift()!;
    const row = rows[index]!;
    const whole = await plan.take(index);
    const place = below(row, submitted.width, base.width);
    away = helper.run(handedOver(whole, row), takeOut(base, place)).then((helped) => {
      if (helped.kind === 'broken') finish(runner.run(whole, base), whole, row);
      else {
        putBack(base, helped.data, place);
        release(helped.data);
        finish(helped.changed, whole, row);
      }
      away = undefined;
    });
    // Whoever waits for it is told; before that, nobody is.
    away.catch(() => undefined);
  };
  const next = async (): Promise<(StartedRow & { readonly index: number }) | undefined> => {
    const index = begun.shift() ?? fresh.shift();
    if (index === undefined) return undefined;
    return { index, ...(means.start?.take(index) ?? { row: await plan.take(index), tiles: new Map() }) };
  };

  try {
    for (const { from, to } of untouched(rows, base.height)) onFinal(from, to);
    const pause = async (): Promise<void> => {
      // Lets an abort, the progress, the helper's answers and the encoder's through; one tile takes some milliseconds.
      await nextTurn();
      signal.throwIfAborted();
      await feed();
    };
    await pause();
    for (let mine = await next(); mine; mine = await next()) {
      let pixels = 0;
      for (const more of runner.tiles(mine.row, base, mine.tiles)) {
        pixels += more;
        await pause();
      }
      finish(pixels, mine.row, rows[mine.index]!);
    }
    await away;
  } finally {
    // The original's memory must be nobody else's any more when this returns, whatever the reason.
    await Promise.allSettled([away, plan.end()]);
  }
  onProgress(1);
  return 1 - changed / (base.width * base.height);
}

/** What an engine needs to know for a transfer to an original of `width` pixels. */
export function setupOf(
  { submitted, match, colours, fade }: Pick<TransferInput, 'submitted' | 'match' | 'colours' | 'fade'>,
  width: number,
): EngineSetup {
  return { match, colours, fade, widest: Math.ceil((TILE * width) / submitted.width) + 2 };
}

/** What lies between the rows that are worked on, above and below them. */
function untouched(rows: readonly PlannedRow[], height: number): { from: number; to: number }[] {
  return [...rows, { y0: height, y1: height }]
    .map(({ y0 }, i) => ({ from: rows[i - 1]?.y1 ?? 0, to: y0 }))
    .filter(({ from, to }) => from < to);
}

/** The original's pixels below a row of tiles. */
function below({ y0, y1, lefts }: PlannedRow, smallWidth: number, width: number): Rect {
  const left = columnsBelow(lefts[0]!, smallWidth, width).x0;
  const right = columnsBelow(lefts.at(-1)!, smallWidth, width).x1;
  return { left, top: y0, right, bottom: y1 };
}

/** A row with no more of the small pictures than it needs, copied. */
function handedOver(row: TileRow, { covers }: PlannedRow): TileRow {
  const submitted = cutOut(row.submitted, covers);
  return {
    ...row,
    submitted,
    control: row.control === row.submitted ? submitted : cutOut(row.control, covers),
    retouched: cutOut(row.retouched, covers),
    // What was made for this row alone stays here, in case the helper breaks.
    ...(row.shifted && { shifted: { ...row.shifted, data: new Uint8Array(row.shifted.data) } }),
  };
}
