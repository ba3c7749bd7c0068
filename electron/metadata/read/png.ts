import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { MetadataSet, PngChunk } from '../metadata-set.ts';
import { physOf } from './density.ts';
import { readExactly, type ReadAt } from '../../formats/bytes.ts';

const XMP_KEYWORD = 'XML:com.adobe.xmp';
const MAX_CHUNK = 64 * 1024 * 1024;
/** A profile or packet that inflates to more than this is a trap, not metadata. */
const MAX_INFLATED = 64 * 1024 * 1024;
/** Chunks whose meaning does not depend on how the pixels are packed. Palette, transparency and animation chunks are not among them. */
const CARRIED = new Set([
  'gAMA',
  'cHRM',
  'sRGB',
  'cICP',
  'mDCV',
  'cLLI',
  'pHYs',
  'tEXt',
  'zTXt',
  'iTXt',
  'tIME',
  'caBX',
]);

/** Takes the metadata out of a PNG file; image data are skipped over, not read. */
export async function metadataFromPng(read: ReadAt, fileBytes: number): Promise<MetadataSet> {
  const chunks: PngChunk[] = [];
  let set: MetadataSet = { segments: [], chunks, left: [] };
  let provenance = false;
  for (let at = 8; at + 12 <= fileBytes;) {
    const head = Buffer.from(await readExactly(read, at, 8));
    const length = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    if (type === 'IEND') break;
    if (type === 'eXIf' || type === 'iCCP' || CARRIED.has(type)) {
      if (length > MAX_CHUNK) throw new RangeError('a PNG chunk is too long');
      const data = await readExactly(read, at + 8, length);
      if (type === 'eXIf') set = { ...set, exif: data };
      else if (type === 'caBX') provenance = true;
      else if (type === 'iCCP') {
        const icc = inflateProfile(data);
        if (icc) set = { ...set, icc };
      } else {
        const xmp = type === 'iTXt' ? xmpOf(data) : undefined;
        if (xmp) set = { ...set, xmp };
        else chunks.push({ type, data });
      }
    }
    at += 12 + length;
  }
  return { ...set, left: provenance ? ['provenance'] : [] };
}

function inflateProfile(data: Uint8Array): Uint8Array | undefined {
  const end = data.indexOf(0);
  return end < 0 ? undefined : inflate(data.subarray(end + 2));
}

function inflate(data: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(data, { maxOutputLength: MAX_INFLATED });
  } catch (error) {
    // Damaged or a bomb: decoders ignore such a chunk, and so does the result.
    if ((error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}

/** The packet in an iTXt chunk of XMP's keyword: keyword, 0, compressed?, method, language, 0, translated keyword, 0, text. */
function xmpOf(data: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes.indexOf(`${XMP_KEYWORD}\0`, 0, 'latin1') !== 0) return undefined;
  const compressed = bytes[XMP_KEYWORD.length + 1] === 1;
  const language = bytes.indexOf(0, XMP_KEYWORD.length + 3);
  const translated = language < 0 ? -1 : bytes.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const text = bytes.subarray(translated + 1);
  return compressed ? inflate(text) : text;
}

/**
 * Puts metadata into a freshly encoded PNG, right behind its header chunk, in place of what its encoder wrote there.
 * Photoshop resources have no place in a PNG; the caller says so.
 */
export function splicePng(encoded: Uint8Array, set: MetadataSet): Uint8Array[] {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const headerEnd = 8 + 12 + bytes.readUInt32BE(8);
  const added: Uint8Array[] = [];
  if (set.icc) {
    added.push(pngChunk('iCCP', Buffer.concat([Buffer.from('ICC profile\0\0', 'latin1'), deflateSync(set.icc)])));
  }
  // Density and colour first, text last: the specification wants the former before the pixels, and so do readers.
  for (const { type, data } of set.chunks) {
    if (set.icc && (type === 'sRGB' || type === 'iCCP')) continue;
    added.push(pngChunk(type, data));
  }
  if (set.density && !set.chunks.some(({ type }) => type === 'pHYs')) added.push(pngChunk('pHYs', physOf(set.density)));
  if (set.exif) added.push(pngChunk('eXIf', set.exif));
  if (set.xmp)
    added.push(pngChunk('iTXt', Buffer.concat([Buffer.from(`${XMP_KEYWORD}\0\0\0\0\0`, 'latin1'), set.xmp])));

  const parts: Uint8Array[] = [bytes.subarray(0, headerEnd), ...added];
  let from = headerEnd;
  for (let at = headerEnd; at + 12 <= bytes.length;) {
    const next = at + 12 + bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type !== 'IDAT' && type !== 'IEND') {
      if (at > from) parts.push(bytes.subarray(from, at));
      from = next;
    }
    at = next;
  }
  parts.push(bytes.subarray(from));
  return parts;
}

function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}
