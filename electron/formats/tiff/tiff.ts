/** One field of a TIFF directory. `at`: where its values lie, from the beginning of the TIFF data. */
export interface TiffField {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

export interface TiffDirectory {
  readonly fields: ReadonlyMap<number, TiffField>;
  /** Where the next directory lies; 0 if this is the last. */
  readonly next: number;
}

export const TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  make: 271,
  panasonicJpeg: 46,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  subDirectories: 330,
  sampleFormat: 339,
  stripBytes: 279,
  jpegOffset: 513,
  jpegBytes: 514,
  cfaPattern: 33422,
  exif: 34665,
  dngVersion: 50706,
} as const;

const TYPE_BYTES: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** What Olympus (`RO`, `RS`) and Panasonic write where TIFF has 42. */
const RAW_VERSIONS = new Set([0x4f52, 0x5352, 0x55]);

/** A directory has at most this many fields; more means that the bytes are no directory. */
const MAX_FIELDS = 4096;

/**
 * Reads the structure of TIFF data (TIFF 6.0 and BigTIFF; EXIF blocks too) out of bytes that may hold only a part of it.
 * Everything that lies outside them is `undefined`; nothing throws, nothing follows a loop by itself.
 */
export class TiffBytes {
  readonly little: boolean;
  readonly big: boolean;
  /** Where the first directory lies. */
  readonly first: number;
  readonly #view: DataView;
  readonly #base: number;

  private constructor(view: DataView, base: number, little: boolean, big: boolean, first?: number) {
    this.#view = view;
    this.#base = base;
    this.little = little;
    this.big = big;
    this.first = first ?? (big ? this.#long8(8) : this.#long(4)) ?? 0;
  }

  /**
   * Undefined if the bytes do not begin with a TIFF header.
   *
   * @param alsoRaw take the marks too that some cameras' RAW files have in the version's place
   */
  static of(bytes: Uint8Array, alsoRaw = false): TiffBytes | undefined {
    if (bytes.length < 8) return undefined;
    const mark = String.fromCharCode(bytes[0]!, bytes[1]!);
    if (mark !== 'II' && mark !== 'MM') return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const version = view.getUint16(2, mark === 'II');
    if (version !== 42 && version !== 43 && !(alsoRaw && RAW_VERSIONS.has(version))) return undefined;
    if (version === 43 && bytes.length < 16) return undefined;
    return new TiffBytes(view, 0, mark === 'II', version === 43);
  }

  /** The same TIFF data seen through other bytes, which begin at `base`. */
  through(bytes: Uint8Array, base: number): TiffBytes {
    return new TiffBytes(
      new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      base,
      this.little,
      this.big,
      this.first,
    );
  }

  directory(at: number): TiffDirectory | undefined {
    const count = this.big ? this.#long8(at) : this.#short(at);
    if (at <= 0 || count === undefined || count === 0 || count > MAX_FIELDS) return undefined;
    const start = at + (this.big ? 8 : 2);
    const entry = this.big ? 20 : 12;
    const fields = new Map<number, TiffField>();
    for (let i = 0; i < count; i++) {
      const place = start + i * entry;
      const tag = this.#short(place);
      const type = this.#short(place + 2);
      const values = this.big ? this.#long8(place + 4) : this.#long(place + 4);
      if (tag === undefined || type === undefined || values === undefined) return undefined;
      const inline = place + (this.big ? 12 : 8);
      const bytes = (TYPE_BYTES[type] ?? 1) * values;
      const valueAt = bytes <= (this.big ? 8 : 4) ? inline : this.big ? this.#long8(inline) : this.#long(inline);
      if (valueAt === undefined) return undefined;
      if (!fields.has(tag)) fields.set(tag, { type, count: values, at: valueAt });
    }
    const end = start + count * entry;
    return { fields, next: (this.big ? this.#long8(end) : this.#long(end)) ?? 0 };
  }

  /** A field's first whole number (BYTE, SHORT, LONG, IFD and their 64-bit kin). */
  number(field: TiffField | undefined): number | undefined {
    return field === undefined ? undefined : this.numbers(field, 1)[0];
  }

  /** A field's first whole numbers, as many of `limit` as there are. */
  numbers(field: TiffField, limit: number): number[] {
    const result: number[] = [];
    const size = TYPE_BYTES[field.type] ?? 1;
    for (let i = 0; i < Math.min(field.count, limit); i++) {
      const at = field.at + i * size;
      const value =
        size === 1 ? this.#byte(at) : size === 2 ? this.#short(at) : size === 4 ? this.#long(at) : this.#long8(at);
      if (value === undefined) break;
      result.push(value);
    }
    return result;
  }

  /** Bytes that a field's values take. */
  static bytesOf(field: TiffField): number {
    return (TYPE_BYTES[field.type] ?? 1) * field.count;
  }

  /** A field's text up to its first zero, as UTF-8; undefined if it is no text or not at hand. */
  text(field: TiffField, limit: number): string | undefined {
    // Some programs write text as bytes or as undefined.
    if (![1, 2, 7, 129].includes(field.type) || !this.#has(field.at, Math.min(field.count, limit))) return undefined;
    const codes = this.numbers({ ...field, type: 1 }, limit);
    const end = codes.indexOf(0);
    return new TextDecoder().decode(Uint8Array.from(end < 0 ? codes : codes.slice(0, end)));
  }

  /** A field's first RATIONAL or SRATIONAL; undefined if it is none or divides by zero. */
  rational(field: TiffField): number | undefined {
    if (field.type !== 5 && field.type !== 10) return undefined;
    const above = this.#long(field.at);
    const below = this.#long(field.at + 4);
    if (above === undefined || below === undefined || below === 0) return undefined;
    return field.type === 5 ? above / below : (above | 0) / (below | 0);
  }

  #has(at: number, length: number): boolean {
    const from = at - this.#base;
    return Number.isSafeInteger(at) && from >= 0 && from + length <= this.#view.byteLength;
  }

  #byte(at: number): number | undefined {
    return this.#has(at, 1) ? this.#view.getUint8(at - this.#base) : undefined;
  }

  #short(at: number): number | undefined {
    return this.#has(at, 2) ? this.#view.getUint16(at - this.#base, this.little) : undefined;
  }

  #long(at: number): number | undefined {
    return this.#has(at, 4) ? this.#view.getUint32(at - this.#base, this.little) : undefined;
  }

  #long8(at: number): number | undefined {
    if (!this.#has(at, 8)) return undefined;
    const value = this.#view.getBigUint64(at - this.#base, this.little);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
  }
}
