import type { FileReader } from '../file-reader.ts';
import { TYPE_SIZES } from './tiff-view.ts';

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
/** With BigTIFF's types, 16 to 18 (LONG8, SLONG8, IFD8). */
const ALL_SIZES = [...TYPE_SIZES, 0, 0, 8, 8, 8];
/** What one number of a type is made of, for exchanging byte order. */
const WORD_SIZES = [0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4, 0, 0, 8, 8, 8];
const IPTC = 0x83bb;
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

/** How a TIFF writes numbers and lays out directories: classic with 32-bit offsets, big with 64-bit ones. */
interface Dialect {
  readonly little: boolean;
  readonly big: boolean;
}

/**
 * Reads the first directory of a TIFF structure, classic or big, with the directories it points at; `wanted` says which of its own
 * fields to load. Throws a RangeError for anything that is no TIFF.
 */
export async function readFirstIfd(source: ByteSource, wanted: (tag: number) => boolean): Promise<Ifd> {
  const head = await source.exactly(0, 8);
  const little = head[0] === 0x49 && head[1] === 0x49;
  if (!little && !(head[0] === 0x4d && head[1] === 0x4d)) throw new RangeError('no TIFF');
  const magic = number(head, 2, 2, little);
  if (magic !== 42 && magic !== 43) throw new RangeError('no TIFF');
  const big = magic === 43;
  const first = big ? number(await source.exactly(8, 8), 0, 8, little) : number(head, 4, 4, little);
  return readIfd(source, { little, big }, first, wanted, 0);
}

async function readIfd(
  source: ByteSource,
  dialect: Dialect,
  at: number,
  wanted: (tag: number) => boolean,
  depth: number,
): Promise<Ifd> {
  const { little, big } = dialect;
  const [countSize, entrySize, offsetSize] = big ? [8, 20, 8] : [2, 12, 4];
  const count = number(await source.exactly(at, countSize), 0, countSize, little);
  if (count > MAX_FIELDS) throw new RangeError('no TIFF directory');
  const table = await source.exactly(at + countSize, count * entrySize);
  const fields: Field[] = [];
  for (let i = 0; i < count * entrySize; i += entrySize) {
    const id = number(table, i, 2, little);
    const type = number(table, i + 2, 2, little);
    const values = number(table, i + 4, offsetSize, little);
    const size = (ALL_SIZES[type] ?? 0) * values;
    if (!wanted(id) || size === 0 || size > MAX_VALUE) continue;
    const own = i + 4 + offsetSize;
    const raw =
      size <= offsetSize
        ? table.subarray(own, own + size)
        : await source.exactly(number(table, own, offsetSize, little), size);
    // IPTC stands in LONGs that are none: its bytes keep their order.
    const value = little || id === IPTC ? Uint8Array.from(raw) : swapped(raw, WORD_SIZES[type]!);
    if (POINTERS.has(id) && values === 1 && size >= 4 && depth < 3) {
      const child = await readIfd(source, dialect, number(table, own, size, little), () => true, depth + 1);
      // Written with 32-bit offsets, whatever it was read from.
      fields.push({ tag: id, type: 4, count: 1, value, child });
    } else fields.push({ tag: id, type, count: values, value });
  }
  return { fields };
}

/** An unsigned number of up to 8 bytes. Throws a RangeError for one beyond what a file can hold. */
function number(bytes: Uint8Array, at: number, length: number, little: boolean): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + bytes[at + (little ? length - 1 - i : i)]!;
  if (!Number.isSafeInteger(value)) throw new RangeError('no TIFF');
  return value;
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
