import { crc32, createInflate } from 'node:zlib';
import type { ReadAt } from '../bytes.ts';

export interface PngFacts {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly channels: number;
  readonly interlaced: boolean;
  /** More than one frame (APNG). */
  readonly animated: boolean;
}

const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 4, 4: 2, 6: 4 };
const SIGNATURE_BYTES = 8;
const MAX_CHUNKS_BEFORE_PIXELS = 1000;

/** Reads a PNG's header chunk and looks for an animation before the first pixel data. Undefined if the header is unusable. */
export async function readPngFacts(read: ReadAt, fileBytes: number): Promise<PngFacts | undefined> {
  const head = await read(0, 33);
  if (head.length < 33 || name(head, 12) !== 'IHDR') return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const channels = CHANNELS[view.getUint8(25)];
  if (channels === undefined || crc32(head.subarray(12, 29)) !== view.getUint32(29)) return undefined;
  let animated = false;
  let at = 33;
  for (let i = 0; i < MAX_CHUNKS_BEFORE_PIXELS && at + 8 <= fileBytes; i++) {
    const chunk = await read(at, 12);
    if (chunk.length < 12 || name(chunk, 4) === 'IDAT') break;
    const body = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (name(chunk, 4) === 'acTL') animated = body.getUint32(8) > 1;
    at += 12 + body.getUint32(0);
  }
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    bits: view.getUint8(24),
    channels,
    interlaced: view.getUint8(28) !== 0,
    animated,
  };
}

function name(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/**
 * Mends a PNG whose checksums are wrong while its pixels are whole: right checksums for the pixel chunks, broken
 * side information left out. The pixels are proved by the checksum inside their compressed stream (RFC 1950).
 *
 * @returns undefined if there is nothing to mend, or the pixels are damaged
 */
export async function mendPng(file: Uint8Array): Promise<Buffer | undefined> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const parts: Uint8Array[] = [file.subarray(0, SIGNATURE_BYTES)];
  const pixels: Uint8Array[] = [];
  let mended = false;
  for (let at = SIGNATURE_BYTES; at + 12 <= file.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > file.length) return undefined;
    const chunk = file.subarray(at, end);
    const kind = name(file, at + 4);
    const sound = crc32(chunk.subarray(4, -4)) === view.getUint32(end - 4);
    if (kind === 'IDAT') pixels.push(chunk.subarray(8, -4));
    if (sound) parts.push(chunk);
    else {
      mended = true;
      // A lower-case first letter marks a chunk that pictures do without.
      if (kind === 'IDAT') parts.push(withChecksum(chunk));
      else if (!/^[a-z]/.test(kind)) return undefined;
    }
    at = end;
    if (kind === 'IEND') break;
  }
  return mended && (await inflatesWhole(pixels)) ? Buffer.concat(parts) : undefined;
}

function withChecksum(chunk: Uint8Array): Buffer {
  const copy = Buffer.from(chunk);
  copy.writeUInt32BE(crc32(copy.subarray(4, -4)), copy.length - 4);
  return copy;
}

/** Unpacks a zlib stream without keeping it; its own checksum must be right. */
async function inflatesWhole(parts: readonly Uint8Array[]): Promise<boolean> {
  const inflate = createInflate();
  const finished = new Promise<boolean>((resolve) => {
    inflate.once('end', () => resolve(true));
    inflate.once('error', () => resolve(false));
  });
  inflate.resume();
  for (const part of parts) {
    if (inflate.destroyed) break;
    if (!inflate.write(part)) await Promise.race([new Promise((go) => inflate.once('drain', go)), finished]);
  }
  if (!inflate.destroyed) inflate.end();
  return finished;
}
