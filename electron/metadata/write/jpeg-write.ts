import type { MetadataSet } from '../metadata-set.ts';
import { densityOf, jfifOf } from '../read/density.ts';
import { withIptc } from '../../formats/photoshop.ts';
import { beginsWith } from '../../formats/cursor.ts';
import { readJpegHeader } from '../../formats/jpeg/jpeg.ts';
import {
  isApplication,
  MARKER,
  MAX_PAYLOAD,
  segmentBytes,
  SIGNATURE,
  type JpegSegment,
} from '../../formats/jpeg/segments.ts';
import { extensionGuid, joinedXmp, splitXmp } from './xmp-extension.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const XMP = ascii(SIGNATURE.xmp);
const EXTENDED_XMP = ascii(SIGNATURE.extendedXmp);
const EXIF = ascii(`${SIGNATURE.exif}\0`);
const ICC = ascii(SIGNATURE.icc);
const PHOTOSHOP = ascii(SIGNATURE.photoshop);

/** Most bytes of EXIF that fit into a JPEG, from the TIFF header on. */
export const MAX_JPEG_EXIF = MAX_PAYLOAD - EXIF.length;

export interface SplicedJpeg {
  /** To be written one after the other. */
  readonly parts: readonly Uint8Array[];
  /** Metadata that did not fit into JPEG segments. */
  readonly tooLong: readonly ('exif' | 'xmp')[];
}

/** Puts metadata into a freshly encoded JPEG, in place of what its encoder wrote. The pixels' bytes are not touched. */
export function spliceJpeg(encoded: Uint8Array, set: MetadataSet): SplicedJpeg {
  const header = readJpegHeader(encoded);
  if (!header) throw new Error('the encoder did not write a JPEG');
  const tooLong: ('exif' | 'xmp')[] = [];
  const segments: JpegSegment[] = [];
  const ownJfif = header.segments.find(
    ({ marker, data }) => marker === MARKER.app0 && beginsWith(data, SIGNATURE.jfif),
  );
  const jfif = set.jfif
    ? withoutThumbnail(set.jfif)
    : stated(set)
      ? undefined
      : set.density
        ? jfifOf(set.density)
        : set.exif
          ? undefined
          : ownJfif?.data;
  if (jfif) segments.push({ marker: MARKER.app0, data: jfif });
  if (set.exif) {
    if (set.exif.length <= MAX_JPEG_EXIF) segments.push({ marker: MARKER.app1, data: Buffer.concat([EXIF, set.exif]) });
    else tooLong.push('exif');
  }
  if (set.xmp) {
    const xmp = xmpSegments(set.xmp, set.extendedXmp);
    if (xmp) segments.push(...xmp);
    else tooLong.push('xmp');
  }
  const resources = set.iptc ? withIptc(set.photoshop, set.iptc) : set.photoshop;
  if (resources) segments.push(...split(resources, PHOTOSHOP, MARKER.app13));
  if (set.icc) segments.push(...iccSegments(set.icc));
  segments.push(...set.segments);

  const kept = header.segments.filter(({ marker }) => !isApplication(marker) && marker !== MARKER.com);
  return {
    parts: [
      Uint8Array.of(0xff, 0xd8),
      ...segments.map(segmentBytes),
      ...kept.map(segmentBytes),
      encoded.subarray(header.scanStart),
    ],
    tooLong,
  };
}

/** Whether EXIF says the density already: camera files have no JFIF header, and need none. */
function stated({ exif }: MetadataSet): boolean {
  return exif !== undefined && densityOf({ exif, chunks: [] }) !== undefined;
}

/** A packet in one segment, and what does not fit into it in an extension's. Undefined if it cannot be divided so. */
function xmpSegments(xmp: Uint8Array, extension: Uint8Array | undefined): JpegSegment[] | undefined {
  const limit = MAX_PAYLOAD - XMP.length;
  const main = (packet: Uint8Array): JpegSegment => ({ marker: MARKER.app1, data: Buffer.concat([XMP, packet]) });
  if (xmp.length <= limit) return [main(xmp), ...(extension ? extensionSegments(extension) : [])];
  const text = Buffer.from(xmp).toString('utf8');
  const whole = extension ? joinedXmp(text, Buffer.from(extension).toString('utf8')) : text;
  const split = whole === undefined ? undefined : splitXmp(whole, limit);
  return split && [main(Buffer.from(split.packet)), ...(split.extension ? extensionSegments(split.extension) : [])];
}

/** A JFIF header's version, unit and density; a thumbnail in it would be of the unretouched picture. */
function withoutThumbnail(jfif: Uint8Array): Uint8Array {
  const out = Uint8Array.from(jfif.subarray(0, 14));
  out[12] = 0;
  out[13] = 0;
  return out.length === 14 ? out : jfif;
}

function split(data: Uint8Array, name: Uint8Array, marker: number): JpegSegment[] {
  const room = MAX_PAYLOAD - name.length;
  const out: JpegSegment[] = [];
  for (let at = 0; at < data.length; at += room) {
    out.push({ marker, data: Buffer.concat([name, data.subarray(at, at + room)]) });
  }
  return out;
}

function iccSegments(icc: Uint8Array): JpegSegment[] {
  const room = MAX_PAYLOAD - ICC.length - 2;
  const count = Math.ceil(icc.length / room);
  return Array.from({ length: count }, (_, i) => ({
    marker: MARKER.app2,
    data: Buffer.concat([ICC, Uint8Array.of(i + 1, count), icc.subarray(i * room, (i + 1) * room)]),
  }));
}

function extensionSegments(extended: Uint8Array): JpegSegment[] {
  const guid = ascii(extensionGuid(extended));
  const room = 65400;
  const out: JpegSegment[] = [];
  for (let at = 0; at < extended.length; at += room) {
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32BE(extended.length, 0);
    numbers.writeUInt32BE(at, 4);
    out.push({
      marker: MARKER.app1,
      data: Buffer.concat([EXTENDED_XMP, guid, numbers, extended.subarray(at, at + room)]),
    });
  }
  return out;
}
