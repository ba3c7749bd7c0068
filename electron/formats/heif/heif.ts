import type { ReadAt } from '../bytes.ts';
import { parseHeifItems, type Extent, type HeifItem, type HeifItems } from './heif-items.ts';
import { Cursor } from '../cursor.ts';
import { outerBoxes, type Box } from './iso-boxes.ts';
import { MAX_PROFILE_BYTES } from '../limits.ts';

/** What a HEIF file's tables say of its main picture, before a decoder is asked. */
export interface HeifFacts {
  /** Size as decoded: cropped and turned as the file says. */
  readonly width: number;
  readonly height: number;
  /** How the main picture is coded: `hvc1` is HEVC; `mixed` if its parts differ. */
  readonly coding: string;
  /** Most pixels that any part claims, the whole included. */
  readonly largestPart: number;
  /** The coded parts of the main picture: itself, or the tiles that it is put together from. */
  readonly parts: readonly CodedPart[];
  /** The main picture's place among those that a viewer lists, and how many there are. */
  readonly index: number;
  readonly listed: number;
  readonly icc: Uint8Array | undefined;
  /** Colours by number (ITU-T H.273) where there is no profile. */
  readonly nclx: { readonly primaries: number; readonly transfer: number } | undefined;
  readonly hasGainMap: boolean;
  readonly exif: readonly Extent[] | undefined;
  readonly xmp: readonly Extent[] | undefined;
  /** Content of `idat`, for extents that lie in it. */
  readonly idat: Uint8Array;
}

/** HEVC data of one part: units, each behind its length. */
export interface CodedPart {
  readonly extents: readonly Extent[];
  /** Bytes of a unit's length; from the decoder configuration (ISO/IEC 14496-15, 8.3.3.1). */
  readonly lengthBytes: number;
}

/** Tables of real files take some 10 KB, and 2 MB with the largest profile. */
export const MAX_META_BYTES = 12_000_000;
/** A picture made of pictures made of pictures: more than that is a trap. */
const MAX_DEPTH = 3;
const MAX_PARTS = 4000;
const MAX_METADATA_BYTES = 16_000_000;

/** Undefined if the file has no readable tables: it is damaged, or a film. Throws what the file system throws. */
export async function readHeif(read: ReadAt, fileBytes: number): Promise<HeifFacts | undefined> {
  const meta = (await outerBoxes(read, fileBytes)).find((box) => box.type === 'meta');
  if (meta === undefined || meta.end > fileBytes || meta.end - meta.at > MAX_META_BYTES) return undefined;
  return heifFacts(await read(meta.at, meta.end - meta.at));
}

/** As {@link readHeif}, from the content of the `meta` box. Never throws. */
export function heifFacts(meta: Uint8Array): HeifFacts | undefined {
  const tables = parseHeifItems(meta);
  const primary = tables?.items.get(tables.primary);
  if (tables === undefined || primary === undefined) return undefined;
  try {
    return factsOf(tables, primary);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function factsOf(tables: HeifItems, primary: HeifItem): HeifFacts | undefined {
  const size = sizeOf(tables, primary);
  const leaves = leavesOf(tables, primary, 0);
  if (size === undefined || leaves.length === 0) return undefined;
  const codings = new Set(leaves.map((item) => item.type));
  const areas = leaves.map((item) => {
    const stored = storedSize(tables, item);
    return stored ? stored.width * stored.height : Infinity;
  });
  const listed = listedPictures(tables);
  const describing = (type: string, mime?: string): readonly Extent[] | undefined =>
    [...tables.items.values()].find(
      (item) => item.type === type && item.mime === mime && describes(tables, item.id, primary.id),
    )?.extents;
  const { idat } = tables;
  return {
    ...size,
    coding: codings.size === 1 ? leaves[0]!.type : 'mixed',
    largestPart: Math.max(size.width * size.height, ...areas),
    parts: leaves.map((item) => ({ extents: item.extents, lengthBytes: lengthBytesOf(tables, item) })),
    index: listed.indexOf(primary.id),
    listed: listed.length,
    ...coloursOf(tables, [primary, ...leaves.slice(0, 1)]),
    hasGainMap: [...tables.items.values()].some((item) => auxiliaryType(tables, item).includes('hdrgainmap')),
    exif: describing('Exif'),
    xmp: describing('mime', 'application/rdf+xml'),
    idat: idat ? tables.bytes.subarray(idat.at, idat.end) : new Uint8Array(0),
  };
}

function referred(tables: HeifItems, type: string, from: number): readonly number[] {
  return tables.references.find((each) => each.type === type && each.from === from)?.to ?? [];
}

/** Whether a metadata item is about the main picture; one that refers to nothing is about the whole file. */
function describes(tables: HeifItems, item: number, primary: number): boolean {
  const about = referred(tables, 'cdsc', item);
  return about.length === 0 || about.includes(primary);
}

/** The coded pictures that an item is put together from, or itself. */
function leavesOf(tables: HeifItems, item: HeifItem, depth: number): HeifItem[] {
  if (!['grid', 'iden', 'iovl'].includes(item.type)) return [item];
  if (depth >= MAX_DEPTH) return [];
  const ids = referred(tables, 'dimg', item.id).slice(0, MAX_PARTS);
  const leaves = ids.flatMap((id) => {
    const part = tables.items.get(id);
    return part ? leavesOf(tables, part, depth + 1) : [];
  });
  return leaves.length < ids.length || leaves.length > MAX_PARTS ? [] : leaves;
}

const TURNS = ['irot', 'imir', 'clap'];

function property(item: HeifItem, type: string): Box | undefined {
  return item.properties.find((box) => box.type === type);
}

/** Spatial extents: the size before anything is cropped or turned. */
function storedSize(tables: HeifItems, item: HeifItem): { width: number; height: number } | undefined {
  const ispe = property(item, 'ispe');
  if (ispe === undefined) return undefined;
  const cursor = new Cursor(tables.bytes, ispe.at + 4);
  return { width: cursor.uint(4), height: cursor.uint(4) };
}

/** The size after the file's own transformations, in their order. */
function sizeOf(tables: HeifItems, item: HeifItem): { width: number; height: number } | undefined {
  const stored = storedSize(tables, item);
  if (stored === undefined) return undefined;
  let { width, height } = stored;
  for (const box of item.properties.filter(({ type }) => TURNS.includes(type))) {
    const cursor = new Cursor(tables.bytes, box.at);
    // A quarter turn for each unit of the lowest two bits.
    if (box.type === 'irot' && cursor.uint(1) % 2 === 1) [width, height] = [height, width];
    if (box.type === 'clap') {
      const [w, wBy, h, hBy] = [cursor.uint(4), cursor.uint(4), cursor.uint(4), cursor.uint(4)];
      width = Math.min(width, Math.round(w / wBy));
      height = Math.min(height, Math.round(h / hBy));
    }
  }
  return Number.isFinite(width) && Number.isFinite(height) ? { width, height } : undefined;
}

function lengthBytesOf(tables: HeifItems, item: HeifItem): number {
  const hvcC = property(item, 'hvcC');
  return hvcC && hvcC.at + 21 < hvcC.end ? (tables.bytes[hvcC.at + 21]! & 3) + 1 : 4;
}

function auxiliaryType(tables: HeifItems, item: HeifItem): string {
  const auxC = property(item, 'auxC');
  return auxC
    ? new TextDecoder('latin1').decode(tables.bytes.subarray(auxC.at + 4, Math.min(auxC.end, auxC.at + 200)))
    : '';
}

/** Pictures that are neither hidden, nor thumbnails, nor planes that belong to another, in ascending order. */
function listedPictures(tables: HeifItems): number[] {
  const lesser = new Set(
    tables.references.filter(({ type }) => type === 'thmb' || type === 'auxl').map(({ from }) => from),
  );
  return [...tables.items.values()]
    .filter((item) => !item.hidden && !lesser.has(item.id) && property(item, 'ispe') !== undefined)
    .map((item) => item.id)
    .sort((a, b) => a - b);
}

/** A profile counts before colours by number; tiles carry them where the whole does not. */
function coloursOf(tables: HeifItems, items: readonly HeifItem[]): Pick<HeifFacts, 'icc' | 'nclx'> {
  let icc: Uint8Array | undefined;
  let nclx: HeifFacts['nclx'];
  for (const box of items.flatMap((item) => item.properties.filter(({ type }) => type === 'colr'))) {
    const cursor = new Cursor(tables.bytes, box.at);
    const kind = cursor.text(4);
    if (kind === 'prof' || kind === 'rICC')
      icc ??= new Uint8Array(tables.bytes.subarray(cursor.at, Math.min(box.end, cursor.at + MAX_PROFILE_BYTES)));
    if (kind === 'nclx') nclx ??= { primaries: cursor.uint(2), transfer: cursor.uint(2) };
  }
  return { icc, nclx };
}

/** An item's bytes, put together; undefined if some of them are missing or they are far too many. */
export async function readExtents(
  read: ReadAt,
  idat: Uint8Array,
  extents: readonly Extent[],
): Promise<Uint8Array | undefined> {
  if (extents.reduce((sum, each) => sum + each.length, 0) > MAX_METADATA_BYTES) return undefined;
  const pieces: Uint8Array[] = [];
  for (const { from, at, length } of extents) {
    const piece = from === 'idat' ? idat.subarray(at, at + length) : await read(at, length);
    if (piece.length < length) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** EXIF data from the TIFF header on, and the XMP packet. */
export async function readHeifMetadata(
  read: ReadAt,
  facts: HeifFacts,
): Promise<{ readonly exif?: Uint8Array; readonly xmp?: Uint8Array }> {
  const item = facts.exif && (await readExtents(read, facts.idat, facts.exif));
  // In front stands how far behind it the TIFF header begins.
  const skip = item && item.length > 8 ? 4 + Buffer.from(item.buffer, item.byteOffset, 4).readUInt32BE() : Infinity;
  const exif = item && skip < item.length ? item.subarray(skip) : undefined;
  const xmp = facts.xmp && (await readExtents(read, facts.idat, facts.xmp));
  return { ...(exif && { exif }), ...(xmp && { xmp }) };
}

/** Whether any piece of the main picture lies behind the end of the file. */
export function isCut(facts: HeifFacts, fileBytes: number): boolean {
  return facts.parts.some(
    ({ extents }) =>
      extents.length === 0 ||
      extents.some(({ from, at, length }) => at + length > (from === 'idat' ? facts.idat.length : fileBytes)),
  );
}

/** A run of zeros this long cannot occur in HEVC data, where every third one is escaped (ITU-T H.265, 7.4.2). */
const ZEROS = Buffer.alloc(8);

/**
 * Whether the main picture's data are well-formed as far as can be told without decoding: units whose lengths fit, none
 * overwritten with zeros. The decoder itself fills damaged areas up without a word.
 */
export function isWellFormed(facts: HeifFacts, file: Buffer): boolean {
  return facts.parts.every(({ extents, lengthBytes }) => {
    const pieces = extents.map(({ from, at, length }) =>
      from === 'idat' ? Buffer.from(facts.idat.subarray(at, at + length)) : file.subarray(at, at + length),
    );
    return isWellFormedPart(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces), lengthBytes);
  });
}

function isWellFormedPart(data: Buffer, lengthBytes: number): boolean {
  let at = 0;
  while (at + lengthBytes + 2 <= data.length) {
    const length = data.readUIntBE(at, lengthBytes);
    at += lengthBytes;
    // The first bit of a unit is always zero.
    if (length < 2 || at + length > data.length || (data[at]! & 0x80) !== 0) return false;
    at += length;
  }
  return at === data.length && at > 0 && data.indexOf(ZEROS) < 0;
}

/** The box of a HEIF file's profile-less colours that a program may take for sRGB. */
export type NumberedColours = 'srgb' | 'p3' | 'wide';

/** What colours by number mean (ITU-T H.273, tables 2 and 3). `wide`: HDR curves, or primaries beyond those of screens. */
export function numberedColours(nclx: HeifFacts['nclx']): NumberedColours {
  if (nclx === undefined) return 'srgb';
  const { primaries, transfer } = nclx;
  // 16 and 18 are the HDR curves; the others differ from sRGB's by less than programs care.
  if (transfer === 16 || transfer === 18) return 'wide';
  if (primaries === 12 || primaries === 11) return 'p3';
  return primaries === 9 ? 'wide' : 'srgb';
}
