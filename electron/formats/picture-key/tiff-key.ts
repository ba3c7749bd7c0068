import type { ReadAt } from '../bytes.ts';
import { find, TAG } from '../tiff/tiff.ts';
import { TiffFile, type LoadedDirectory } from '../tiff/tiff-file.ts';
import { isOrientation } from '../orientation.ts';
import type { PictureDigest } from './digest.ts';
import { hashRange } from './ranges.ts';

/**
 * Fields that say how the coded data become pixels (TIFF 6.0, libtiff): sizes, bits, compression and its tables, kind of colour,
 * order of bits, planes, predictor, palette, inks, transparency, numbers' format, YCbCr.
 */
const DECODING = [
  256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 320, 322, 323, 332, 338, 339, 347, 529, 530, 531, 532,
] as const;
/** A palette of 16 bits, or JPEG's tables, take less; a profile may take this much. */
const MOST_IN_A_FIELD = 16_777_216;
const MOST_PIECES = 1_000_000;

/** A TIFF file's first picture: the fields that decoding needs, its strips or tiles, profile and orientation. @returns whether it was understood */
export async function hashTiff(read: ReadAt, fileBytes: number, digest: PictureDigest): Promise<boolean> {
  const tiff = await TiffFile.open(read);
  const directory = await tiff?.first();
  if (tiff === undefined || directory === undefined) return false;
  const pieces = await piecesOf(tiff, directory);
  if (pieces === undefined || pieces.reduce((sum, [, bytes]) => sum + bytes, 0) > fileBytes) return false;
  // The order of bytes holds for samples of 16 bits, too.
  digest.fact('order', tiff.header.little ? 'II' : 'MM');
  for (const tag of [...DECODING, TAG.icc]) {
    const entry = find(directory, tag);
    if (entry === undefined) continue;
    const bytes = entry.size <= MOST_IN_A_FIELD ? await tiff.bytes(entry) : undefined;
    if (bytes === undefined || bytes.length < entry.size) return false;
    // A number means the same in 16 and in 32 bits.
    const value = entry.size <= 16 ? String(await tiff.numbers(directory, entry, entry.count)) : bytes;
    digest.fact(tag === TAG.icc ? 'profile' : `field ${tag}`, value);
  }
  for (const [at, bytes] of pieces) await hashRange(read, at, bytes, digest);
  digest.endData('pixels');
  const orientation = await tiff.number(directory, TAG.orientation);
  digest.fact('orientation', isOrientation(orientation) ? orientation : 1);
  return true;
}

/** Places and lengths of the strips or tiles; undefined where the directory does not say them. */
async function piecesOf(
  tiff: TiffFile,
  directory: LoadedDirectory,
): Promise<(readonly [at: number, bytes: number])[] | undefined> {
  const tiles = find(directory, TAG.tileOffsets);
  const places = tiles ?? find(directory, TAG.stripOffsets);
  const lengths = find(directory, tiles ? TAG.tileBytes : TAG.stripBytes);
  if (places === undefined || lengths === undefined) return undefined;
  if (places.count !== lengths.count || places.count > MOST_PIECES) return undefined;
  const at = await tiff.numbers(directory, places, places.count);
  const bytes = await tiff.numbers(directory, lengths, lengths.count);
  if (at.length < places.count || bytes.length < places.count) return undefined;
  return at.map((each, i) => [each, bytes[i] ?? 0] as const);
}
