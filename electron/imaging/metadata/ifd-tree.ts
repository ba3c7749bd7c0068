import type { FileReader } from './file-reader.ts';

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

/** Tags that point at directories: EXIF, GPS, interoperability. */
const POINTERS = new Set([0x8769, 0x8825, 0xa005]);
const TYPE_SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** What one number of a type is made of, for exchanging byte order. */
const WORD_SIZES = [0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4];
const MAX_FIELDS = 1000;
const MAX_VALUE = 64 * 1024 * 1024;

/** Anything bytes can be read from by offset: an open file or a block in memory. */
export type ByteSource = Pick<FileReader, 'exactly'>;

/** A block in memory as a source. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    exactly: (offset, length) =>
      offset + length <= bytes.length
        ? Promise.resolve(bytes.subarray(offset, offset + length))
        : Promise.reject(new RangeError('the block ends too early')),
  };
}

/**
 * Reads the first directory of a classic TIFF structure with the directories it points at; `wanted` says which of its own
 * fields to load. Undefined for BigTIFF. Throws a RangeError for anything that is no TIFF.
 */
export async function readFirstIfd(source: ByteSource, wanted: (tag: number) => boolean): Promise<Ifd | undefined> {
  const head = Buffer.from(await source.exactly(0, 8));
  const little = head.readUInt16LE(0) === 0x4949;
  if (!little && head.readUInt16LE(0) !== 0x4d4d) throw new RangeError('no TIFF');
  const magic = little ? head.readUInt16LE(2) : head.readUInt16BE(2);
  if (magic === 43) return undefined;
  if (magic !== 42) throw new RangeError('no TIFF');
  return readIfd(source, little, little ? head.readUInt32LE(4) : head.readUInt32BE(4), wanted, 0);
}

async function readIfd(
  source: ByteSource,
  little: boolean,
  at: number,
  wanted: (tag: number) => boolean,
  depth: number,
): Promise<Ifd> {
  const u16 = (b: Uint8Array, i: number): number => (little ? b[i]! | (b[i + 1]! << 8) : (b[i]! << 8) | b[i + 1]!);
  const u32 = (b: Uint8Array, i: number): number =>
    little ? u16(b, i) + u16(b, i + 2) * 65536 : u16(b, i) * 65536 + u16(b, i + 2);
  const count = u16(await source.exactly(at, 2), 0);
  if (count > MAX_FIELDS) throw new RangeError('no TIFF directory');
  const table = await source.exactly(at + 2, count * 12);
  const fields: Field[] = [];
  for (let i = 0; i < count * 12; i += 12) {
    const id = u16(table, i);
    const type = u16(table, i + 2);
    const values = u32(table, i + 4);
    const size = (TYPE_SIZES[type] ?? 0) * values;
    if (!wanted(id) || size === 0 || size > MAX_VALUE) continue;
    const raw = size <= 4 ? table.subarray(i + 8, i + 8 + size) : await source.exactly(u32(table, i + 8), size);
    const value = little ? Uint8Array.from(raw) : swapped(raw, WORD_SIZES[type]!);
    if (POINTERS.has(id) && size === 4 && depth < 3) {
      const child = await readIfd(source, little, u32(table, i + 8), () => true, depth + 1);
      fields.push({ tag: id, type, count: values, value, child });
    } else fields.push({ tag: id, type, count: values, value });
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
