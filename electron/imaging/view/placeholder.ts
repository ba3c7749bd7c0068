import sharp from 'sharp';
import { localAnswer, troubleOf, type LocalAnswer } from '../../base/system-errors.ts';
import { turnUpright } from '../colour.ts';
import { cutBars } from '../../formats/jpeg/cut-bars.ts';
import { embeddedPreview } from './embedded-preview.ts';
import { turnsSideways, type Orientation } from '../../formats/orientation.ts';
import type { Size } from '../../formats/turned-rect.ts';
import { readPlainJpeg, wholePicture, writePlainJpeg } from '../../formats/jpeg/plain-jpeg.ts';
import { rawPreviews, readPreview } from '../../formats/raw/raw-preview.ts';

/** A small picture to show until the real thumbnail is there, out of what the camera put into the file. */
export type Placeholder =
  /**
   * `data`: a JPEG of at most {@link PLACEHOLDER.bytes}, in memory of its own. Its EXIF orientation, if it has one, turns it upright, as
   * every browser does by itself; `width` and `height` are those of the upright picture.
   */
  | { readonly kind: 'picture'; readonly data: Uint8Array; readonly width: number; readonly height: number }
  /** The file has none, or one of another crop. */
  | { readonly kind: 'none' }
  | LocalAnswer;

export const PLACEHOLDER = { longestSide: 320, bytes: 30_000 } as const;

/** Cameras fill what is left of 160 × 120 with black, blurred by the coding. */
const DARK = 24;
const SAME_SHAPE = 0.02;
/** A preview this size in a RAW file does for a thumbnail, and is read in a moment. */
const ENOUGH = 150;

interface Found {
  readonly data: Buffer;
  readonly orientation: Orientation;
  /** Width by height of the stored photo; undefined if unknown. */
  readonly shape: number | undefined;
}

/** Reads the small picture that a camera put into a JPEG or RAW file, without black bars, upright. Never throws. */
export async function placeholder(path: string): Promise<Placeholder> {
  try {
    const found = await find(path);
    return found ? (handOn(found) ?? (await draw(found))) : { kind: 'none' };
  } catch (error) {
    const trouble = troubleOf(error, 'original', path);
    // What is no shortage of this computer is the little picture's own fault.
    return trouble.code === 'internal' ? { kind: 'none' } : localAnswer(trouble);
  }
}

async function find(path: string): Promise<Found | undefined> {
  const preview = await embeddedPreview(path);
  if (preview === 'none') return undefined;
  if (preview !== 'other') return preview;
  const previews = await rawPreviews(path);
  const small = previews.findLast(({ width, height }) => Math.max(width, height) >= ENOUGH) ?? previews[0];
  return small && { data: await readPreview(path, small), orientation: small.orientation, shape: undefined };
}

/**
 * The camera's own JPEG as it is, but for its metadata and its bars: nothing is decoded. Undefined where that cannot be done. In a file
 * with bars of 160 × 120, as DCF wants it, these lie above and below.
 */
function handOn({ data, orientation, shape }: Found): Placeholder | undefined {
  const jpeg = readPlainJpeg(data);
  if (jpeg === undefined) return undefined;
  const part = shape === undefined ? undefined : withinBars(jpeg, shape);
  if (part && part.width !== jpeg.width) return undefined;
  const cut =
    part === undefined || part.height === jpeg.height ? wholePicture(jpeg) : cutBars(jpeg, part.top, part.height, DARK);
  if (cut === undefined) return undefined;
  const written = writePlainJpeg(cut.parts, orientation);
  if (written.length > PLACEHOLDER.bytes) return undefined;
  const [width, height] = turnsSideways(orientation) ? [cut.height, jpeg.width] : [jpeg.width, cut.height];
  return { kind: 'picture', data: written, width, height };
}

async function draw({ data, orientation, shape }: Found): Promise<Placeholder> {
  const decoded = await sharp(data, { failOn: 'none', limitInputPixels: 100_000_000 })
    .resize(PLACEHOLDER.longestSide, PLACEHOLDER.longestSide, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = decoded.info;
  if (channels !== 3) return { kind: 'none' };
  const part = shape === undefined ? { left: 0, top: 0, width, height } : withinBars({ width, height }, shape);
  if (!barsAreDark(decoded.data, width, part)) return { kind: 'none' };
  const image = turnUpright(sharp(decoded.data, { raw: { width, height, channels } }).extract(part), orientation);
  for (const quality of [85, 60, 30]) {
    const jpeg = await image.clone().jpeg({ quality, optimiseCoding: false }).toBuffer({ resolveWithObject: true });
    if (jpeg.data.length <= PLACEHOLDER.bytes)
      return { kind: 'picture', data: jpeg.data, width: jpeg.info.width, height: jpeg.info.height };
  }
  return { kind: 'none' };
}

interface Part extends Size {
  readonly left: number;
  readonly top: number;
}

/** The part of a little picture that has the photo's shape: all of it, or what lies between bars. */
export function withinBars(size: Size, shape: number): Part {
  const { width, height } = size;
  if (Math.abs(width / height / shape - 1) <= SAME_SHAPE) return { left: 0, top: 0, width, height };
  const inner =
    shape > width / height
      ? { width, height: Math.max(1, Math.floor(width / shape)) }
      : { width: Math.max(1, Math.floor(height * shape)), height };
  return { left: Math.floor((width - inner.width) / 2), top: Math.floor((height - inner.height) / 2), ...inner };
}

/** Whether everything outside the part is dark: bars. If it is not, the little picture is of another crop. */
function barsAreDark(rgb: Buffer, width: number, part: Part): boolean {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < rgb.length / 3; i++) {
    const x = i % width;
    const y = Math.floor(i / width);
    const inside = x >= part.left && x < part.left + part.width && y >= part.top && y < part.top + part.height;
    if (inside) continue;
    sum += rgb[i * 3]! + rgb[i * 3 + 1]! + rgb[i * 3 + 2]!;
    count += 3;
  }
  return count === 0 || sum / count <= DARK;
}
