import { withFile, type ReadAt } from '../bytes.ts';
import { cr3Previews } from './raw-cr3.ts';
import type { Place, RawPlaces } from './raw-places.ts';
import { isJpeg, readJpegFacts, walkJpeg } from '../jpeg/jpeg.ts';
import { isOrientation, type Orientation } from '../orientation.ts';
import { find, TAG } from '../tiff/tiff.ts';
import { TiffFile, type LoadedDirectory } from '../tiff/tiff-file.ts';

/** A finished JPEG that a camera put into a RAW file, for looking at. */
export interface RawPreview {
  /** Where it lies in the file. */
  readonly at: number;
  readonly length: number;
  /** As stored, not turned. */
  readonly width: number;
  readonly height: number;
  /** What the JPEG says of itself, else what the RAW file says. */
  readonly orientation: Orientation;
}

/** Previews reach 15 MB at full size. */
const MAX_PREVIEW_BYTES = 64_000_000;
const MAX_PLACES = 64;
const MAX_DIRECTORIES = 64;
/** Enough for the headers of a preview that carries EXIF and a thumbnail of its own. */
const JPEG_HEAD_BYTES = 131_072;

/**
 * Lists the JPEG previews in a RAW file, largest first: TIFF-based kinds (NEF, ARW, CR2, DNG, PEF, ORF, RW2), Canon's CR3 and
 * Fujifilm's RAF. Reads directories and headers only. Throws what the file system throws.
 */
export function rawPreviews(path: string): Promise<readonly RawPreview[]> {
  return withFile(path, findRawPreviews);
}

/** As {@link rawPreviews}, of a file that is open. */
export async function findRawPreviews(read: ReadAt, fileBytes: number): Promise<readonly RawPreview[]> {
  const { places, orientation } = await rawPlaces(read, fileBytes);
  const previews: RawPreview[] = [];
  const seen = new Set<number>();
  for (const { at, length } of places.slice(0, MAX_PLACES)) {
    if (seen.has(at) || at <= 0 || length < 100 || length > MAX_PREVIEW_BYTES || at + length > fileBytes) continue;
    seen.add(at);
    const picture = previewFacts(await read(at, Math.min(length, JPEG_HEAD_BYTES)));
    if (picture) previews.push({ at, length, orientation, ...picture });
  }
  return previews.sort((a, b) => b.width * b.height - a.width * a.height);
}

/** The largest JPEG preview of a RAW file; undefined if it has none. Throws what the file system throws. */
export async function rawPreview(path: string): Promise<RawPreview | undefined> {
  return (await rawPreviews(path))[0];
}

/** A preview's bytes. Throws what the file system throws. */
export function readPreview(path: string, { at, length }: Place): Promise<Buffer> {
  return withFile(path, async (read) => Buffer.from(await read(at, length)));
}

/** A JPEG made for looking at; undefined for sensor data, which several makers pack as lossless JPEG. */
function previewFacts(head: Uint8Array): (Pick<RawPreview, 'width' | 'height'> & Partial<RawPreview>) | undefined {
  if (!isJpeg(head)) return undefined;
  const facts = readJpegFacts(walkJpeg(head, true));
  if (facts === undefined || facts.precision !== 8 || facts.components.length !== 3) return undefined;
  const { width, height, coding, orientation } = facts;
  if (coding === 'lossless' || coding === 'arithmetic' || width < 1 || height < 1) return undefined;
  return { width, height, ...(isOrientation(orientation) && { orientation }) };
}

async function rawPlaces(read: ReadAt, fileBytes: number): Promise<RawPlaces> {
  const head = Buffer.from(await read(0, 160));
  if (head.toString('latin1', 0, 15) === 'FUJIFILMCCD-RAW')
    return {
      places: head.length < 92 ? [] : [{ at: head.readUInt32BE(84), length: head.readUInt32BE(88) }],
      orientation: 1,
    };
  if (head.toString('latin1', 4, 12) === 'ftypcrx ') return cr3Previews(read, fileBytes);
  return tiffPlaces(read);
}

/** Follows directories and sub-directories, each at most once. */
async function tiffPlaces(read: ReadAt): Promise<RawPlaces> {
  const tiff = await TiffFile.open(read, true);
  if (tiff === undefined) return { places: [], orientation: 1 };
  const places: Place[] = [];
  let orientation: Orientation = 1;
  const seen = new Set<number>();
  const waiting = [tiff.header.first];
  for (let at = waiting.shift(); at !== undefined && seen.size < MAX_DIRECTORIES; at = waiting.shift()) {
    if (seen.has(at)) continue;
    const directory = await tiff.directory(at);
    if (directory === undefined) continue;
    if (seen.size === 0) {
      const turned = await tiff.number(directory, TAG.orientation);
      if (isOrientation(turned)) orientation = turned;
    }
    seen.add(at);
    places.push(...placesIn(directory));
    const subs = find(directory, TAG.subDirectories);
    if (subs) waiting.push(...(await tiff.numbers(directory, subs, 16)));
    waiting.push(directory.next);
  }
  return { places, orientation };
}

/** The ways in which a directory names a JPEG: as one, as a picture in a single strip, or (Panasonic) as a field's value. */
function placesIn(directory: LoadedDirectory): Place[] {
  const places: Place[] = [];
  const pair = (atTag: number, lengthTag: number): void => {
    const at = directory.view.number(find(directory, atTag));
    const length = directory.view.number(find(directory, lengthTag));
    if (at !== undefined && length !== undefined) places.push({ at, length });
  };
  pair(TAG.jpegOffset, TAG.jpegBytes);
  if (find(directory, TAG.stripOffsets)?.count === 1) pair(TAG.stripOffsets, TAG.stripBytes);
  const panasonic = find(directory, TAG.panasonicJpeg);
  if (panasonic?.type === 7) places.push({ at: panasonic.valueAt, length: panasonic.count });
  return places;
}
