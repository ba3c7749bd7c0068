import { beginsWith, Cursor, ifWhole } from '../cursor.ts';
import { exifOrientation } from '../tiff/orientation.ts';
import { endsScan, EXIF_AT, isBare, isFrame, MARKER, SIGNATURE, type JpegSegment } from './segments.ts';

/** A segment where it stands in a file. */
export interface PlacedSegment extends JpegSegment {
  /** The place of its 0xFF. */
  readonly at: number;
  /** Behind its last byte; beyond the bytes at hand if they are cut, and then `data` is what there is of it. */
  readonly end: number;
}

export interface JpegWalk {
  readonly segments: readonly PlacedSegment[];
  /** Bytes between segments that belong to none. */
  readonly stray: number;
  /** Behind the end marker; undefined if there is none. */
  readonly end: number | undefined;
}

/**
 * Lists the segments of a JPEG file, entropy-coded data skipped, to its end marker or the last byte at hand.
 *
 * @param stopAtScan end at the first SOS, for bytes that hold only the header
 */
export function walkJpeg(bytes: Uint8Array, stopAtScan = false): JpegWalk {
  const segments: PlacedSegment[] = [];
  const cursor = new Cursor(bytes);
  let stray = 0;
  let at = 2;
  while (at + 1 < bytes.length) {
    const marker = bytes[at] === 0xff ? (bytes[at + 1] ?? 0) : 0;
    if (marker === 0) {
      stray++;
      at++;
    } else if (marker === 0xff)
      at++; // fill byte
    else if (marker === MARKER.eoi) return { segments, stray, end: at + 2 };
    else if (isBare(marker)) at += 2;
    else {
      if (at + 4 > bytes.length) break;
      cursor.at = at + 2;
      const end = at + 2 + cursor.u16();
      segments.push({ marker, data: bytes.subarray(at + 4, Math.max(at + 4, end)), at, end });
      if (end < at + 4 || (marker === MARKER.sos && stopAtScan)) break;
      at = marker === MARKER.sos ? afterScan(bytes, end) : end;
    }
  }
  return { segments, stray, end: undefined };
}

/** The place of the first marker behind entropy-coded data. */
function afterScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (endsScan(next)) return at;
  }
  return bytes.length;
}

/** Whether bytes begin like a JPEG file. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === MARKER.soi;
}

/** The header of a JPEG: everything before the first scan. */
export interface JpegHeader {
  readonly segments: readonly JpegSegment[];
  /** Offset of the first scan's SOS marker. */
  readonly scanStart: number;
}

/** Reads a JPEG's segments up to its first scan. Returns undefined for what does not begin like a JPEG or ends within its header. */
export function readJpegHeader(file: Uint8Array): JpegHeader | undefined {
  if (!isJpeg(file)) return undefined;
  const { segments } = walkJpeg(file, true);
  const scan = segments.at(-1);
  return scan?.marker === MARKER.sos ? { segments: segments.slice(0, -1), scanStart: scan.at } : undefined;
}

/** What a frame header says (ITU-T T.81, B.2.2). */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  /** Bits a sample: 8, or 12 and more for the rare kinds. */
  readonly precision: number;
  readonly coding: 'baseline' | 'extended' | 'progressive' | 'lossless' | 'arithmetic';
  readonly components: readonly JpegComponent[];
}

export interface JpegComponent {
  readonly id: number;
  /** Sampling factors, across and down. */
  readonly h: number;
  readonly v: number;
  /** Number of its quantisation table. */
  readonly table: number;
}

/** The frame header of a JPEG (SOF); undefined if there is none, or it is cut. */
export function frameOf({ segments }: { readonly segments: readonly JpegSegment[] }): JpegFrame | undefined {
  const segment = segments.find(({ marker }) => isFrame(marker));
  return segment && readFrame(segment);
}

/** Reads a frame header; undefined if it is cut. */
export function readFrame({ marker, data }: JpegSegment): JpegFrame | undefined {
  return ifWhole(() => {
    const cursor = new Cursor(data);
    const [precision, height, width, count] = [cursor.u8(), cursor.u16(), cursor.u16(), cursor.u8()];
    const components = Array.from({ length: count }, () => {
      const [id, sampling, table] = [cursor.u8(), cursor.u8(), cursor.u8()];
      return { id, h: sampling >> 4, v: sampling & 15, table };
    });
    return { width, height, precision, coding: codingOf(marker), components };
  });
}

function codingOf(marker: number): JpegFrame['coding'] {
  if (marker >= 0xc9) return 'arithmetic';
  const kinds = { [MARKER.sof0]: 'baseline', [MARKER.sof1]: 'extended', [MARKER.sof2]: 'progressive' } as const;
  return kinds[marker as keyof typeof kinds] ?? 'lossless';
}

/** What a scan header says (ITU-T T.81, B.2.3). */
export interface JpegScan {
  /** Numbers of its components, as their frame has them. */
  readonly components: readonly number[];
  /** First and last coefficient, and the lowest bit of them that it brings. */
  readonly from: number;
  readonly to: number;
  readonly low: number;
}

/** Reads a scan header; undefined if it is cut. */
export function readScan({ data }: JpegSegment): JpegScan | undefined {
  return ifWhole(() => {
    const cursor = new Cursor(data);
    const components = Array.from({ length: cursor.u8() }, () => cursor.u16() >> 8);
    return { components, from: cursor.u8(), to: cursor.u8(), low: cursor.u8() & 15 };
  });
}

/** What a JPEG's header says of how it is coded and seen. */
export interface JpegFacts extends JpegFrame {
  /** Adobe's transform flag; undefined without an Adobe segment. */
  readonly adobeTransform: number | undefined;
  /** From EXIF; undefined if it says nothing. */
  readonly orientation: number | undefined;
  /** The EXIF block from its TIFF header on, as far as it is at hand. */
  readonly exif: Uint8Array | undefined;
}

/** Facts from the segments up to the first scan; undefined if there is no usable frame header among them. */
export function readJpegFacts({ segments }: JpegWalk): JpegFacts | undefined {
  const frame = frameOf({ segments });
  if (frame === undefined) return undefined;
  const found = segments.find(({ marker, data }) => marker === MARKER.app1 && beginsWith(data, SIGNATURE.exif));
  const adobe = segments.find(({ marker, data }) => marker === MARKER.app14 && beginsWith(data, SIGNATURE.adobe));
  const exif = found?.data.subarray(EXIF_AT);
  return {
    ...frame,
    adobeTransform: adobe && adobeTransform(adobe.data),
    orientation: exif && exifOrientation(exif),
    exif,
  };
}

/** The transform flag of an Adobe segment; undefined if it is too short to have one. */
export function adobeTransform(data: Uint8Array): number | undefined {
  return data[11];
}

/** Whether components go by the names R, G and B, which says what they are where nothing else does (libjpeg's rule). */
export function isNamedRgb(components: readonly JpegComponent[]): boolean {
  return String.fromCharCode(...components.map(({ id }) => id)) === 'RGB';
}

/** True for segments without which the pixels cannot be decoded as meant. JFIF and Adobe's flag say how colours are coded. */
export function isNeeded({ marker, data }: JpegSegment): boolean {
  if (marker === MARKER.app0) return beginsWith(data, SIGNATURE.jfif);
  if (marker === MARKER.app14) return beginsWith(data, SIGNATURE.adobe);
  return marker < MARKER.app0;
}
