import { readOriginal } from '../../base/open-original.ts';
import { sharp } from '../sharp.ts';
import type { SharpOptions } from '../sharp.ts';
import type { ReadAt } from '../../formats/bytes.ts';
import { labToSrgb } from './lab.ts';
import { MAX_PIXELS } from '../../formats/limits.ts';
import { isOrientation, type Orientation } from '../../formats/orientation.ts';
import { find, TAG, TiffView, type TiffDirectory } from '../../formats/tiff/tiff.ts';
import { TiffFile } from '../../formats/tiff/tiff-file.ts';

const OPTIONS: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error', ignoreIcc: true };
const SHORT = 3;

/** Size and orientation of a TIFF's first page, for the kinds whose header libvips does not accept. */
export async function readTiffSize(
  read: ReadAt,
): Promise<{ readonly width: number; readonly height: number; readonly orientation: Orientation } | undefined> {
  const tiff = await TiffFile.open(read);
  const first = await tiff?.first();
  if (tiff === undefined || first === undefined) return undefined;
  const width = await tiff.number(first, TAG.width);
  const height = await tiff.number(first, TAG.height);
  const orientation = await tiff.number(first, TAG.orientation);
  if (width === undefined || height === undefined) return undefined;
  return { width, height, orientation: isOrientation(orientation) ? orientation : 1 };
}

/**
 * Decodes the TIFF kinds that libvips refuses or misreads to 8-bit sRGB, stored orientation: CIELab, 32-bit whole
 * numbers, and files without PhotometricInterpretation (32-bit floating-point scans; values outside 0 to 1 are stretched so
 * that the least is black and the greatest white).
 *
 * @throws what libvips throws for damaged pixels
 */
export async function decodeOddTiff(path: string, oddity: 'lab' | 'untyped' | 'uint32'): Promise<Buffer> {
  switch (oddity) {
    case 'uint32':
      return sharp(path, OPTIONS)
        .removeAlpha()
        .linear(255 / 0xffff_ffff, 0)
        .toColourspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer();
    case 'lab': {
      const file = withPhotometric(await readOriginal(path), 2);
      const { data, info } = await sharp(file, OPTIONS).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
      if (info.channels < 3) throw new Error('a Lab picture with fewer than three channels');
      return labToSrgb(data, info.channels);
    }
    case 'untyped':
      return decodeUntyped(await readOriginal(path));
  }
}

async function decodeUntyped(file: Buffer): Promise<Buffer> {
  const samples = firstNumber(file, TAG.samplesPerPixel) ?? 1;
  const typed = sharp(withPhotometric(file, samples >= 3 ? 2 : 1), OPTIONS);
  if (firstNumber(file, TAG.sampleFormat) !== 3)
    return typed.removeAlpha().toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer();
  const { data, info } = await typed.raw({ depth: 'float' }).toBuffer({ resolveWithObject: true });
  const values = new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  let least = 0;
  let greatest = 1;
  for (const value of values) {
    if (value < least) least = value;
    else if (value > greatest) greatest = value;
  }
  const colours = Math.min(info.channels, 3);
  const out = Buffer.allocUnsafe(info.width * info.height * 3);
  for (let i = 0, from = 0; i < out.length; i += 3, from += info.channels) {
    for (let c = 0; c < 3; c++) {
      const value = values[from + Math.min(c, colours - 1)]!;
      out[i + c] = Math.round(((value - least) / (greatest - least)) * 255);
    }
  }
  return out;
}

function directoryOf(file: Buffer): { readonly tiff: TiffView; readonly directory: TiffDirectory } {
  const tiff = new TiffView(file);
  if (tiff.big) throw new Error('the TIFF directory cannot be read');
  return { tiff, directory: tiff.directory(tiff.first) };
}

function firstNumber(file: Buffer, tag: number): number | undefined {
  const { tiff, directory } = directoryOf(file);
  return tiff.number(find(directory, tag));
}

/** A copy of the file whose first page has the given PhotometricInterpretation; the field is added if it is missing. */
function withPhotometric(file: Buffer, value: number): Buffer {
  const { tiff, directory } = directoryOf(file);
  const put16 = (into: Buffer, n: number, at: number): unknown =>
    tiff.little ? into.writeUInt16LE(n, at) : into.writeUInt16BE(n, at);
  const put32 = (into: Buffer, n: number, at: number): unknown =>
    tiff.little ? into.writeUInt32LE(n, at) : into.writeUInt32BE(n, at);
  const field = find(directory, TAG.photometric);
  if (field !== undefined) {
    const copy = Buffer.from(file);
    put16(copy, value, field.valueAt);
    return copy;
  }
  const entries = directory.entries.map(({ tag, at }) => ({ tag, bytes: file.subarray(at, at + 12) }));
  const added = Buffer.alloc(12);
  put16(added, TAG.photometric, 0);
  put16(added, SHORT, 2);
  put32(added, 1, 4);
  put16(added, value, 8);
  entries.push({ tag: TAG.photometric, bytes: added });
  entries.sort((a, b) => a.tag - b.tag);
  const padding = Buffer.alloc(file.length % 2);
  const head = Buffer.alloc(2);
  put16(head, entries.length, 0);
  const copy = Buffer.concat([file, padding, head, ...entries.map((e) => e.bytes), Buffer.alloc(4)]);
  put32(copy, file.length + padding.length, 4);
  return copy;
}
