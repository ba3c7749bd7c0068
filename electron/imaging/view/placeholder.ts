import { sharp } from '../sharp.ts';
import { localAnswer, troubleOf, type LocalAnswer } from '../../base/system-errors.ts';
import { turnUpright } from '../colour.ts';
import { embeddedPreview } from './embedded-preview.ts';
import type { Orientation } from '../../formats/orientation.ts';
import type { Size } from '../../formats/turned-rect.ts';
import { rawPreviews, readPreview } from '../../formats/raw/raw-preview.ts';

/** A small picture to show until the real thumbnail is there, out of what the camera put into the file. */
export type Placeholder =
  /**
   * `data`: an upright JPEG of at most {@link PLACEHOLDER.bytes}, drawn anew: nothing of a file's own bytes reaches the window.
   */
  | { readonly kind: 'picture'; readonly data: Uint8Array; readonly width: number; readonly height: number }
  /** The file has none, or one of another crop. */
  | { readonly kind: 'none' }
  | LocalAnswer;

export const PLACEHOLDER = { longestSide: 320, bytes: 30_000 } as const;

/** Cameras fill what is left of 160 × 120 with black, blurred by the coding: a row of the picture beside it is dark, too. */
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
    return found ? await draw(found) : { kind: 'none' };
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
      ? { width, height: between(height, width / shape) }
      : { width: between(width, height * shape), height };
  return { left: Math.floor((width - inner.width) / 2), top: Math.floor((height - inner.height) / 2), ...inner };
}

/** Whole pixels between bars, less one at each bar, which the coding blurred. */
function between(all: number, shown: number): number {
  const bar = Math.ceil((all - shown) / 2) + 1;
  return Math.max(1, all - 2 * bar);
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
