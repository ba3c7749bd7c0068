/** Builds little-endian TIFF structures: directories of fields, with what they point at behind them. */

export type Value =
  | { readonly type: 'short' | 'long'; readonly values: readonly number[] }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'rationals'; readonly values: readonly (readonly [number, number])[] }
  /** A LONG that says where the bytes lie. */
  | { readonly type: 'offset'; readonly bytes: Uint8Array }
  /** LONGs that say where further directories lie. */
  | { readonly type: 'directories'; readonly directories: readonly Directory[] };

export type Directory = ReadonlyMap<number, Value> | readonly (readonly [tag: number, value: Value])[];

export const short = (...values: readonly number[]): Value => ({ type: 'short', values });
export const long = (...values: readonly number[]): Value => ({ type: 'long', values });
export const text = (value: string): Value => ({ type: 'text', text: value });
export const rational = (...values: readonly (readonly [number, number])[]): Value => ({ type: 'rationals', values });
export const at = (bytes: Uint8Array): Value => ({ type: 'offset', bytes });
export const directories = (...list: readonly Directory[]): Value => ({ type: 'directories', directories: list });

/** A whole file: header, the chain of directories, and all that they refer to. `magic` stands in for `II*\0`. */
export function tiff(chain: readonly Directory[], magic = 'II*\0'): Buffer {
  const out: Buffer[] = [Buffer.from(magic, 'latin1'), Buffer.alloc(4)];
  let end = 8;
  const put = (bytes: Buffer): number => {
    const place = end;
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
    out.push(padded);
    end += padded.length;
    return place;
  };
  const link = { buffer: out[1]!, at: 0 };
  for (const directory of chain) {
    const block = writeDirectory(directory, put);
    link.buffer.writeUInt32LE(put(block), link.at);
    link.buffer = block;
    link.at = block.length - 4;
  }
  return Buffer.concat(out);
}

function writeDirectory(directory: Directory, put: (bytes: Buffer) => number): Buffer {
  const fields = [...directory].sort(([a], [b]) => a - b);
  const block = Buffer.alloc(2 + fields.length * 12 + 4);
  block.writeUInt16LE(fields.length);
  fields.forEach(([tag, value], i) => {
    const { type, count, data } = encode(value, put);
    const place = 2 + i * 12;
    block.writeUInt16LE(tag, place);
    block.writeUInt16LE(type, place + 2);
    block.writeUInt32LE(count, place + 4);
    if (data.length <= 4) data.copy(block, place + 8);
    else block.writeUInt32LE(put(data), place + 8);
  });
  return block;
}

function encode(value: Value, put: (bytes: Buffer) => number): { type: number; count: number; data: Buffer } {
  const longs = (values: readonly number[]): Buffer => {
    const data = Buffer.alloc(values.length * 4);
    values.forEach((each, i) => data.writeUInt32LE(each, i * 4));
    return data;
  };
  switch (value.type) {
    case 'short': {
      const data = Buffer.alloc(value.values.length * 2);
      value.values.forEach((each, i) => data.writeUInt16LE(each, i * 2));
      return { type: 3, count: value.values.length, data };
    }
    case 'long':
      return { type: 4, count: value.values.length, data: longs(value.values) };
    case 'text': {
      const data = Buffer.from(`${value.text}\0`);
      return { type: 2, count: data.length, data };
    }
    case 'bytes':
      return { type: 7, count: value.bytes.length, data: Buffer.from(value.bytes) };
    case 'rationals':
      return { type: 5, count: value.values.length, data: longs(value.values.flat()) };
    case 'offset':
      return { type: 4, count: 1, data: longs([put(Buffer.from(value.bytes))]) };
    case 'directories': {
      const places = value.directories.map((each) => put(writeDirectory(each, put)));
      return { type: 4, count: places.length, data: longs(places) };
    }
  }
}
