import type { ReadAt } from '../../formats/bytes.ts';
import { TAG, TiffBytes, type TiffField } from '../../formats/tiff/tiff.ts';

/** EXIF 3.0 and TIFF 6.0 tags that say how a photo was taken. */
export const EXIF = {
  make: 271,
  model: 272,
  orientation: 274,
  xmp: 700,
  rating: 0x4746,
  exposureTime: 33434,
  fNumber: 33437,
  iso: 34855,
  exposureIndex: 0x8832,
  takenAt: 36867,
  digitizedAt: 36868,
  takenOffset: 36881,
  digitizedOffset: 36882,
  takenSubSeconds: 37521,
  digitizedSubSeconds: 37522,
  focalLength: 37386,
  lens: 42036,
} as const;

const WANTED: ReadonlySet<number> = new Set([...Object.values(EXIF), TAG.width, TAG.height]);
const DIRECTORY_BYTES = 65_536;
const MAX_TEXT = 400;

/** Values of the main directory and of the EXIF directory behind it. */
export interface ExifValues {
  readonly texts: ReadonlyMap<number, string>;
  readonly numbers: ReadonlyMap<number, number>;
  /** Where the XMP packet of a TIFF file lies. */
  readonly xmp: { readonly at: number; readonly length: number } | undefined;
}

/**
 * Reads wanted values out of TIFF data: an EXIF block, a TIFF file, a TIFF-based RAW file. Two directories and, for values that lie
 * apart, a few bytes each; whatever is missing is left out. Throws only what `read` throws.
 */
export async function readExifValues(read: ReadAt): Promise<ExifValues | undefined> {
  const header = TiffBytes.of(await read(0, 16), true);
  if (header === undefined) return undefined;
  const texts = new Map<number, string>();
  const numbers = new Map<number, number>();
  let xmp: ExifValues['xmp'];

  const take = (tag: number, tiff: TiffBytes, field: TiffField): boolean => {
    const text = tiff.text(field, MAX_TEXT);
    const number = field.type === 5 || field.type === 10 ? tiff.rational(field) : tiff.number(field);
    if (text !== undefined && !texts.has(tag)) texts.set(tag, text);
    if (number !== undefined && !numbers.has(tag)) numbers.set(tag, number);
    return text !== undefined || number !== undefined;
  };
  const visit = async (at: number): Promise<number | undefined> => {
    const tiff = header.through(await read(at, DIRECTORY_BYTES), at);
    const fields = tiff.directory(at)?.fields;
    for (const [tag, field] of fields ?? []) {
      if (tag === EXIF.xmp) xmp ??= { at: field.at, length: TiffBytes.bytesOf(field) };
      else if (WANTED.has(tag) && field.count > 0 && !take(tag, tiff, field))
        take(tag, header.through(await read(field.at, Math.min(MAX_TEXT, TiffBytes.bytesOf(field))), field.at), field);
    }
    return tiff.number(fields?.get(TAG.exif));
  };

  const exif = await visit(header.first);
  if (exif !== undefined && exif > 0 && exif !== header.first) await visit(exif);
  return { texts, numbers, xmp };
}
