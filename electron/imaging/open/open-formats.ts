import { ReasonError } from '../../base/reason.ts';
import { BMP_HEADER_BYTES, readBmpHeader } from '../../formats/bmp/bmp.ts';
import type { ReadAt } from '../../formats/bytes.ts';
import { HEIC_HELD_PER_PIXEL, NO_DECODER } from './heic.ts';
import { heicDecoderPath } from './heic-module.ts';
import { numberedColours, readHeif } from '../../formats/heif/heif.ts';
import { readJpegFacts, walkJpeg, type JpegFacts } from '../../formats/jpeg/jpeg.ts';
import { MARKER } from '../../formats/jpeg/segments.ts';
import { MAX_PIXELS } from '../../formats/limits.ts';
import { refuse, type Decoder, type Refusal } from './picture.ts';
import { readPngFacts } from '../../formats/png/png.ts';
import { refusedFormat, type PictureFormat } from '../../formats/sniff.ts';
import { readTiffFacts, type TiffFacts } from '../../formats/tiff/tiff-facts.ts';

/** JPEG headers are read in this many bytes first, and in {@link LONG_HEADER} if a large profile or preview is in the way. */
const SHORT_HEADER = 131_072;
const LONG_HEADER = 16_777_216;
/** TIFF compressions that this build of libvips reads: none, fax, LZW, JPEG, Deflate, PackBits, WebP. */
const TIFF_COMPRESSIONS = new Set([1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50001]);

/** What each format's own reader found, before libvips is asked. */
export interface Found {
  readonly decoder: Decoder;
  /** Bytes the decoder holds for each pixel at once. */
  readonly heldPerPixel: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly frames?: number;
  readonly jpeg?: JpegFacts;
  readonly tiff?: TiffFacts;
}

export type FormatAnswer = Refusal | { readonly kind: 'found'; readonly found: Found };

/** Reads a file's header by its format's own rules. Throws what the file system throws. */
export async function readFormat(format: PictureFormat, read: ReadAt, bytes: number): Promise<FormatAnswer> {
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
    case 'heic':
      return readHeic(read, bytes);
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

export function headerDamaged(): Refusal {
  return refuse('damaged', 'This file is damaged: its beginning can’t be read.');
}

async function readJpeg(read: ReadAt, bytes: number): Promise<FormatAnswer> {
  let facts: JpegFacts | undefined;
  let scanReached = false;
  for (const length of [SHORT_HEADER, LONG_HEADER]) {
    const head = await read(0, length);
    const walk = walkJpeg(head, true);
    scanReached = walk.segments.at(-1)?.marker === MARKER.sos;
    facts = readJpegFacts(walk);
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
  const [first = { h: 1, v: 1 }] = facts.components;
  const samples = facts.components.reduce((sum, { h, v }) => sum + (h * v) / Math.max(1, first.h * first.v), 0);
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

/** HEIC files are read whole; cameras write a tenth of this. */
const MAX_HEIC_BYTES = 250_000_000;

async function readHeic(read: ReadAt, bytes: number): Promise<FormatAnswer> {
  const facts = await readHeif(read, bytes);
  if (facts === undefined) return headerDamaged();
  if (!/^(hvc1|hev1)$/.test(facts.coding)) return refuse('not-a-photo:heic', refusedFormat('heic').message);
  if (facts.largestPart > MAX_PIXELS * 2 || bytes > MAX_HEIC_BYTES)
    return refuse('too-large', 'This HEIC photo is too large. Export it as JPEG or TIFF first.');
  if (facts.icc === undefined && numberedColours(facts.nclx) === 'wide') {
    return refuse(
      'unsupported-kind',
      'This is an HDR photo, whose colours can’t be kept in a standard file. Export it as JPEG or TIFF first.',
    );
  }
  if (heicDecoderPath() === undefined) return refuse(NO_DECODER.code, NO_DECODER.message);
  return found({ decoder: { kind: 'heic', facts }, size: facts, heldPerPixel: HEIC_HELD_PER_PIXEL });
}
