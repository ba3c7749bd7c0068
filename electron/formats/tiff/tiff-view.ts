/** One entry of an image file directory (TIFF 6.0, section 2). */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the 12 bytes of the entry lie. */
  readonly at: number;
  /** Where its value lies: in the entry itself, or elsewhere. */
  readonly valueAt: number;
  readonly size: number;
}

/** A directory: its entries, and the offset of the next one (0: none). */
export interface TiffDirectory {
  readonly at: number;
  readonly entries: readonly TiffEntry[];
  readonly next: number;
}

/** Bytes per value by field type, 0 for unknown types. */
export const TYPE_SIZES: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** More entries than any camera writes: the bytes are no directory. */
const MAX_ENTRIES = 1000;

export const tag = {
  imageWidth: 0x100,
  imageLength: 0x101,
  compression: 0x103,
  make: 0x10f,
  model: 0x110,
  orientation: 0x112,
  thumbnailAt: 0x201,
  thumbnailLength: 0x202,
  rating: 0x4746,
  ratingPercent: 0x4749,
  exif: 0x8769,
  gps: 0x8825,
  interop: 0xa005,
  pixelX: 0xa002,
  pixelY: 0xa003,
  colourSpace: 0xa001,
  makerNote: 0x927c,
} as const;

/** Reads and writes the structure that TIFF files and EXIF blocks share. Every read outside the bytes throws a RangeError. */
export class TiffView {
  readonly bytes: Uint8Array;
  readonly little: boolean;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const order = this.#view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) throw new RangeError('no TIFF byte order');
    this.little = order === 0x4949;
    if (this.u16(2) !== 42) throw new RangeError('no TIFF');
  }

  u16(at: number): number {
    return this.#view.getUint16(at, this.little);
  }

  u32(at: number): number {
    return this.#view.getUint32(at, this.little);
  }

  setU16(at: number, value: number): void {
    this.#view.setUint16(at, value, this.little);
  }

  setU32(at: number, value: number): void {
    this.#view.setUint32(at, value, this.little);
  }

  /** The directory at an offset. Entries whose values lie outside the bytes are left out. */
  directory(at: number): TiffDirectory {
    const count = this.u16(at);
    if (count > MAX_ENTRIES) throw new RangeError('no TIFF directory');
    const entries: TiffEntry[] = [];
    for (let i = 0; i < count; i++) {
      const entry = this.#entry(at + 2 + i * 12);
      if (entry.valueAt + entry.size <= this.bytes.length) entries.push(entry);
    }
    const end = at + 2 + count * 12;
    return { at, entries, next: end + 4 <= this.bytes.length ? this.u32(end) : 0 };
  }

  #entry(at: number): TiffEntry {
    const type = this.u16(at + 2);
    const count = this.u32(at + 4);
    const size = (TYPE_SIZES[type] ?? 0) * count;
    return { tag: this.u16(at), type, count, at, valueAt: size <= 4 ? at + 8 : this.u32(at + 8), size };
  }

  first(): TiffDirectory {
    return this.directory(this.u32(4));
  }

  /** The directory an entry of `parent` points at; undefined if there is none or it lies outside. */
  child(parent: TiffDirectory, pointer: number): TiffDirectory | undefined {
    const entry = find(parent, pointer);
    if (!entry || entry.size !== 4) return undefined;
    const at = this.u32(entry.valueAt);
    return at >= 8 && at + 2 <= this.bytes.length ? this.directory(at) : undefined;
  }

  /** The first value of a SHORT or LONG entry. */
  uint(entry: TiffEntry | undefined): number | undefined {
    if (!entry || entry.count < 1) return undefined;
    if (entry.type === 3) return this.u16(entry.valueAt);
    return entry.type === 4 ? this.u32(entry.valueAt) : undefined;
  }

  /** Writes the value of a single SHORT or LONG entry. */
  setUint(entry: TiffEntry | undefined, value: number): void {
    if (entry?.type === 3) this.setU16(entry.valueAt, Math.min(65535, value));
    else if (entry?.type === 4) this.setU32(entry.valueAt, value);
  }

  /** Takes an entry out of its directory and zeroes its value, so that nothing of it can be read from the file. */
  remove(directoryAt: number, wanted: number): void {
    const directory = this.directory(directoryAt);
    const entry = find(directory, wanted);
    if (!entry) return;
    this.bytes.fill(0, entry.valueAt, entry.valueAt + entry.size);
    const count = this.u16(directoryAt);
    const end = directoryAt + 2 + count * 12;
    // The entries behind it and the pointer to the next directory move up; the last 12 bytes become unused.
    this.bytes.copyWithin(entry.at, entry.at + 12, end + 4);
    this.bytes.fill(0, end - 8, end + 4);
    this.setU16(directoryAt, count - 1);
  }

  /** Zeroes a whole directory with its values. */
  erase(directory: TiffDirectory): void {
    for (const entry of directory.entries) {
      this.bytes.fill(0, entry.valueAt, entry.valueAt + entry.size);
      this.bytes.fill(0, entry.at, entry.at + 12);
    }
    this.bytes.fill(0, directory.at, directory.at + 2 + this.u16(directory.at) * 12 + 4);
  }
}

/** The entry with a tag. */
export function find(directory: TiffDirectory, wanted: number): TiffEntry | undefined {
  return directory.entries.find((entry) => entry.tag === wanted);
}
