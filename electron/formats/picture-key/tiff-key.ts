import type { ReadAt } from '../bytes.ts';
import { TAG, TiffBytes, type TiffDirectory, type TiffField } from '../tiff/tiff.ts';
import type { PictureDigest } from './digest.ts';
import { hashRange } from './ranges.ts';

/**
 * Fields that say how the coded data become pixels (TIFF 6.0, libtiff): sizes, bits, compression and its tables, kind of colour,
 * order of bits, planes, predictor, palette, inks, transparency, numbers' format, YCbCr.
 */
const DECODING = [
  256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 320, 322, 323, 332, 338, 339, 347, 529, 530, 531, 532,
] as const;
const PROFILE = 34675;
const TILE_OFFSETS = 324;
const TILE_BYTES = 325;
const DIRECTORY_BYTES = 65_536;
/** A palette of 16 bits, or JPEG's tables, take less; a profile may take this much. */
const MOST_IN_A_FIELD = 16_777_216;
const MOST_PIECES = 1_000_000;

/** A TIFF file's first picture: the fields that decoding needs, its strips or tiles, profile and orientation. @returns whether it was understood */
export async function hashTiff(read: ReadAt, fileBytes: number, digest: PictureDigest): Promise<boolean> {
  const header = TiffBytes.of(await read(0, 16));
  if (header === undefined) return false;
  const tiff = header.through(await read(header.first, DIRECTORY_BYTES), header.first);
  const directory = tiff.directory(header.first);
  if (directory === undefined) return false;
  const pieces = await piecesOf(header, read, directory);
  if (pieces === undefined || pieces.reduce((sum, [, bytes]) => sum + bytes, 0) > fileBytes) return false;
  // The order of bytes holds for samples of 16 bits, too.
  digest.fact('order', header.little ? 'II' : 'MM');
  for (const tag of [...DECODING, PROFILE]) {
    const field = directory.fields.get(tag);
    if (field === undefined) continue;
    const length = TiffBytes.bytesOf(field);
    const bytes = length <= MOST_IN_A_FIELD ? await read(field.at, length) : undefined;
    if (bytes === undefined || bytes.length < length) return false;
    // A number means the same in 16 and in 32 bits.
    const value = length <= 16 ? String(numbersIn(header, field, bytes)) : bytes;
    digest.fact(tag === PROFILE ? 'profile' : `field ${tag}`, value);
  }
  for (const [at, bytes] of pieces) await hashRange(read, at, bytes, digest);
  digest.endData('pixels');
  digest.fact('orientation', await orientationIn(header, read, directory));
  return true;
}

function numbersIn(header: TiffBytes, field: TiffField, bytes: Uint8Array): number[] {
  return header.through(bytes, field.at).numbers(field, field.count);
}

/** Places and lengths of the strips or tiles; undefined where the directory does not say them. */
async function piecesOf(
  header: TiffBytes,
  read: ReadAt,
  { fields }: TiffDirectory,
): Promise<[number, number][] | undefined> {
  const tiled = fields.has(TILE_OFFSETS);
  const places = fields.get(tiled ? TILE_OFFSETS : TAG.stripOffsets);
  const lengths = fields.get(tiled ? TILE_BYTES : TAG.stripBytes);
  if (places === undefined || lengths === undefined) return undefined;
  if (places.count !== lengths.count || places.count > MOST_PIECES) return undefined;
  const [at, bytes] = [await all(header, read, places), await all(header, read, lengths)];
  if (at.length < places.count || bytes.length < places.count) return undefined;
  return at.map((each, i) => [each, bytes[i]!]);
}

async function all(header: TiffBytes, read: ReadAt, field: TiffField): Promise<number[]> {
  return numbersIn(header, field, await read(field.at, TiffBytes.bytesOf(field)));
}

async function orientationIn(header: TiffBytes, read: ReadAt, { fields }: TiffDirectory): Promise<number> {
  const field = fields.get(TAG.orientation);
  const value = field && (await all(header, read, { ...field, count: Math.min(field.count, 1) }))[0];
  return value !== undefined && value >= 1 && value <= 8 ? value : 1;
}
