import type { Density, MetadataSet } from '../metadata-set.ts';
import { ifWhole } from '../../formats/cursor.ts';
import { find, TiffView } from '../../formats/tiff/tiff.ts';

const CM_PER_INCH = 2.54;
const METRES_PER_INCH = 0.0254;

/** The density that a file states, wherever its format keeps it. Undefined where it states none or only a ratio. */
export function densityOf(set: Pick<MetadataSet, 'jfif' | 'chunks' | 'exif' | 'density'>): Density | undefined {
  return (
    set.density ??
    fromJfif(set.jfif) ??
    fromPhys(set.chunks.find(({ type }) => type === 'pHYs')?.data) ??
    fromExif(set.exif)
  );
}

/** JFIF 1.02: behind name and version the unit (1 inch, 2 cm) and two densities. */
function fromJfif(jfif: Uint8Array | undefined): Density | undefined {
  if (!jfif || jfif.length < 12) return undefined;
  const view = new DataView(jfif.buffer, jfif.byteOffset, jfif.byteLength);
  const factor = { 1: 1, 2: CM_PER_INCH }[view.getUint8(7)];
  return factor === undefined ? undefined : sensible(view.getUint16(8) * factor, view.getUint16(10) * factor);
}

/** PNG, 11.3.5.3: pixels per metre if the unit is 1. */
function fromPhys(data: Uint8Array | undefined): Density | undefined {
  if (data?.length !== 9 || data[8] !== 1) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return sensible(view.getUint32(0) * METRES_PER_INCH, view.getUint32(4) * METRES_PER_INCH);
}

/** BITMAPINFOHEADER and later: pixels per metre at bytes 24 and 28 of the header, which follows 14 bytes of the file's. */
export function bmpDensity(head: Uint8Array): Density | undefined {
  if (head.length < 46) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(14, true) < 40) return undefined;
  return sensible(view.getInt32(38, true) * METRES_PER_INCH, view.getInt32(42, true) * METRES_PER_INCH);
}

/** TIFF 6.0, section 8: ResolutionUnit is inch (2, the default) or centimetre (3). */
function fromExif(exif: Uint8Array | undefined): Density | undefined {
  if (!exif) return undefined;
  return ifWhole(() => {
    const view = new TiffView(exif);
    const first = view.directory(view.first);
    const ratio = (tag: number): number => {
      const entry = find(first, tag);
      return (entry?.count === 1 && entry.type === 5 ? view.rational(entry) : undefined) ?? NaN;
    };
    const factor = { 2: 1, 3: CM_PER_INCH }[view.number(find(first, 0x0128)) ?? 2];
    return factor === undefined ? undefined : sensible(ratio(0x011a) * factor, ratio(0x011b) * factor);
  });
}

function sensible(x: number, y: number): Density | undefined {
  const round = (value: number): number => Math.round(value * 100) / 100;
  return x >= 1 && y >= 1 && x < 65535 && y < 65535 ? { x: round(x), y: round(y) } : undefined;
}

/** A JFIF header (version 1.02, no thumbnail) that states a density. */
export function jfifOf({ x, y }: Density): Uint8Array {
  const out = Buffer.alloc(14);
  out.write('JFIF\0', 'latin1');
  out.set([1, 2, 1], 5);
  out.writeUInt16BE(Math.round(x), 8);
  out.writeUInt16BE(Math.round(y), 10);
  return out;
}

/** The data of a PNG's pHYs chunk. */
export function physOf({ x, y }: Density): Uint8Array {
  const out = Buffer.alloc(9);
  out.writeUInt32BE(Math.round(x / METRES_PER_INCH), 0);
  out.writeUInt32BE(Math.round(y / METRES_PER_INCH), 4);
  out[8] = 1;
  return out;
}
