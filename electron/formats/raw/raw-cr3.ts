import type { ReadAt } from '../bytes.ts';
import { boxesIn, outerBoxes, type Box } from '../heif/iso-boxes.ts';
import type { Place, RawPlaces } from './raw-places.ts';
import { exifOrientation } from '../tiff/orientation.ts';

/** Canon's box of metadata within `moov`, and the one that holds the preview (both by their 16-byte names). */
const CANON = '85c0b687820f11e08111f4ce462b6a48';
const PREVIEW = 'eaf42b5e1c984b88b9fbb7dc406e4d16';
const MAX_MOOV_BYTES = 4_000_000;
/** In front of the JPEG of a PRVW or THMB box: versions, sizes, its length. */
const JPEG_WITHIN = 32;

/** Where a CR3 file's JPEGs lie: the full-size one is a film track of one picture, the smaller ones have boxes of their own. */
export async function cr3Previews(read: ReadAt, fileBytes: number): Promise<RawPlaces> {
  const places: Place[] = [];
  const outer = await outerBoxes(read, fileBytes);
  const canon = await cr3Directories(read, outer);
  for (const track of canon?.tracks ?? []) places.push(track);
  for (const box of outer.filter(({ type }) => type === 'uuid')) {
    const name = Buffer.from(await read(box.at, 16)).toString('hex');
    // Behind the name come eight bytes of Canon's own, then the box.
    if (name === PREVIEW) places.push(...(await jpegOf(read, { type: 'PRVW', at: box.at + 32, end: box.end })));
  }
  for (const thumbnail of canon?.thumbnails ?? []) places.push(...(await jpegOf(read, thumbnail)));
  return { places, orientation: canon?.orientation ?? 1 };
}

/** The JPEG lies at one of few places within its box, depending on the version: look for its beginning. */
async function jpegOf(read: ReadAt, box: Box): Promise<Place[]> {
  const head = Buffer.from(await read(box.at, JPEG_WITHIN));
  const at = head.indexOf(Buffer.from([0xff, 0xd8, 0xff]));
  return at < 4 ? [] : [{ at: box.at + at, length: box.end - box.at - at }];
}

interface Cr3 {
  readonly orientation: RawPlaces['orientation'];
  readonly thumbnails: readonly Box[];
  readonly tracks: readonly Place[];
  /** The directories CMT1 (TIFF) and CMT2 (EXIF), each TIFF data of their own. */
  readonly main: Uint8Array | undefined;
  readonly exif: Uint8Array | undefined;
}

/** What `moov` holds; undefined if there is none. */
export async function cr3Directories(read: ReadAt, outer: readonly Box[]): Promise<Cr3 | undefined> {
  const moov = outer.find(({ type }) => type === 'moov');
  if (moov === undefined || moov.end - moov.at > MAX_MOOV_BYTES) return undefined;
  const bytes = Buffer.from(await read(moov.at, moov.end - moov.at));
  const inner = boxesIn(bytes, 0, bytes.length);
  const canon = inner.find(({ type, at }) => type === 'uuid' && bytes.toString('hex', at, at + 16) === CANON);
  const parts = canon ? boxesIn(bytes, canon.at + 16, canon.end) : [];
  const part = (type: string): Uint8Array | undefined => {
    const box = parts.find((each) => each.type === type);
    return box && bytes.subarray(box.at, box.end);
  };
  const main = part('CMT1');
  return {
    orientation: (main && exifOrientation(main)) ?? 1,
    thumbnails: parts
      .filter(({ type }) => type === 'THMB')
      .map((box) => ({ ...box, at: box.at + moov.at, end: box.end + moov.at })),
    tracks: inner.filter(({ type }) => type === 'trak').flatMap((track) => singleSample(bytes, track)),
    main,
    exif: part('CMT2'),
  };
}

/** The place of a track's only sample. */
function singleSample(bytes: Buffer, track: Box): Place[] {
  const inside = (box: Box | undefined, type: string): Box | undefined =>
    box && boxesIn(bytes, box.at, box.end).find((each) => each.type === type);
  const table = inside(inside(inside(track, 'mdia'), 'minf'), 'stbl');
  const sizes = inside(table, 'stsz');
  const far = inside(table, 'co64');
  const near = inside(table, 'stco');
  if (sizes === undefined || sizes.end - sizes.at < 12) return [];
  // Either one size for all samples, or a list of them.
  const same = bytes.readUInt32BE(sizes.at + 4);
  const length = same !== 0 ? same : sizes.end - sizes.at >= 16 ? bytes.readUInt32BE(sizes.at + 12) : 0;
  if (far && far.end - far.at >= 16) return [{ at: Number(bytes.readBigUInt64BE(far.at + 8)), length }];
  if (near && near.end - near.at >= 12) return [{ at: bytes.readUInt32BE(near.at + 8), length }];
  return [];
}
