import { open } from 'node:fs/promises';
import { sharp } from '../sharp.ts';
import type { Sharp } from '../sharp.ts';
import { isNear } from './same-picture.ts';
import type { Size } from '../../formats/turned-rect.ts';
import type { Pixels } from '../transfer/types.ts';

/** A result in a few pixels: for the EXIF thumbnail, and to compare with what the written file decodes to. */
export interface EmbeddedThumbnail {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The size that EXIF recommends for thumbnails. */
const LONG_SIDE = 160;
/** Rows behind the first seam that are decoded, too. */
const SEAM = 16;
const READ_AT_ONCE = 1024 * 1024;

/** Shrinks pixels, without converting their colours. Transparency is put on white. */
export async function embeddedThumbnailOf({ data, width, height, channels }: Pixels): Promise<EmbeddedThumbnail> {
  return shrink(sharp(data, { raw: { width, height, channels }, limitInputPixels: false }), width, height);
}

/** Whether a picture that was made smaller already still has enough pixels for a good thumbnail. */
export function doesForThumbnail({ width, height }: Size): boolean {
  return Math.max(width, height) >= 2 * LONG_SIDE;
}

async function shrink(picture: Sharp, width: number, height: number): Promise<EmbeddedThumbnail> {
  const scale = LONG_SIDE / Math.max(width, height, LONG_SIDE);
  const result = await picture
    .flatten({ background: '#ffffff' })
    .resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), { fit: 'fill' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (result.info.channels !== 3) throw new Error('a thumbnail has three channels');
  return { data: result.data, width: result.info.width, height: result.info.height };
}

/** The thumbnail as a JPEG for an EXIF thumbnail's place. */
export async function thumbnailJpeg({ data, width, height }: EmbeddedThumbnail): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/**
 * Decodes a written file to its last byte and looks whether it shows the picture it should.
 * Throws if it is damaged, of another size, or another picture.
 */
export async function checkWritten(path: string, size: Size, expected: EmbeddedThumbnail): Promise<void> {
  await checkHeader(path, size);
  // Its own size: that of a thumbnail made of a picture that was smaller already may differ by a pixel.
  const shown = await shrink(strict(path), expected.width, expected.height);
  if (!isNear(shown.data, expected.data)) throw new Error('the written file decodes to another picture');
}

/**
 * Checks a JPEG of strips, each of which was decoded and compared when it was made: the file has the very bytes that were decoded then,
 * and its decoder gets over the seam of two strips.
 *
 * @param parts what was written, in its order
 * @param rows of a strip
 */
export async function checkJoined(path: string, size: Size, parts: readonly Uint8Array[], rows: number): Promise<void> {
  await checkHeader(path, size);
  const height = Math.min(size.height, rows + SEAM);
  const [same] = await Promise.all([
    hasBytes(path, parts),
    strict(path).extract({ left: 0, top: 0, width: size.width, height }).resize(1, 1).raw().toBuffer(),
  ]);
  if (!same) throw new Error('the written file does not read back as it was written');
}

const strict = (path: string): Sharp => sharp(path, { failOn: 'warning', limitInputPixels: false, ignoreIcc: true });

async function checkHeader(path: string, size: Size): Promise<void> {
  const { width, height } = await sharp(path, { limitInputPixels: false }).metadata();
  if (width !== size.width || height !== size.height) {
    throw new Error(`the written file has ${String(width)} x ${String(height)} pixels`);
  }
}

/** Whether a file consists of these parts, and of nothing else. */
async function hasBytes(path: string, parts: readonly Uint8Array[]): Promise<boolean> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(READ_AT_ONCE);
    for (const part of parts) {
      for (let at = 0; at < part.length;) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, part.length - at));
        if (bytesRead === 0 || buffer.compare(part, at, at + bytesRead, 0, bytesRead) !== 0) return false;
        at += bytesRead;
      }
    }
    return (await file.read(buffer, 0, 1)).bytesRead === 0;
  } finally {
    await file.close();
  }
}
