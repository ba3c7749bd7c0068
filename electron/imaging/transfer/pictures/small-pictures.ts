import { sharp } from '../../sharp.ts';
import type { Sharp } from '../../sharp.ts';
import { ReasonError } from '../../../base/reason.ts';
import { jpegEncodingOf } from '../../../formats/jpeg/jpeg-quality.ts';
import { frameOf, readJpegHeader, type JpegHeader } from '../../../formats/jpeg/jpeg.ts';
import { quantisationTables } from '../../../formats/jpeg/quantisation.ts';
import type { Orientation } from '../../../formats/orientation.ts';
import { sameShape } from '../../check/result-size.ts';
import { backToStored } from './stored-orientation.ts';
import type { EncoderMatch, SmallPicture } from '../types.ts';

/** Sends a part of S through the service's encoder, its blocks lying elsewhere than Q's if the part begins at a multiple of 16. */
export type ShiftedSample = (part: SmallPicture) => Promise<SmallPicture>;

/** S, Q and R: of one size, in sRGB, lying as the original is stored. */
export interface SmallPictures {
  readonly submitted: SmallPicture;
  readonly control: SmallPicture;
  readonly retouched: SmallPicture;
  /**
   * Makes P, or a part of it: as Q, but with the encoder's 8x8 blocks lying elsewhere. Present where R's encoder is not much coarser than the one that S went
   * through: multiples of a step are rounded again without loss, or at half-way all the same way, so that Q shows none of the
   * encoder's noise, or too much. What the service retouched is no such multiple any more.
   */
  readonly shiftedSample?: ShiftedSample;
  readonly match: EncoderMatch;
}

/** What the control encoder must have done to a block, in levels, for it to tell encoders apart. */
const VISIBLE = 6;
/** Half a block, so that the blocks' borders lie where their middles were. */
const SHIFT = 4;
/** As many of the lowest frequencies as decide, zigzag order. */
const TELLING_STEPS = 28;
const COMPARABLE = 2.1;
/** So many blocks are enough to tell a share by; of more, one in so many is looked at. */
const ENOUGH_BLOCKS = 50_000;
const ONE_IN = 7;
/** Share of 8x8 blocks that must agree within one level before the imitated encoder counts as the service's own. */
const MATCHED_BLOCKS = 0.1;

/**
 * Decodes what was submitted and what came back, and makes the control picture Q: S sent through an encoder like the service's,
 * which shows what that encoder alone does. Throws a {@link ReasonError} when a picture is damaged or they don't belong together.
 */
export async function loadSmallPictures(
  submitted: Uint8Array,
  retouched: Uint8Array,
  orientation: Orientation,
): Promise<SmallPictures> {
  // One after the other: the original is being decoded beside them, which takes longest.
  const upright = await decodeUpright(submitted, 'submitted-damaged', 'The copy that was submitted is damaged.');
  const back = await decodeUpright(retouched, 'retouched-damaged', 'The retouched picture is damaged.');
  const [s, r] = await toOneSize(upright, back);

  const header = readJpegHeader(retouched);
  const encoding = header && jpegEncodingOf(header);
  const encode = (): Promise<SmallPicture> =>
    encoding ? throughEncoder(s, encoding.quality, encoding.chroma === '4:4:4') : Promise.resolve(s);
  const own = readJpegHeader(submitted);
  const onGrid = own && header && encoding && gridShows(lumaSteps(own), lumaSteps(header));
  const q = await encode();
  const match = !encoding ? 'lossless' : agreeingBlocks(r, q, s) >= MATCHED_BLOCKS ? 'matched' : 'unmatched';

  const stored = await toStored(s, orientation);
  return {
    submitted: stored,
    control: q === s ? stored : await toStored(q, orientation),
    retouched: await toStored(r, orientation),
    ...(onGrid && {
      shiftedSample: (part) => throughEncoder(part, encoding.quality, encoding.chroma === '4:4:4', SHIFT),
    }),
    match,
  };
}

/** 8-bit sRGB, upright. Strict: a truncated file throws instead of coming back with grey in it. */
export async function decodeUpright(bytes: Uint8Array, code: string, message: string): Promise<SmallPicture> {
  try {
    const { data, info } = await sharp(bytes, { failOn: 'warning' })
      .autoOrient()
      .removeAlpha()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`the decoder gave ${String(info.channels)} channels`);
    return { data, width: info.width, height: info.height };
  } catch (error) {
    throw new ReasonError(code, message, { cause: error });
  }
}

/** Services may send back another size. Then both are brought to the smaller one: enlarging would invent detail. */
async function toOneSize(s: SmallPicture, r: SmallPicture): Promise<[SmallPicture, SmallPicture]> {
  if (s.width === r.width && s.height === r.height) return [s, r];
  if (!sameShape(s, r)) {
    throw new ReasonError(
      'retouched-other-shape',
      `The retouched picture has another shape (${String(r.width)} x ${String(r.height)}) than the one submitted (${String(s.width)} x ${String(s.height)}).`,
    );
  }
  return s.width > r.width ? [await shrink(s, r), r] : [s, await shrink(r, s)];
}

async function shrink(picture: SmallPicture, to: SmallPicture): Promise<SmallPicture> {
  const { data, info } = await fromRaw(picture)
    .resize(to.width, to.height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** The picture encoded and decoded again. `shift`: by how many pixels it lies further right and down on the encoder's blocks. */
async function throughEncoder(
  picture: SmallPicture,
  quality: number,
  fullChroma: boolean,
  shift = 0,
): Promise<SmallPicture> {
  const { width, height } = picture;
  const jpeg = await fromRaw(picture)
    .extend({ left: shift, top: shift, extendWith: 'copy' })
    .jpeg({ quality, chromaSubsampling: fullChroma ? '4:4:4' : '4:2:0', optimiseCoding: false })
    .toBuffer();
  const data = await sharp(jpeg).extract({ left: shift, top: shift, width, height }).raw().toBuffer();
  return { data, width, height };
}

/** The quantisation steps of luma, zigzag order; empty where there are none. */
function lumaSteps(header: JpegHeader): readonly number[] {
  const luma = frameOf(header)?.components[0];
  return (luma && quantisationTables(header.segments).get(luma.table)) ?? [];
}

/**
 * Whether a picture that was encoded with steps `from` still lies on their grid for an encoder with steps `to`. Measured on portraits: up
 * to the double, half-way ties included, a control with other blocks serves better; from two and a half on, one with the same blocks.
 */
export function gridShows(from: readonly number[], to: readonly number[]): boolean {
  const sum = (steps: readonly number[]): number => steps.slice(0, TELLING_STEPS).reduce((a, b) => a + b, 0);
  return from.length > 0 && to.length > 0 && sum(to) <= COMPARABLE * sum(from);
}

async function toStored(picture: SmallPicture, orientation: Orientation): Promise<SmallPicture> {
  if (orientation === 1) return picture;
  const { rotate, flip, flop } = backToStored(orientation);
  const { data, info } = await fromRaw(picture)
    .flip(flip)
    .flop(flop)
    .rotate(rotate)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function fromRaw({ data, width, height }: SmallPicture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/**
 * Share of 8x8 blocks in which no value differs by more than one level, among those that the control encoder changed visibly: in a flat
 * background every encoder agrees with every other. 1 if there are none.
 */
export function agreeingBlocks(retouched: SmallPicture, control: SmallPicture, submitted: SmallPicture): number {
  const step = (control.width * control.height) / 64 > ENOUGH_BLOCKS ? ONE_IN : 1;
  let blocks = 0;
  let agreeing = 0;
  for (let top = 0; top < control.height; top += 8) {
    // Shifted from row to row, so that upright lines in the picture do not count more than others.
    for (let left = 8 * (((top >> 3) * 3) % step); left < control.width; left += 8 * step) {
      if (largestDifference(control, submitted, left, top, VISIBLE) < VISIBLE) continue;
      blocks++;
      if (largestDifference(retouched, control, left, top, 2) <= 1) agreeing++;
    }
  }
  return blocks === 0 ? 1 : agreeing / blocks;
}

/** The largest difference within a block; the search ends at the first one that reaches `enough`. */
function largestDifference(a: SmallPicture, b: SmallPicture, left: number, top: number, enough: number): number {
  const right = Math.min(a.width, left + 8) * 3;
  let largest = 0;
  for (let y = top; y < Math.min(a.height, top + 8); y++) {
    const row = y * a.width * 3;
    for (let i = row + left * 3; i < row + right; i++) {
      const difference = Math.abs(a.data[i]! - b.data[i]!);
      if (difference <= largest) continue;
      largest = difference;
      if (largest >= enough) return largest;
    }
  }
  return largest;
}
