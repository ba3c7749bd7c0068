import { fastEngine } from '../kernels/engine.ts';
import type { ColourMap } from './colour-map.ts';
import type { Engine, EngineSetup } from './engine.ts';
import { TILE } from './engine.ts';
import { firstOutputOf } from './resample.ts';
import type { OffGrid } from './small-pictures.ts';
import { TouchedCells } from './touched.ts';
import type { EncoderMatch, Pixels, SmallPicture } from './types.ts';

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

/**
 * Carries the retouch over to the full-size original, tile by tile, in place. Tiles where the service's encoder alone explains
 * every difference are not touched: there F is O to the bit. Returns the share of pixels, 0 to 1, that stayed equal.
 */
export async function transfer(
  input: TransferInput,
  signal: AbortSignal,
  onProgress: (share: number) => void,
  makeEngine: (setup: EngineSetup) => Engine | Promise<Engine> = fastEngine,
): Promise<number> {
  const { base, submitted } = input;
  const { width, height } = submitted;
  const engine = await makeEngine({ ...input, widest: Math.ceil((TILE * base.width) / width) + 2 });
  const margin = (engine.side - TILE) / 2;
  const cut = new TileCutter(engine.side);
  const touched = new TouchedCells(input.retouched, input.control);
  let changed = 0;
  for (let top = 0; top < height; top += TILE) {
    // Lets an abort and the progress through; one row of tiles takes well under a second.
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const lefts: number[] = [];
    for (let left = 0; left < width; left += TILE) {
      if (touched.within(left - margin, top - margin, left + TILE + margin, top + TILE + margin)) lefts.push(left);
    }
    const strip = input.offGrid && (await stripOf(input.offGrid, submitted, lefts, top, margin));
    for (const left of lefts) {
      const tile = {
        submitted: cut.from(submitted, left - margin, top - margin, 0),
        control: cut.from(input.control, left - margin, top - margin, 1),
        retouched: cut.from(input.retouched, left - margin, top - margin, 2),
        ...(strip && { shifted: cut.from(strip.picture, left - margin - strip.left, top - margin - strip.top, 3) }),
      };
      const place = {
        left: left - margin,
        top: top - margin,
        smallWidth: width,
        smallHeight: height,
        x0: firstOutputOf(left, width, base.width),
        y0: firstOutputOf(top, height, base.height),
        x1: left + TILE >= width ? base.width : firstOutputOf(left + TILE, width, base.width),
        y1: top + TILE >= height ? base.height : firstOutputOf(top + TILE, height, base.height),
      };
      if (place.x1 > place.x0 && place.y1 > place.y0) changed += engine.run(tile, place);
    }
    onProgress(Math.min(1, (top + TILE) / height));
  }
  return 1 - changed / (base.width * base.height);
}

/** P under a row of tiles, margins included. Only where it is needed: a whole one would take memory and time like Q. */
async function stripOf(offGrid: OffGrid, from: SmallPicture, lefts: readonly number[], row: number, margin: number) {
  const [first, last] = [lefts[0], lefts.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  // On the blocks of the whole picture, so that the strips agree where they overlap.
  const left = Math.max(0, first - margin) & ~15;
  const top = Math.max(0, row - margin) & ~15;
  const right = Math.min(from.width, last + TILE + margin);
  const bottom = Math.min(from.height, row + TILE + margin);
  const part = { data: new Uint8Array((right - left) * (bottom - top) * 3), width: right - left, height: bottom - top };
  for (let y = top; y < bottom; y++) {
    const start = (y * from.width + left) * 3;
    part.data.set(from.data.subarray(start, start + part.width * 3), (y - top) * part.width * 3);
  }
  return { picture: await offGrid(part), left, top };
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
