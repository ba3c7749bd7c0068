import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Pixels } from './transfer/types.ts';

/** A result in a few pixels: for the EXIF thumbnail, and to compare with what the written file decodes to. */
export interface Miniature {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The size that EXIF recommends for thumbnails. */
const LONG_SIDE = 160;
/** Mean difference, in levels of 255, that no encoder of quality 1 and up reaches on a picture this small. */
const SAME_PICTURE = 24;

/** Shrinks pixels, without converting their colours. Transparency is put on white. */
export async function miniatureOf({ data, width, height, channels }: Pixels): Promise<Miniature> {
  return shrink(sharp(data, { raw: { width, height, channels }, limitInputPixels: false }), width, height);
}

async function shrink(picture: Sharp, width: number, height: number): Promise<Miniature> {
  const scale = LONG_SIDE / Math.max(width, height, LONG_SIDE);
  const result = await picture
    .flatten({ background: '#ffffff' })
    .resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), { fit: 'fill' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (result.info.channels !== 3) throw new Error('a miniature has three channels');
  return { data: result.data, width: result.info.width, height: result.info.height };
}

/** The miniature as a JPEG for an EXIF thumbnail's place. */
export async function thumbnailJpeg({ data, width, height }: Miniature): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/**
 * Decodes a written file to its last byte and looks whether it shows the picture it should.
 * Throws if it is damaged, of another size, or another picture.
 */
export async function checkWritten(
  path: string,
  size: { width: number; height: number },
  expected: Miniature,
): Promise<void> {
  const header = await sharp(path, { limitInputPixels: false }).metadata();
  if (header.width !== size.width || header.height !== size.height) {
    throw new Error(`the written file has ${String(header.width)} x ${String(header.height)} pixels`);
  }
  const picture = sharp(path, { failOn: 'warning', limitInputPixels: false, ignoreIcc: true });
  const found = await shrink(picture, size.width, size.height);
  if (found.data.length !== expected.data.length) throw new Error('the written file decodes to another shape');
  let sum = 0;
  for (let i = 0; i < found.data.length; i++) sum += Math.abs(found.data[i]! - expected.data[i]!);
  if (sum / found.data.length > SAME_PICTURE) throw new Error('the written file decodes to another picture');
}
