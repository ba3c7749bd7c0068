import { readExactly, type ReadAt } from '../bytes.ts';
import { TAG, wordSize } from './tiff.ts';
import { TiffFile } from './tiff-file.ts';

/** A directory of TIFF fields, detached from any file. Values are little-endian. */
export interface Ifd {
  readonly fields: readonly Field[];
}

export interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Uint8Array;
  /** Present when the value is the offset of another directory. */
  readonly child?: Ifd;
}

const POINTERS: ReadonlySet<number> = new Set([TAG.exif, TAG.gps, TAG.interop]);
const MAX_VALUE = 64 * 1024 * 1024;

/**
 * Reads the first directory of a TIFF structure, classic or big, with the directories it points at; `wanted` says which of its own
 * fields to load. Throws a RangeError for anything that is no TIFF.
 */
export async function readFirstIfd(read: ReadAt, wanted: (tag: number) => boolean): Promise<Ifd> {
  const tiff = await TiffFile.open(read);
  if (tiff === undefined) throw new RangeError('no TIFF');
  return readIfd(read, tiff, tiff.header.first, wanted, 0);
}

async function readIfd(
  read: ReadAt,
  tiff: TiffFile,
  at: number,
  wanted: (tag: number) => boolean,
  depth: number,
): Promise<Ifd> {
  const directory = await tiff.directory(at);
  if (directory === undefined) throw new RangeError('no TIFF directory');
  const fields: Field[] = [];
  for (const entry of directory.entries) {
    const { tag, type, count, valueAt, size } = entry;
    if (!wanted(tag) || size === 0 || size > MAX_VALUE) continue;
    const raw = await readExactly(read, valueAt, size);
    // IPTC stands in LONGs that are none: its bytes keep their order.
    const value = tiff.header.little || tag === TAG.iptc ? Uint8Array.from(raw) : swapped(raw, wordSize(type));
    const pointer = POINTERS.has(tag) && count === 1 && size >= 4 && depth < 3;
    const childAt = pointer ? directory.view.number(entry) : undefined;
    if (childAt !== undefined) {
      const child = await readIfd(read, tiff, childAt, () => true, depth + 1);
      // Written with 32-bit offsets, whatever it was read from.
      fields.push({ tag, type: 4, count: 1, value, child });
    } else fields.push({ tag, type, count, value });
  }
  return { fields };
}

function swapped(raw: Uint8Array, word: number): Uint8Array {
  const out = Uint8Array.from(raw);
  if (word === 1) return out;
  for (let at = 0; at + word <= out.length; at += word) out.subarray(at, at + word).reverse();
  return out;
}

/**
 * Writes a directory, its values and the directories it points at as little-endian bytes that will lie at offset `at` of a file.
 * The directory itself comes first; `next` is the offset of the one after it.
 */
export function writeIfd(ifd: Ifd, at: number, next = 0): Uint8Array {
  const fields = [...ifd.fields].sort((a, b) => a.tag - b.tag);
  const table = Buffer.alloc(2 + fields.length * 12 + 4);
  table.writeUInt16LE(fields.length, 0);
  table.writeUInt32LE(next, table.length - 4);
  const tail: Uint8Array[] = [];
  let end = at + table.length;
  const place = (bytes: Uint8Array): number => {
    const here = end;
    const padded = bytes.length & 1 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes;
    tail.push(padded);
    end += padded.length;
    return here;
  };
  fields.forEach((field, i) => {
    const entry = 2 + i * 12;
    table.writeUInt16LE(field.tag, entry);
    table.writeUInt16LE(field.type, entry + 2);
    table.writeUInt32LE(field.count, entry + 4);
    if (field.child) table.writeUInt32LE(place(writeIfd(field.child, end)), entry + 8);
    else if (field.value.length <= 4) table.set(field.value, entry + 8);
    else table.writeUInt32LE(place(field.value), entry + 8);
  });
  return Buffer.concat([table, ...tail]);
}

/** A whole EXIF block around a directory, from the TIFF header on. */
export function exifBlockOf(ifd: Ifd): Uint8Array {
  return Buffer.concat([Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]), writeIfd(ifd, 8)]);
}
