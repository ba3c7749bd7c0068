import { open } from 'node:fs/promises';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Size } from './submission-plan.ts';
import type { Pixels } from './transfer/types.ts';

/** A result in a few pixels: for the EXIF thumbnail, and to compare with what the written file decodes to. */
export interface Miniature {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The size that EXIF recommends for thumbnails. */
const LONG_SIDE = 160;
/** Rows behind the first seam that are decoded, too. */
const SEAM = 16;
const READ_AT_ONCE = 1024 * 1024;
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
export async function checkWritten(path: string, size: Size, expected: Miniature): Promise<void> {
  await checkHeader(path, size);
  compare(await shrink(strict(path), size.width, size.height), expected);
}

/** What a JPEG of strips is checked by. */
export interface JoinedProof {
  /** What was written, in its order. */
  readonly parts: readonly Uint8Array[];
  /** What the strips decoded to before they were joined. */
  readonly shown: Pixels;
  /** Rows of a strip. */
  readonly rows: number;
}

/**
 * The same for a JPEG of strips, each of which was decoded when it was made: the file has the very bytes that were decoded then, its
 * decoder gets over the seam of two strips, and they show the picture.
 */
export async function checkJoined(path: string, size: Size, expected: Miniature, proof: JoinedProof): Promise<void> {
  const { parts, shown, rows } = proof;
  await checkHeader(path, size);
  if (!(await hasBytes(path, parts))) throw new Error('the written file does not read back as it was written');
  const height = Math.min(size.height, rows + SEAM);
  await strict(path).extract({ left: 0, top: 0, width: size.width, height }).resize(1, 1).raw().toBuffer();
  const { width, height: high, channels } = shown;
  const decoded = sharp(shown.data, { raw: { width, height: high, channels } });
  compare(await shrink(decoded, size.width, size.height), expected);
}

const strict = (path: string): Sharp => sharp(path, { failOn: 'warning', limitInputPixels: false, ignoreIcc: true });

async function checkHeader(path: string, size: Size): Promise<void> {
  const { width, height } = await sharp(path, { limitInputPixels: false }).metadata();
  if (width !== size.width || height !== size.height) {
    throw new Error(`the written file has ${String(width)} x ${String(height)} pixels`);
  }
}

function compare(found: Miniature, expected: Miniature): void {
  if (found.data.length !== expected.data.length) throw new Error('the written file decodes to another shape');
  let sum = 0;
  for (let i = 0; i < found.data.length; i++) sum += Math.abs(found.data[i]! - expected.data[i]!);
  if (sum / found.data.length > SAME_PICTURE) throw new Error('the written file decodes to another picture');
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
