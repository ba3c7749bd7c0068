import type { ReadAt } from '../../formats/bytes.ts';
import { TAG, type TiffEntry, type TiffView } from '../../formats/tiff/tiff.ts';
import { TiffFile } from '../../formats/tiff/tiff-file.ts';

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
  const tiff = await TiffFile.open(read, true);
  if (tiff === undefined) return undefined;
  const texts = new Map<number, string>();
  const numbers = new Map<number, number>();
  let xmp: ExifValues['xmp'];

  const take = (view: TiffView, entry: TiffEntry): void => {
    const { tag, type } = entry;
    const text = view.text(entry, MAX_TEXT);
    const number = type === 5 || type === 10 ? view.rational(entry) : view.number(entry);
    if (text !== undefined && !texts.has(tag)) texts.set(tag, text);
    if (number !== undefined && !numbers.has(tag)) numbers.set(tag, number);
  };
  const visit = async (at: number): Promise<number | undefined> => {
    const directory = await tiff.directory(at);
    if (directory === undefined) return undefined;
    for (const entry of directory.entries) {
      if (entry.tag === EXIF.xmp) xmp ??= { at: entry.valueAt, length: entry.size };
      else if (WANTED.has(entry.tag) && entry.size > 0) take(await tiff.holding(directory, entry, MAX_TEXT), entry);
    }
    return tiff.number(directory, TAG.exif);
  };

  const { first } = tiff.header;
  const exif = await visit(first);
  if (exif !== undefined && exif !== first) await visit(exif);
  return { texts, numbers, xmp };
}
