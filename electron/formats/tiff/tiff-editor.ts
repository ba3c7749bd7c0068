import { find, TiffView, type TiffDirectory, type TiffEntry } from './tiff.ts';

/** Changes an EXIF block that is at hand as a whole, in place. Every access outside the bytes throws a RangeError. */
export class TiffEditor extends TiffView {
  /** Throws a RangeError if the bytes do not begin with a TIFF header of 32-bit offsets, which EXIF demands. */
  constructor(bytes: Uint8Array) {
    super(bytes);
    if (this.big) throw new RangeError('no EXIF');
  }

  setU16(at: number, value: number): void {
    this.view.setUint16(at, value, this.little);
  }

  setU32(at: number, value: number): void {
    this.view.setUint32(at, value, this.little);
  }

  /** As of every TIFF; entries whose values lie outside the bytes are left out. */
  override directory(at: number): TiffDirectory {
    const { entries, next } = super.directory(at);
    return { at, entries: entries.filter(({ valueAt, size }) => this.has(valueAt, size)), next };
  }

  root(): TiffDirectory {
    return this.directory(this.first);
  }

  /** The directory an entry of `parent` points at; undefined if there is none or it lies outside. */
  child(parent: TiffDirectory, pointer: number): TiffDirectory | undefined {
    const entry = find(parent, pointer);
    if (entry?.size !== 4) return undefined;
    const at = this.u32(entry.valueAt);
    return at >= 8 && at + 2 <= this.bytes.length ? this.directory(at) : undefined;
  }

  /** Writes the value of a single SHORT or LONG entry. */
  setNumber(entry: TiffEntry | undefined, value: number): void {
    if (entry?.type === 3) this.setU16(entry.valueAt, Math.min(65535, value));
    else if (entry?.type === 4) this.setU32(entry.valueAt, value);
  }

  /** Takes an entry out of its directory and zeroes its value, so that nothing of it can be read from the file. */
  remove(directoryAt: number, tag: number): void {
    const entry = find(this.directory(directoryAt), tag);
    if (!entry) return;
    this.bytes.fill(0, entry.valueAt, entry.valueAt + entry.size);
    const end = directoryAt + this.directoryBytes(directoryAt);
    // The entries behind it and the pointer to the next directory move up; the last 12 bytes become unused.
    this.bytes.copyWithin(entry.at, entry.at + 12, end);
    this.bytes.fill(0, end - 12, end);
    this.setU16(directoryAt, this.u16(directoryAt) - 1);
  }

  /** Zeroes a whole directory with its values. */
  erase({ at, entries }: TiffDirectory): void {
    const length = this.directoryBytes(at);
    for (const { valueAt, size } of entries) this.bytes.fill(0, valueAt, valueAt + size);
    this.bytes.fill(0, at, at + length);
  }
}
