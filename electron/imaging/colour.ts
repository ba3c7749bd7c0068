import { turnsSideways, type Orientation } from '../formats/orientation.ts';
import type { Size } from '../formats/turned-rect.ts';
import { sharp } from './sharp.ts';
import type { Sharp } from './sharp.ts';
import { attempt, pipeline, type Attempt } from './open/decode.ts';
import type { Opened } from './open/picture.ts';
import { BACKGROUND } from './submission/submission-plan.ts';
import { tagPixels } from '../formats/tiff/tagged-tiff.ts';

/** Upright 8-bit sRGB pixels, three bytes each, rows from the top. */
export interface Rgb {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** Turns pixels upright by an EXIF orientation, after a resize in the same pipeline. sharp mirrors first, then rotates. */
export function turnUpright(image: Sharp, orientation: Orientation): Sharp {
  switch (orientation) {
    case 1:
      return image;
    case 2:
      return image.flop();
    case 3:
      return image.rotate(180);
    case 4:
      return image.flip();
    case 5:
      return image.flop().rotate(270);
    case 6:
      return image.rotate(90);
    case 7:
      return image.flop().rotate(90);
    case 8:
      return image.rotate(270);
  }
}

/**
 * Decodes a whole picture to upright sRGB of the given upright size. Explicit width and height, so that a pixel of the result
 * lies exactly where the full-size arithmetic expects it; no decoding at reduced scale before a quarter, whose rounding
 * would move it.
 *
 * @throws as `attempt` does
 */
export function toRgb(picture: Opened, size: Size, signal?: AbortSignal): Promise<Attempt<Rgb>> {
  return attempt(picture, async (candidate) => {
    signal?.throwIfAborted();
    const image = await uprightSrgb(candidate, size, { shrinkOnLoad: 'exact' });
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`the decoder gave ${info.channels} channels instead of 3`);
    return { width: info.width, height: info.height, data };
  });
}

export interface RenderOptions {
  /** `fast`: the decoder may shrink as far as it can, at the cost of a fraction of a pixel. For looking only. */
  readonly shrinkOnLoad: 'exact' | 'fast';
  readonly failOn?: 'none';
  /** Take only this rectangle of the stored pixels, at 1:1; `size` is its upright size then. */
  readonly part?: Size & { readonly left: number; readonly top: number };
}

/** Pixels that are converted in the time that a conversion of its own takes to begin. */
const LATE_COSTS = 150_000;

/** How many pixels fewer are converted after a fast resize than before it: JPEGs come out of the decoder smaller already. */
function pixelsSaved({ format, width, height }: Opened, to: Size): number {
  const shrink = Math.min(width / to.width, height / to.height);
  const onLoad = format === 'jpeg' ? ([8, 4, 2].find((step) => shrink >= step + 1) ?? 1) : 1;
  return (width * height) / onLoad ** 2 - to.width * to.height;
}

/** A pipeline that yields a picture upright, without transparency, in 8-bit sRGB and at exactly `size` (upright). */
export async function uprightSrgb(picture: Opened, size: Size, options: RenderOptions): Promise<Sharp> {
  const { orientation, profile, depth, alpha } = picture;
  const exact = options.shrinkOnLoad === 'exact';
  const stored = turnsSideways(orientation) ? { width: size.height, height: size.width } : size;
  const { part } = options;
  const shrinks = part === undefined && (stored.width < picture.width || stored.height < picture.height);
  const convertLate =
    shrinks &&
    profile.kind === 'usable' &&
    picture.space === 'rgb' &&
    depth <= 16 &&
    (exact || pixelsSaved(picture, stored) > LATE_COSTS);

  let image = await pipeline(picture, { rawColours: convertLate, ...(options.failOn && { failOn: options.failOn }) });
  if (alpha) image = image.flatten({ background: BACKGROUND });
  if (part) image = image.extract(part);
  if (shrinks) image = image.resize(stored.width, stored.height, { fit: 'fill', fastShrinkOnLoad: !exact });
  if (convertLate) {
    // libvips converts before it resizes: on 61 megapixels two and a half times the time of this way round.
    const bits = depth === 16 ? 16 : 8;
    const { data, info } = await image
      .toColourspace(bits === 16 ? 'rgb16' : 'srgb')
      .raw({ depth: bits === 16 ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const tagged = tagPixels(data, { width: info.width, height: info.height, bits }, profile.bytes);
    image = sharp(tagged, { limitInputPixels: false });
  }
  image = turnUpright(image, orientation);
  // At 16 bits libvips would leave the numbers in the source's own space without saying so.
  return depth === 16 && profile.kind === 'usable' ? image.withIccProfile('srgb') : image.toColourspace('srgb');
}
