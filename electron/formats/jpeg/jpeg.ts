import { orientationOf, TiffBytes } from '../tiff/tiff.ts';

/** A marker segment of a JPEG file. `at` is the place of its 0xFF; `end` is behind its last byte. */
export interface JpegSegment {
  /** Second byte of the marker: 0xDA is SOS. */
  readonly marker: number;
  readonly at: number;
  readonly end: number;
}

export interface JpegWalk {
  readonly segments: readonly JpegSegment[];
  /** Bytes between segments that belong to none. */
  readonly stray: number;
  /** Behind the end marker; undefined if there is none. */
  readonly end: number | undefined;
}

export const MARKER = {
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  dht: 0xc4,
  dqt: 0xdb,
  dri: 0xdd,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app14: 0xee,
} as const;

/** Start-of-frame markers: 0xC0 to 0xCF without DHT, JPG and DAC (ITU-T T.81, table B.1). */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/**
 * Lists the segments of a JPEG file, entropy-coded data skipped, to its end marker or the last byte at hand.
 *
 * @param stopAtScan end at the first SOS, for bytes that hold only the header
 */
export function walkJpeg(bytes: Uint8Array, stopAtScan = false): JpegWalk {
  const segments: JpegSegment[] = [];
  let stray = 0;
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff || bytes[at + 1] === 0) {
      stray++;
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === 0xff)
      at++; // fill byte
    else if (marker === MARKER.eoi) return { segments, stray, end: at + 2 };
    else if (marker === 0x01 || marker === MARKER.soi || isRestart(marker)) at += 2;
    else {
      if (at + 4 > bytes.length) break;
      const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
      segments.push({ marker, at, end });
      if (end < at + 4) break;
      if (marker === MARKER.sos && stopAtScan) break;
      at = marker === MARKER.sos ? afterScan(bytes, end) : end;
    }
  }
  return { segments, stray, end: undefined };
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** The place of the first marker behind entropy-coded data: stuffed zeros, restarts and fill bytes belong to the data. */
function afterScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  return bytes.length;
}

/** What a JPEG's header says of how it is coded. */
export interface JpegFacts {
  readonly width: number;
  readonly height: number;
  /** Bits a sample: 8, or 12 and more for the rare kinds. */
  readonly precision: number;
  readonly coding: 'baseline' | 'extended' | 'progressive' | 'lossless' | 'arithmetic';
  /** Sampling factors, as horizontal * 16 + vertical, one a component. */
  readonly sampling: readonly number[];
  /** Adobe's transform flag; undefined without an Adobe segment. */
  readonly adobeTransform: number | undefined;
  readonly componentIds: readonly number[];
  /** From EXIF; undefined if it says nothing. */
  readonly orientation: number | undefined;
  /** Where the EXIF block's TIFF data lie in the file. */
  readonly exif: { readonly at: number; readonly end: number } | undefined;
}

/** Facts from the bytes up to the first scan; undefined if there is no usable frame header among them. */
export function readJpegFacts(bytes: Uint8Array, walk: JpegWalk): JpegFacts | undefined {
  const frame = walk.segments.find((s) => isFrame(s.marker));
  if (frame === undefined || frame.end > bytes.length || frame.end - frame.at < 10) return undefined;
  const at = frame.at;
  const components = bytes[at + 9]!;
  if (at + 10 + components * 3 > frame.end) return undefined;
  const each = Array.from({ length: components }, (_, i) => at + 10 + i * 3);
  const exif = walk.segments.find((s) => s.marker === MARKER.app1 && startsWith(bytes, s.at + 4, 'Exif\0'));
  const adobe = walk.segments.find((s) => s.marker === MARKER.app14 && startsWith(bytes, s.at + 4, 'Adobe'));
  const tiff = exif && TiffBytes.of(bytes.subarray(exif.at + 10, Math.min(exif.end, bytes.length)));
  return {
    height: (bytes[at + 5]! << 8) | bytes[at + 6]!,
    width: (bytes[at + 7]! << 8) | bytes[at + 8]!,
    precision: bytes[at + 4]!,
    coding: codingOf(frame.marker),
    sampling: each.map((c) => bytes[c + 1]!),
    componentIds: each.map((c) => bytes[c]!),
    adobeTransform: adobe && adobe.end - adobe.at >= 16 ? bytes[adobe.at + 15] : undefined,
    orientation: tiff && orientationOf(tiff),
    exif: exif && { at: exif.at + 10, end: exif.end },
  };
}

function codingOf(marker: number): JpegFacts['coding'] {
  if (marker >= 0xc9) return 'arithmetic';
  const kinds = { 0xc0: 'baseline', 0xc1: 'extended', 0xc2: 'progressive' } as const;
  return kinds[marker as keyof typeof kinds] ?? 'lossless';
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));
}

/** True for segments without which the pixels cannot be decoded as meant. JFIF and Adobe's flag say how colours are coded. */
export function isNeeded(bytes: Uint8Array, segment: JpegSegment): boolean {
  const { marker, at } = segment;
  if (marker === MARKER.app0) return startsWith(bytes, at + 4, 'JFIF\0');
  if (marker === MARKER.app14) return startsWith(bytes, at + 4, 'Adobe');
  return marker < MARKER.app0;
}
