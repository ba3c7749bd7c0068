/** One entry of an image file directory (TIFF 6.0, section 2). Offsets count from the beginning of the TIFF data. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the entry itself lies. */
  readonly at: number;
  /** Where its values lie: in the entry, or elsewhere. */
  readonly valueAt: number;
  /** Bytes that its values take; 0 for a type that is not known. */
  readonly size: number;
}

/** A directory: its entries, and the offset of the next one (0: none). */
export interface TiffDirectory {
  readonly at: number;
  readonly entries: readonly TiffEntry[];
  readonly next: number;
}

export const TAG = {
  panasonicJpeg: 0x2e,
  newSubfileType: 0xfe,
  width: 0x100,
  height: 0x101,
  bitsPerSample: 0x102,
  compression: 0x103,
  photometric: 0x106,
  make: 0x10f,
  model: 0x110,
  stripOffsets: 0x111,
  orientation: 0x112,
  samplesPerPixel: 0x115,
  stripBytes: 0x117,
  tileOffsets: 0x144,
  tileBytes: 0x145,
  subDirectories: 0x14a,
  sampleFormat: 0x153,
  /** A JPEG of its own: in a second directory, the thumbnail. */
  jpegOffset: 0x201,
  jpegBytes: 0x202,
  rating: 0x4746,
  ratingPercent: 0x4749,
  cfaPattern: 0x828e,
  iptc: 0x83bb,
  exif: 0x8769,
  icc: 0x8773,
  gps: 0x8825,
  makerNote: 0x927c,
  colourSpace: 0xa001,
  pixelX: 0xa002,
  pixelY: 0xa003,
  interop: 0xa005,
  dngVersion: 0xc612,
} as const;

/** Bytes of one value by type (BigTIFF's 16 to 18 and EXIF 3.0's UTF-8 among them), and of the words it is made of. */
const TYPES: Readonly<Record<number, readonly [size: number, word: number]>> = {
  1: [1, 1],
  2: [1, 1],
  3: [2, 2],
  4: [4, 4],
  5: [8, 4],
  6: [1, 1],
  7: [1, 1],
  8: [2, 2],
  9: [4, 4],
  10: [8, 4],
  11: [4, 4],
  12: [8, 8],
  13: [4, 4],
  16: [8, 8],
  17: [8, 8],
  18: [8, 8],
  129: [1, 1],
};
/** ASCII, and what some programs write text as: bytes, undefined, UTF-8. */
const TEXT_TYPES = [1, 2, 7, 129];

/** Bytes of one value of a type; 0 for one that is not known. */
export function typeSize(type: number): number {
  return TYPES[type]?.[0] ?? 0;
}

/** Bytes of the words that a value is made of, for exchanging their order. */
export function wordSize(type: number): number {
  return TYPES[type]?.[1] ?? 1;
}

/** What Olympus (`RO`, `RS`) and Panasonic write where TIFF has 42. */
const RAW_VERSIONS = new Set([0x4f52, 0x5352, 0x55]);
/** More entries than any camera writes: the bytes are no directory. */
const MAX_ENTRIES = 4096;

interface Layout {
  readonly little: boolean;
  /** BigTIFF: 64-bit offsets. */
  readonly big: boolean;
  readonly first: number;
}

/**
 * Reads the structure of TIFF data (TIFF 6.0 and BigTIFF; EXIF blocks too) out of all of its bytes, or of a part seen
 * {@link through}. Structure beyond the bytes throws a RangeError; values beyond them are undefined. Nothing follows a loop by itself.
 */
export class TiffView implements Layout {
  readonly bytes: Uint8Array;
  readonly little: boolean;
  readonly big: boolean;
  /** Where the first directory lies. */
  readonly first: number;
  protected readonly view: DataView;
  readonly #base: number;

  /**
   * Throws a RangeError if the bytes do not begin with a TIFF header.
   *
   * @param alsoRaw take the marks too that some cameras' RAW files have in the version's place
   */
  constructor(bytes: Uint8Array, alsoRaw = false, through?: { readonly base: number; readonly layout: Layout }) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#base = through?.base ?? 0;
    if (through) {
      ({ little: this.little, big: this.big, first: this.first } = through.layout);
      return;
    }
    const order = this.view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) throw new RangeError('no TIFF byte order');
    this.little = order === 0x4949;
    const version = this.u16(2);
    if (version !== 42 && version !== 43 && !(alsoRaw && RAW_VERSIONS.has(version))) throw new RangeError('no TIFF');
    this.big = version === 43;
    this.first = this.big ? this.u64(8) : this.u32(4);
  }

  /** The same TIFF data seen through other bytes, which begin at `base`. */
  through(bytes: Uint8Array, base: number): TiffView {
    return new TiffView(bytes, false, { base, layout: this });
  }

  u16(at: number): number {
    return this.view.getUint16(at - this.#base, this.little);
  }

  u32(at: number): number {
    return this.view.getUint32(at - this.#base, this.little);
  }

  /** Throws a RangeError, too, for a number that no file reaches. */
  u64(at: number): number {
    const value = Number(this.view.getBigUint64(at - this.#base, this.little));
    if (!Number.isSafeInteger(value)) throw new RangeError('no TIFF');
    return value;
  }

  /** Whether these bytes of the TIFF data are at hand. */
  has(at: number, length: number): boolean {
    return at >= this.#base && at - this.#base + length <= this.bytes.length;
  }

  /** Bytes of a directory with its count and the pointer behind it. */
  directoryBytes(at: number): number {
    const count = this.big ? this.u64(at) : this.u16(at);
    if (count > MAX_ENTRIES) throw new RangeError('no TIFF directory');
    return this.big ? 16 + count * 20 : 6 + count * 12;
  }

  directory(at: number): TiffDirectory {
    const { big } = this;
    const end = at + this.directoryBytes(at) - (big ? 8 : 4);
    const entries: TiffEntry[] = [];
    for (let entry = at + (big ? 8 : 2); entry < end; entry += big ? 20 : 12) {
      const type = this.u16(entry + 2);
      const count = this.#offset(entry + 4);
      const size = typeSize(type) * count;
      const inline = entry + (big ? 12 : 8);
      const valueAt = size <= (big ? 8 : 4) ? inline : this.#offset(inline);
      entries.push({ tag: this.u16(entry), type, count, at: entry, valueAt, size });
    }
    // A cut directory is whole but for its pointer, which then points nowhere.
    return { at, entries, next: this.has(end, big ? 8 : 4) ? this.#offset(end) : 0 };
  }

  #offset(at: number): number {
    return this.big ? this.u64(at) : this.u32(at);
  }

  /** An entry's first whole number (BYTE, SHORT, LONG, IFD and their 64-bit kin). */
  number(entry: TiffEntry | undefined): number | undefined {
    return entry && this.numbers(entry, 1)[0];
  }

  /** An entry's first whole numbers, as many of `limit` as there are. */
  numbers({ type, count, valueAt }: TiffEntry, limit: number): number[] {
    const result: number[] = [];
    const size = typeSize(type);
    for (let i = 0; i < Math.min(count, limit); i++) {
      const at = valueAt + i * size;
      if (size === 0 || !this.has(at, size)) break;
      const value =
        size === 1
          ? this.view.getUint8(at - this.#base)
          : size === 2
            ? this.u16(at)
            : size === 4
              ? this.u32(at)
              : Number(this.view.getBigUint64(at - this.#base, this.little));
      if (!Number.isSafeInteger(value)) break;
      result.push(value);
    }
    return result;
  }

  /** An entry's text up to its first zero, as UTF-8; undefined if it is no text or not at hand. */
  text({ type, count, valueAt }: TiffEntry, limit: number): string | undefined {
    const length = Math.min(count, limit);
    if (!TEXT_TYPES.includes(type) || !this.has(valueAt, length)) return undefined;
    const at = valueAt - this.#base;
    const bytes = this.bytes.subarray(at, at + length);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** An entry's first RATIONAL or SRATIONAL; undefined if it is none or divides by zero. */
  rational({ type, valueAt }: TiffEntry): number | undefined {
    if ((type !== 5 && type !== 10) || !this.has(valueAt, 8)) return undefined;
    const [above, below] = [this.u32(valueAt), this.u32(valueAt + 4)];
    if (below === 0) return undefined;
    return type === 5 ? above / below : (above | 0) / (below | 0);
  }
}

/** The entry with a tag. */
export function find(directory: TiffDirectory, tag: number): TiffEntry | undefined {
  return directory.entries.find((entry) => entry.tag === tag);
}
