/** A Huffman table of a baseline JPEG (ITU-T T.81, annex C), to read and to write with. */
export interface Huffman {
  /** By the length of a code: the largest code of that length, -1 if there is none. */
  readonly largest: Int32Array;
  /** By the length of a code: what to add to it for its symbol's place. */
  readonly offset: Int32Array;
  readonly symbols: Uint8Array;
  /** By symbol: its code and the code's length; length 0 if it has none. */
  readonly codes: Uint16Array;
  readonly lengths: Uint8Array;
}

const LONGEST = 16;
/** Differences between means have at most 11 bits in pictures of 8 bits. */
const MEAN_BITS = 11;

/**
 * Reads the tables of a DHT segment into `tables`: 0 to 3 for means, 16 to 19 for the rest.
 *
 * @param body the segment without marker and length
 * @returns whether they are well-formed
 */
export function readHuffman(body: Uint8Array, tables: Map<number, Huffman>): boolean {
  let at = 0;
  while (at < body.length) {
    const id = body[at]!;
    const counts = body.subarray(at + 1, at + 1 + LONGEST);
    const total = counts.reduce((sum, count) => sum + count, 0);
    at += 1 + LONGEST;
    if ((id & 0xec) !== 0 || counts.length < LONGEST || total > 256 || at + total > body.length) return false;
    const table = makeTable(counts, body.subarray(at, at + total));
    if (table === undefined) return false;
    tables.set(id, table);
    at += total;
  }
  return true;
}

function makeTable(counts: Uint8Array, symbols: Uint8Array): Huffman | undefined {
  const largest = new Int32Array(LONGEST + 1).fill(-1);
  const offset = new Int32Array(LONGEST + 1);
  const codes = new Uint16Array(256);
  const lengths = new Uint8Array(256);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= LONGEST; length++) {
    const count = counts[length - 1]!;
    offset[length] = place - code;
    for (let i = 0; i < count; i++) {
      const symbol = symbols[place++]!;
      codes[symbol] = code++;
      lengths[symbol] = length;
    }
    if (code > 1 << length) return undefined;
    if (count > 0) largest[length] = code - 1;
    code <<= 1;
  }
  return { largest, offset, symbols, codes, lengths };
}

/** Reads coded data bit by bit, stuffing removed. */
export class BitReader {
  /** In bits. */
  position = 0;
  readonly #data: Uint8Array;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** By how much a block's mean differs from the one before; undefined if that is not in the data. */
  mean(table: Huffman): number | undefined {
    const size = this.#symbol(table);
    if (size === undefined || size > MEAN_BITS) return undefined;
    if (size === 0) return 0;
    let bits = 0;
    for (let i = 0; i < size; i++) bits = (bits << 1) | this.#bit();
    return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
  }

  /** Skips what follows a block's mean. @returns false if the data do not hold it */
  skipDetail(table: Huffman): boolean {
    for (let place = 1; place < 64; place++) {
      const symbol = this.#symbol(table);
      if (symbol === undefined) return false;
      const size = symbol & 15;
      if (size === 0 && symbol !== 0xf0) return symbol === 0; // end of block
      place += symbol >> 4;
      if (place > 63) return false;
      this.position += size;
    }
    return this.position <= this.#data.length * 8;
  }

  #bit(): number {
    const byte = this.#data[this.position >> 3] ?? 0;
    return (byte >> (7 - (this.position++ & 7))) & 1;
  }

  #symbol({ largest, offset, symbols }: Huffman): number | undefined {
    let code = 0;
    for (let length = 1; length <= LONGEST; length++) {
      code = (code << 1) | this.#bit();
      if (code <= largest[length]!) {
        return this.position > this.#data.length * 8 ? undefined : symbols[code + offset[length]!];
      }
    }
    return undefined;
  }
}

/** Writes coded data, with stuffing. */
export class BitWriter {
  readonly #data: Uint8Array;
  #length = 0;
  #bits = 0;
  #count = 0;

  /** @param bytes enough for all that will be written, stuffing included */
  constructor(bytes: number) {
    this.#data = new Uint8Array(bytes);
  }

  /** Writes a difference between means. @returns false if the table has no code for it */
  mean(table: Huffman, difference: number): boolean {
    const size = 32 - Math.clz32(Math.abs(difference));
    const length = table.lengths[size]!;
    if (size > MEAN_BITS || length === 0) return false;
    this.#put(table.codes[size]!, length);
    this.#put(difference < 0 ? difference + (1 << size) - 1 : difference, size);
    return true;
  }

  /** Copies the bits of `data` from one place up to another. */
  copy(data: Uint8Array, from: number, to: number): void {
    let at = from;
    for (; at < to && (at & 7) !== 0; at++) this.#put((data[at >> 3]! >> (7 - (at & 7))) & 1, 1);
    for (; at + 8 <= to; at += 8) this.#put(data[at >> 3]!, 8);
    for (; at < to; at++) this.#put((data[at >> 3]! >> (7 - (at & 7))) & 1, 1);
  }

  /** Fills the last byte with ones, as the format asks for. */
  finish(): Uint8Array {
    if (this.#count > 0) this.#put(0xff >> this.#count, 8 - this.#count);
    return this.#data.subarray(0, this.#length);
  }

  #put(bits: number, count: number): void {
    this.#bits = (this.#bits << count) | bits;
    this.#count += count;
    while (this.#count >= 8) {
      this.#count -= 8;
      const byte = (this.#bits >> this.#count) & 255;
      this.#data[this.#length++] = byte;
      if (byte === 255) this.#data[this.#length++] = 0;
    }
    this.#bits &= (1 << this.#count) - 1;
  }
}
