import type { ErrorCode } from './error-codes.ts';

/** A picture as a client sent it. */
export interface SentPicture {
  readonly bytes: Buffer;
  readonly fileName: string;
  readonly contentType: string;
}

/** What can be read from a file's header, without decoding. */
interface Header {
  readonly width: number;
  readonly height: number;
  readonly grey: boolean;
}

type Format = 'jpeg' | 'png' | 'bmp';

/** "5 MB" read the narrow way. */
export const MAX_BYTES = 5_000_000;
/** "Less than 4096" is strict. */
const MAX_SIDE = 4095;

const NAMES: Record<Format, { readonly extensions: readonly string[]; readonly types: readonly string[] }> = {
  jpeg: { extensions: ['jpg', 'jpeg'], types: ['image/jpeg', 'image/jpg'] },
  png: { extensions: ['png'], types: ['image/png'] },
  bmp: { extensions: ['bmp'], types: ['image/bmp', 'image/x-ms-bmp'] },
};

/**
 * Judges a picture as the service does at submit: size, real format, name and content type against the format, resolution, grey. `undefined` when it is
 * accepted. A damaged file is accepted here; that comes out at the first question about the task.
 */
export function refusePicture(picture: SentPicture): ErrorCode | undefined {
  if (picture.bytes.length > MAX_BYTES) return 'FILE_SIZE_EXCEEDS_LIMIT';
  const format = formatOf(picture.bytes);
  if (format === undefined) return 'UNSUPPORTED_FILE_TYPES';
  const extension = /\.([^.]*)$/.exec(picture.fileName)?.[1]?.toLowerCase() ?? '';
  const { extensions, types } = NAMES[format];
  if (!extensions.includes(extension) || !types.includes(picture.contentType.toLowerCase())) {
    return 'ERROR_FILE_UPLOAD_FAILED';
  }
  const header = headerOf(picture.bytes, format);
  if (header === undefined) return undefined;
  if (Math.max(header.width, header.height) > MAX_SIDE) return 'FILE_RESOLUTION_EXCEEDS_LIMITS';
  return header.grey ? 'ERROR_UNSUPPORTED_GRAYSCALE_IMAGE' : undefined;
}

/** The kinds of metadata in a picture that had no business leaving the photographer's computer. */
export function metadataIn(bytes: Buffer): string[] {
  const found = new Set<string>();
  if (formatOf(bytes) === 'jpeg') {
    for (const { marker, body } of jpegSegments(bytes)) {
      const text = body.toString('latin1', 0, 32);
      if (marker === 0xe1 && text.startsWith('Exif\0')) {
        found.add('EXIF');
        if (hasGps(body.subarray(6))) found.add('GPS');
      } else if (marker === 0xe1 && text.startsWith('http://ns.adobe.com/')) found.add('XMP');
      else if (marker === 0xe2 && text.startsWith('ICC_PROFILE')) found.add('ICC');
      else if (marker === 0xed) found.add('IPTC');
      else if (marker === 0xfe) found.add('comment');
    }
  } else if (formatOf(bytes) === 'png') {
    for (const { type, body } of pngChunks(bytes)) {
      if (type === 'eXIf') {
        found.add('EXIF');
        if (hasGps(body)) found.add('GPS');
      } else if (type === 'iCCP') found.add('ICC');
      else if (type === 'tEXt' || type === 'zTXt' || type === 'iTXt') found.add('text');
    }
  }
  return [...found];
}

function formatOf(bytes: Buffer): Format | undefined {
  if (bytes.length > 2 && bytes.readUIntBE(0, 3) === 0xffd8ff) return 'jpeg';
  if (bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (bytes.toString('latin1', 0, 2) === 'BM') return 'bmp';
  return undefined;
}

function headerOf(bytes: Buffer, format: Format): Header | undefined {
  if (format === 'bmp') {
    if (bytes.length < 26) return undefined;
    return { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)), grey: false };
  }
  if (format === 'png') {
    if (bytes.length < 26 || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
    // Colour types 0 and 4 are grey, without and with transparency.
    const grey = bytes[25] === 0 || bytes[25] === 4;
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), grey };
  }
  for (const { marker, body } of jpegSegments(bytes)) {
    const startOfFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (startOfFrame && body.length >= 6) {
      return { height: body.readUInt16BE(1), width: body.readUInt16BE(3), grey: body[5] === 1 };
    }
  }
  return undefined;
}

/** The segments before the first scan. */
function* jpegSegments(bytes: Buffer): Generator<{ marker: number; body: Buffer }> {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return;
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return;
    yield { marker, body: bytes.subarray(at + 4, at + 2 + length) };
    at += 2 + length;
  }
}

function* pngChunks(bytes: Buffer): Generator<{ type: string; body: Buffer }> {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    yield { type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

/** Whether the first directory of an EXIF block (a TIFF) points to a GPS directory (tag 34853). */
function hasGps(tiff: Buffer): boolean {
  if (tiff.length < 8) return false;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return false;
  const entries = short(directory);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * 12;
    if (at + 12 > tiff.length) return false;
    if (short(at) === 34853) return true;
  }
  return false;
}
