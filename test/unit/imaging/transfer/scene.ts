import { sameColours, type ColourMap } from '../../../../electron/imaging/transfer/colour/colour-map.ts';
import type { SmallPictures } from '../../../../electron/imaging/transfer/pictures/small-pictures.ts';
import type { TransferInput } from '../../../../electron/imaging/transfer/transfer.ts';
import type { EncoderMatch, Pixels, SmallPicture } from '../../../../electron/imaging/transfer/types.ts';
import { small, texture } from './fixtures.ts';

/** Small pictures of more than a megabyte each, so that memory really is given back; four by four tiles. */
export const WIDTH = 640;
export const HEIGHT = 600;

export interface Spot {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}
/** Where the service retouched something. */
export const spots = {
  'in a corner': { left: 0, top: 0, side: 40 },
  'in the opposite corner': { left: WIDTH - 30, top: HEIGHT - 30, side: 30 },
  'in the middle': { left: 300, top: 270, side: 50 },
  'across a seam of tiles': { left: 180, top: 370, side: 25 },
  nowhere: { left: 0, top: 0, side: 0 },
  everywhere: { left: 0, top: 0, side: WIDTH },
} as const satisfies Record<string, Spot>;

const submitted = texture(WIDTH, HEIGHT);

interface Options {
  readonly match?: EncoderMatch;
  /** With a second control. */
  readonly shifted?: boolean;
}

/** Makes every value depend on its block of 16 x 16, counted from the part's corner, as an encoder does. */
function inBlocks({ data, width }: SmallPicture): Uint8Array {
  return data.map((value, i) => {
    const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    return value ^ (data[((y & ~15) * width + (x & ~15)) * 3 + c]! & 7);
  });
}

/** Small pictures with memory of their own each time: a plan may give it back. */
export function scene({ left, top, side }: Spot, { match = 'matched', shifted = false }: Options = {}): SmallPictures {
  const s = small(Uint8Array.from(submitted), WIDTH, HEIGHT);
  const q =
    match === 'lossless'
      ? s
      : small(
          submitted.map((v, i) => Math.max(0, v - (i % 5 === 0 ? 1 : 0))),
          WIDTH,
          HEIGHT,
        );
  const retouched = Uint8Array.from(q.data);
  for (let y = top; y < Math.min(HEIGHT, top + side); y++) {
    for (let i = (y * WIDTH + left) * 3; i < (y * WIDTH + Math.min(WIDTH, left + side)) * 3; i++)
      retouched[i] = Math.min(255, retouched[i]! * 0.8 + 50);
  }
  return {
    submitted: s,
    control: q,
    retouched: small(retouched, WIDTH, HEIGHT),
    ...(shifted && { shiftedSample: (part) => Promise.resolve({ ...part, data: inBlocks(part) }) }),
    match,
  };
}

/** An original of `wide` x `high` pixels. */
export function originalOf(wide: number, high: number): Pixels {
  return { data: texture(wide, high, 3), width: wide, height: high, channels: 3 };
}

export function inputOf(base: Pixels, pictures: SmallPictures, colours: ColourMap = sameColours): TransferInput {
  return { base, ...pictures, colours, fade: 1 };
}

export const equal = (a: Pixels['data'], b: Pixels['data']): boolean =>
  Buffer.compare(
    Buffer.from(a.buffer, a.byteOffset, a.byteLength),
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  ) === 0;
