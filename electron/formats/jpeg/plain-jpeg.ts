import { isFrame, MARKER } from './jpeg.ts';
import type { Orientation } from '../orientation.ts';

/** A segment's place in the bytes: from its 0xFF to behind its last byte; a scan with the data that follow it. */
export interface Piece {
  readonly marker: number;
  readonly at: number;
  readonly end: number;
}

/** A component as the frame header lists it. */
export interface PlainComponent {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly quantisation: number;
}

/** A small JPEG whose structure was checked from end to end. */
export interface PlainJpeg {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly coding: 'baseline' | 'progressive';
  /** One (grey) or three (YCbCr). */
  readonly components: readonly PlainComponent[];
  /** Everything that makes the picture, in order; no start and end mark, no metadata. */
  readonly pieces: readonly Piece[];
}

/** Longest side of a picture that is handed on, in pixels. */
const MAX_SIDE = 640;
const APP15 = 0xef;
const COM = 0xfe;
const RGB = 'RGB';

/**
 * Reads a small JPEG strictly, marker by marker: 8 bits, baseline or progressive Huffman, grey or YCbCr, tables, frame and scans where
 * they belong, an end mark. Undefined for anything else. The coded data themselves are not looked at: whoever decodes them must
 * bear whatever they say.
 */
export function readPlainJpeg(bytes: Uint8Array): PlainJpeg | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== MARKER.soi) return undefined;
  const pieces: Piece[] = [];
  let frame: Omit<PlainJpeg, 'bytes' | 'pieces'> | undefined;
  let scans = 0;
  for (let at = 2; at + 4 <= bytes.length || bytes[at + 1] === MARKER.eoi;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    if (marker === MARKER.eoi) return frame && scans > 0 ? { bytes, ...frame, pieces } : undefined;
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    let end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    if (marker === MARKER.sos) {
      const components = bytes[at + 4]!;
      if (frame === undefined || components < 1 || components > frame.components.length) return undefined;
      if (length !== 6 + components * 2 || !pieces.some((piece) => piece.marker === MARKER.dht)) return undefined;
      const data = end;
      end = endOfData(bytes, data);
      if (end <= data) return undefined;
      scans++;
    } else if (isFrame(marker)) {
      if (frame !== undefined || !pieces.some((piece) => piece.marker === MARKER.dqt)) return undefined;
      frame = readFrame(bytes, marker, at, end);
      if (frame === undefined) return undefined;
    } else if (marker === MARKER.app14) {
      // Adobe's flag: only YCbCr is what everybody takes the colours for without it.
      if (end - at >= 16 && bytes[at + 15] !== 1) return undefined;
    } else if (marker !== MARKER.dqt && marker !== MARKER.dht && marker !== MARKER.dri) {
      if ((marker < MARKER.app0 || marker > APP15) && marker !== COM) return undefined;
    }
    if (marker < MARKER.app0) pieces.push({ marker, at, end });
    at = end;
  }
  return undefined;
}

/** The place of the first marker behind coded data, which hold none but restarts; the bytes' end if there is none. */
function endOfData(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 2)) {
    const next = bytes[at + 1];
    if (next !== 0 && !(next !== undefined && next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

function readFrame(bytes: Uint8Array, marker: number, at: number, end: number) {
  const coding = marker === 0xc0 || marker === 0xc1 ? 'baseline' : marker === 0xc2 ? 'progressive' : undefined;
  const count = bytes[at + 9];
  if (coding === undefined || bytes[at + 4] !== 8 || (count !== 1 && count !== 3)) return undefined;
  if (end !== at + 10 + count * 3) return undefined;
  const height = (bytes[at + 5]! << 8) | bytes[at + 6]!;
  const width = (bytes[at + 7]! << 8) | bytes[at + 8]!;
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) return undefined;
  const components: PlainComponent[] = [];
  for (let c = at + 10; c < end; c += 3) {
    const [across, down, quantisation] = [bytes[c + 1]! >> 4, bytes[c + 1]! & 15, bytes[c + 2]!];
    if (across < 1 || across > 4 || down < 1 || down > 4 || quantisation > 3) return undefined;
    components.push({ id: bytes[c]!, across, down, quantisation });
  }
  if (String.fromCharCode(...components.map(({ id }) => id)) === RGB) return undefined;
  return { width, height, coding, components } as const;
}

/** What is to be shown of a picture: its segments, for {@link writePlainJpeg}, and its height in pixels. */
export interface Shown {
  readonly parts: readonly Uint8Array[];
  readonly height: number;
}

/** All of it. */
export function wholePicture({ bytes, pieces, height }: PlainJpeg): Shown {
  return { parts: pieces.map(({ at, end }) => bytes.subarray(at, end)), height };
}

/** The smallest EXIF block that there is: the orientation, in a TIFF of one directory with one entry. */
function orientationSegment(orientation: Orientation): readonly number[] {
  return [
    ...[0xff, MARKER.app1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0], // 34 bytes, Exif
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1], // big-endian TIFF, one entry
    ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0], // tag 274, one short
    ...[0, 0, 0, 0], // no further directory
  ];
}

/**
 * Writes a JPEG of nothing but a picture's own pieces, which shows itself upright: programs turn it by the orientation that is put
 * in. In memory of its own, so that a message that carries it carries nothing else.
 */
export function writePlainJpeg(parts: readonly Uint8Array[], orientation: Orientation): Uint8Array {
  const start = [0xff, MARKER.soi, ...(orientation === 1 ? [] : orientationSegment(orientation))];
  const written = new Uint8Array(parts.reduce((sum, part) => sum + part.length, start.length + 2));
  written.set(start);
  let at = start.length;
  for (const part of parts) {
    written.set(part, at);
    at += part.length;
  }
  written.set([0xff, MARKER.eoi], at);
  return written;
}
