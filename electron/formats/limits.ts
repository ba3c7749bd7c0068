import type { Reason } from '../base/reason.ts';

/**
 * Most pixels of a picture that is opened. Medium format reaches 151 megapixels and telephones 200; beyond that lie
 * stitched panoramas and files that only claim a size.
 */
export const MAX_PIXELS = 200_000_000;

/**
 * Most memory, in bytes, that one decoder may need at once. Baseline JPEG, PNG and striped TIFF are read a few rows at a
 * time; progressive JPEG, interlaced PNG, WebP, AVIF, GIF and BMP are held whole.
 */
export const MAX_DECODER_BYTES = 700_000_000;

/** Largest file that is opened: a 200-megapixel 16-bit TIFF without compression, and some metadata. */
export const MAX_FILE_BYTES = 1_400_000_000;

/** Largest colour profile that is looked at; real ones end at about 2 MB. */
export const MAX_PROFILE_BYTES = 8_000_000;

/** What the limits must know of a picture, all of it from its header. */
export interface Extent {
  readonly width: number;
  readonly height: number;
  /** Bytes that the decoder holds for every pixel at once; 0 when it works row by row. */
  readonly heldPerPixel: number;
}

/** Why a picture of this extent is not opened, or undefined if it may be. There is no lower limit: the service itself refuses faces that are too small. */
export function refuseExtent(extent: Extent): Reason | undefined {
  const { width, height, heldPerPixel } = extent;
  if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height) || width < 1 || height < 1)
    return { code: 'damaged', message: 'This file is damaged: it gives no usable picture size.' };
  const pixels = width * height;
  if (pixels > MAX_PIXELS) {
    return {
      code: 'too-large',
      message: `This picture is too large: ${width} × ${height} is more than ${MAX_PIXELS / 1e6} megapixels.`,
    };
  }
  if (pixels * heldPerPixel > MAX_DECODER_BYTES) {
    return {
      code: 'too-large',
      message: `This picture (${width} × ${height}) would need too much memory in this format. Save it as a standard (not progressive or interlaced) JPEG, PNG or TIFF.`,
    };
  }
  return undefined;
}

/** Why a file of this size is not opened, or undefined if it may be. */
export function refuseFileSize(bytes: number): Reason | undefined {
  if (bytes <= MAX_FILE_BYTES) return undefined;
  return { code: 'too-large', message: `This file is too large: more than ${MAX_FILE_BYTES / 1e9} GB.` };
}
