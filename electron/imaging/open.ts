import sharp from 'sharp';
import type { Metadata } from 'sharp';
import { messageOf, ReasonError, systemCode } from '../base/reason.ts';
import { BMP_HEADER_BYTES, readBmpHeader } from './bmp.ts';
import { withFile, type ReadAt } from './bytes.ts';
import { judgeProfile, type ProfileSpace } from './icc.ts';
import { readJpegFacts, walkJpeg, type JpegFacts } from './jpeg.ts';
import { MAX_PIXELS, MAX_PROFILE_BYTES, refuseExtent, refuseFileSize } from './limits.ts';
import { readTiffSize } from './odd-tiff.ts';
import {
  isOrientation,
  refuse,
  turnsSideways,
  type Decoder,
  type Opened,
  type Orientation,
  type Refusal,
} from './picture.ts';
import { notesOn } from './open-notes.ts';
import { readPngFacts } from './png.ts';
import { refusedFormat, sniff, SNIFF_BYTES, type PictureFormat } from './sniff.ts';
import { readTiffFacts, type TiffFacts } from './tiff-facts.ts';
import { xmpOrientation } from './xmp-orientation.ts';

/** JPEG headers are read in this many bytes first, and in {@link LONG_HEADER} if a large profile or preview is in the way. */
const SHORT_HEADER = 131_072;
const LONG_HEADER = 16_777_216;
/** TIFF compressions that this build of libvips reads: none, fax, LZW, JPEG, Deflate, PackBits, WebP. */
const TIFF_COMPRESSIONS = new Set([1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50001]);

/** What each format's own reader found, before libvips is asked. */
interface Found {
  readonly decoder: Decoder;
  /** Bytes the decoder holds for each pixel at once. */
  readonly heldPerPixel: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly frames?: number;
  readonly jpeg?: JpegFacts;
  readonly tiff?: TiffFacts;
}

/**
 * Looks at a file's header: is it a picture that Afterglow can work on, and what is it like? The format is told from the
 * content, sizes are checked against the limits before anything is decoded, and no pixel is read.
 *
 * @throws what the file system throws (file vanished, no permission, drive gone)
 */
export async function openPicture(path: string): Promise<Opened | Refusal> {
  const looked = await withFile(path, async (read, bytes) => {
    const head = await read(0, SNIFF_BYTES);
    const sniffed = sniff(head);
    if (sniffed.kind === 'refused') return refuse(`not-a-photo:${sniffed.format}`, sniffed.message);
    const tooBig = refuseFileSize(bytes);
    if (tooBig) return { kind: 'refused', reason: tooBig } as const;
    const found = await readFormat(sniffed.format, read, bytes);
    return found.kind === 'refused'
      ? found
      : { kind: 'found' as const, format: sniffed.format, bytes, found: found.found };
  });
  if (looked.kind === 'refused') return looked;
  const { format, bytes, found } = looked;
  const early = found.size && refuseExtent({ ...found.size, heldPerPixel: found.heldPerPixel });
  if (early) return { kind: 'refused', reason: early };
  return found.decoder.kind === 'sharp' ? viaSharp(path, bytes, format, found) : ownReader(path, bytes, format, found);
}

type FormatAnswer = Refusal | { readonly kind: 'found'; readonly found: Found };

async function readFormat(format: PictureFormat, read: ReadAt, bytes: number): Promise<FormatAnswer> {
  switch (format) {
    case 'jpeg':
      return readJpeg(read, bytes);
    case 'png': {
      const png = await readPngFacts(read, bytes);
      if (png === undefined) return headerDamaged();
      const held = png.interlaced ? png.channels * Math.ceil(png.bits / 8) : 0;
      return found({ heldPerPixel: held, size: png, frames: png.animated ? 2 : 1 });
    }
    case 'tiff':
      return readTiff(read);
    case 'bmp':
      return readBmp(read, bytes);
    case 'avif':
      // Planes and the RGB copy of them, 16-bit while they are decoded.
      return found({ heldPerPixel: 7 });
    case 'webp':
    case 'gif':
      return found({ heldPerPixel: 4 });
  }
}

function found(facts: Omit<Found, 'decoder'> & { readonly decoder?: Decoder }): FormatAnswer {
  return { kind: 'found', found: { decoder: { kind: 'sharp' }, ...facts } };
}

function headerDamaged(): Refusal {
  return refuse('damaged', 'This file is damaged: its beginning can’t be read.');
}

async function readJpeg(read: ReadAt, bytes: number): Promise<FormatAnswer> {
  let facts: JpegFacts | undefined;
  let scanReached = false;
  for (const length of [SHORT_HEADER, LONG_HEADER]) {
    const head = await read(0, length);
    const walk = walkJpeg(head, true);
    scanReached = walk.segments.at(-1)?.marker === 0xda;
    facts = readJpegFacts(head, walk);
    if (scanReached || length >= bytes) break;
  }
  if (facts === undefined || !scanReached) return headerDamaged();
  if (facts.precision !== 8) {
    return refuse(
      'unsupported-kind',
      `This is a JPEG with ${facts.precision} bits a colour, a rare kind that can't be opened. Save it as a standard JPEG, or as TIFF.`,
    );
  }
  // Progressive files are held as one 16-bit coefficient for each sample.
  const [first = 0x11] = facts.sampling;
  const samples = facts.sampling.reduce(
    (sum, s) => sum + ((s >> 4) * (s & 15)) / Math.max(1, (first >> 4) * (first & 15)),
    0,
  );
  return found({ jpeg: facts, size: facts, heldPerPixel: facts.coding === 'progressive' ? 2 * samples : 0 });
}

async function readTiff(read: ReadAt): Promise<FormatAnswer> {
  const tiff = await readTiffFacts(read);
  if (tiff === undefined) return headerDamaged();
  if (tiff.raw) return refuse('not-a-photo:raw', refusedFormat('raw').message);
  if (!TIFF_COMPRESSIONS.has(tiff.compression)) {
    return refuse(
      'unsupported-kind',
      `This TIFF file is compressed in a way that can't be opened (number ${tiff.compression}). Save it again with LZW or without compression.`,
    );
  }
  if (![1, 2, 4, 8, 16, 32].includes(tiff.bits)) {
    return refuse(
      'unsupported-kind',
      `This TIFF file has ${tiff.bits} bits a colour, a rare kind that can't be opened. Save it with 8 or 16 bits.`,
    );
  }
  const oddity =
    tiff.photometric === 8 && tiff.bits === 8
      ? 'lab'
      : tiff.photometric === undefined
        ? 'untyped'
        : tiff.bits === 32 && tiff.sampleFormat === 1
          ? 'uint32'
          : undefined;
  return found({
    tiff,
    frames: tiff.pages,
    heldPerPixel: oddity ? 12 : 0,
    decoder: oddity ? { kind: 'odd-tiff', oddity } : { kind: 'sharp' },
  });
}

async function readBmp(read: ReadAt, bytes: number): Promise<FormatAnswer> {
  try {
    const header = readBmpHeader(await read(0, BMP_HEADER_BYTES), bytes);
    return found({ decoder: { kind: 'bmp', header }, size: header, heldPerPixel: 3 + header.bits / 8 + 2 });
  } catch (error) {
    if (error instanceof ReasonError) return { kind: 'refused', reason: error.reason };
    throw error;
  }
}

async function viaSharp(path: string, bytes: number, format: PictureFormat, found: Found): Promise<Opened | Refusal> {
  const metadata = await readMetadata(path, format);
  if (metadata.kind === 'refused') return metadata;
  const { value } = metadata;
  const { width, height } = value;
  const tooLarge = refuseExtent({ width, height, heldPerPixel: found.heldPerPixel });
  if (tooLarge) return { kind: 'refused', reason: tooLarge };
  const space = spaceOf(value);
  const icc = value.icc && value.icc.length <= MAX_PROFILE_BYTES ? value.icc : value.icc?.subarray(0, 128);
  const profile = judgeProfile(icc, PROFILE_SPACES[space]);
  const frames = found.frames ?? value.pages ?? 1;
  return opened({
    path,
    bytes,
    format,
    width,
    height,
    orientation: orientationFrom(value, format, found),
    channels: value.channels,
    depth: value.depth === 'uchar' ? 8 : value.depth === 'ushort' ? 16 : 32,
    space,
    profile,
    alpha: value.hasAlpha,
    frames,
    decoder: found.decoder,
    ...(found.jpeg && { jpeg: found.jpeg }),
  });
}

/** Kinds that libvips does not decode: Afterglow's own readers give 8-bit RGB. */
async function ownReader(path: string, bytes: number, format: PictureFormat, found: Found): Promise<Opened | Refusal> {
  const { decoder } = found;
  if (decoder.kind === 'bmp') {
    const { header } = decoder;
    const embedded = header.profile;
    const icc =
      embedded && (await withFile(path, (read) => read(embedded.at, Math.min(embedded.length, MAX_PROFILE_BYTES))));
    return opened({
      path,
      bytes,
      format,
      decoder,
      width: header.width,
      height: header.height,
      orientation: 1,
      channels: 3,
      depth: 8,
      space: 'rgb',
      profile: judgeProfile(icc, 'RGB '),
      alpha: false,
      frames: 1,
    });
  }
  const size = await withFile(path, readTiffSize);
  if (size === undefined) return headerDamaged();
  const tooLarge = refuseExtent({ ...size, heldPerPixel: found.heldPerPixel });
  if (tooLarge) return { kind: 'refused', reason: tooLarge };
  return opened({
    path,
    bytes,
    format,
    decoder,
    width: size.width,
    height: size.height,
    orientation: size.orientation,
    channels: found.tiff?.samples ?? 3,
    depth: 8,
    space: decoder.kind === 'odd-tiff' && decoder.oddity === 'lab' ? 'lab' : 'rgb',
    profile: { kind: 'none' },
    alpha: false,
    frames: found.frames ?? 1,
  });
}

function opened(facts: Omit<Opened, 'kind' | 'upright' | 'notes' | 'failOn'>): Opened {
  const { width, height, orientation } = facts;
  return {
    ...facts,
    kind: 'picture',
    upright: turnsSideways(orientation) ? { width: height, height: width } : { width, height },
    notes: notesOn(facts.frames, facts.profile, facts.format),
    failOn: 'warning',
  };
}

const PROFILE_SPACES: Record<Opened['space'], ProfileSpace> = { rgb: 'RGB ', gray: 'GRAY', cmyk: 'CMYK', lab: 'Lab ' };

function spaceOf(metadata: Metadata): Opened['space'] {
  if (metadata.space === 'cmyk') return 'cmyk';
  if (metadata.space === 'b-w' || metadata.space === 'grey16') return 'gray';
  return metadata.space === 'lab' || metadata.space === 'labs' ? 'lab' : 'rgb';
}

/**
 * EXIF or TIFF orientation decides. Only PNG falls back on XMP: its EXIF chunk is young, and programs used to write
 * nothing but XMP. In a JPEG, XMP without EXIF is a leftover of a tool that turned the pixels, and viewers pass it over.
 */
function orientationFrom(metadata: Metadata, format: PictureFormat, found: Found): Orientation {
  const exif = found.jpeg ? found.jpeg.orientation : metadata.orientation;
  if (isOrientation(exif)) return exif;
  const xmp = format === 'png' && metadata.xmp ? xmpOrientation(metadata.xmp) : undefined;
  return isOrientation(xmp) ? xmp : 1;
}

type MetadataAnswer = Refusal | { readonly kind: 'metadata'; readonly value: Metadata };

/** Reads the header through libvips. It has no error codes: whatever goes wrong with a file that is there is damage. */
async function readMetadata(path: string, format: PictureFormat): Promise<MetadataAnswer> {
  try {
    const value = await sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'none' }).metadata();
    if (format === 'avif' && value.compression !== 'av1')
      return refuse('not-a-photo:heic', refusedFormat('heic').message);
    return { kind: 'metadata', value };
  } catch (error) {
    if (systemCode(error) !== undefined) throw error;
    if (/pixel limit/.test(messageOf(error)))
      return refuse('too-large', `This picture is too large: it claims more than ${MAX_PIXELS / 1e6} megapixels.`);
    return headerDamaged();
  }
}
