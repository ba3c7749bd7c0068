import type { Density } from '../metadata-set.ts';
import { find, TAG, type TiffDirectory } from '../../formats/tiff/tiff.ts';
import { TiffEditor } from '../../formats/tiff/tiff-editor.ts';

/** An entry of two bytes (SHORT) or four (LONG, UNDEFINED), as it stands in a directory. */
interface Entry {
  readonly tag: number;
  readonly bytes: Buffer;
}

const X_RESOLUTION = 0x011a;
const Y_RESOLUTION = 0x011b;
/** What EXIF wants where the resolution is not known. */
const UNKNOWN_DENSITY: Density = { x: 72, y: 72 };

/**
 * An EXIF block that came out of another format, with what EXIF demands of a JPEG (CIPA DC-008, 4.6.8, "mandatory" for compressed
 * pictures) and the block does not say: versions, meaning of the channels, pixel size, resolution. What is there is not touched
 * and stays at its offset; longer directories go behind the block. Returns the very block if it lacks nothing.
 * Throws a RangeError for a block that cannot be read.
 */
export function completeForJpeg(
  block: Uint8Array,
  size: { readonly width: number; readonly height: number },
  density: Density = UNKNOWN_DENSITY,
): Uint8Array {
  const view = new TiffEditor(block);
  const first = view.root();
  const exif = view.child(first, TAG.exif);
  const inExif = missing(exif, [
    four(view, 0x9000, 7, 4, Buffer.from('0232')),
    four(view, 0x9101, 7, 4, Buffer.from([1, 2, 3, 0])),
    four(view, 0xa000, 7, 4, Buffer.from('0100')),
    short(view, 0xa001, 0xffff),
    long(view, TAG.pixelX, size.width),
    long(view, TAG.pixelY, size.height),
  ]);
  const inFirst = missing(first, [short(view, 0x0128, 2), short(view, 0x0213, 1)]);
  const noResolution = missing(first, [resolution(view, X_RESOLUTION), resolution(view, Y_RESOLUTION)]);
  const gps = view.child(first, TAG.gps);
  const inGps = gps ? missing(gps, [four(view, 0, 1, 4, Buffer.from([2, 3, 0, 0]))]) : [];
  if (inExif.length + inFirst.length + noResolution.length + inGps.length === 0) return block;

  const out = new Appender(view);
  for (const entry of noResolution) {
    entry.bytes.set(out.offsetOf(rational(view, entry.tag === X_RESOLUTION ? density.x : density.y)), 8);
  }
  if (inExif.length > 0) {
    const at = out.directory(exif, inExif);
    const pointer = find(first, TAG.exif);
    if (pointer) out.view.setU32(pointer.valueAt, at);
    else inFirst.push(long(view, TAG.exif, at));
  }
  const gpsPointer = find(first, TAG.gps);
  if (inGps.length > 0 && gpsPointer) {
    const at = out.directory(gps, inGps);
    out.view.setU32(gpsPointer.valueAt, at);
  }
  const added = [...inFirst, ...noResolution];
  if (added.length > 0) {
    const at = out.directory(new TiffEditor(out.bytes).root(), added);
    out.view.setU32(4, at);
  }
  return out.bytes;
}

function missing(directory: TiffDirectory | undefined, entries: readonly Entry[]): Entry[] {
  return entries.filter((entry) => !directory || !find(directory, entry.tag));
}

function four(view: TiffEditor, id: number, type: number, count: number, value: Uint8Array): Entry {
  const bytes = Buffer.alloc(12);
  const to = new DataView(bytes.buffer, bytes.byteOffset, 12);
  to.setUint16(0, id, view.little);
  to.setUint16(2, type, view.little);
  to.setUint32(4, count, view.little);
  bytes.set(value, 8);
  return { tag: id, bytes };
}

const short = (view: TiffEditor, id: number, value: number): Entry => four(view, id, 3, 1, word(view, value, 2));
const long = (view: TiffEditor, id: number, value: number): Entry => four(view, id, 4, 1, word(view, value, 4));
const resolution = (view: TiffEditor, id: number): Entry => four(view, id, 5, 1, Buffer.alloc(4));
const rational = (view: TiffEditor, value: number): Buffer =>
  Buffer.concat([word(view, Math.round(value * 100), 4), word(view, 100, 4)]);

function word(view: TiffEditor, value: number, length: 2 | 4): Buffer {
  const bytes = Buffer.alloc(length);
  if (view.little) bytes.writeUIntLE(value, 0, length);
  else bytes.writeUIntBE(value, 0, length);
  return bytes;
}

/** A block that grows at its end. */
class Appender {
  bytes: Uint8Array;
  view: TiffEditor;

  constructor(view: TiffEditor) {
    this.bytes = Uint8Array.from(view.bytes);
    this.view = new TiffEditor(this.bytes);
  }

  #append(more: Uint8Array): number {
    const at = this.bytes.length + (this.bytes.length & 1);
    const longer = new Uint8Array(at + more.length);
    longer.set(this.bytes);
    longer.set(more, at);
    this.bytes = longer;
    this.view = new TiffEditor(longer);
    return at;
  }

  /** Bytes of an offset to a value. */
  offsetOf(value: Uint8Array): Buffer {
    return word(this.view, this.#append(value), 4);
  }

  /** Writes a directory with its old entries and new ones, and returns where it is. */
  directory(old: TiffDirectory | undefined, added: readonly Entry[]): number {
    const count = old ? this.view.u16(old.at) : 0;
    const from = old ? old.at + 2 : 0;
    const kept = Array.from({ length: count }, (_, i): Entry => {
      const at = from + i * 12;
      return { tag: this.view.u16(at), bytes: Buffer.from(this.bytes.subarray(at, at + 12)) };
    });
    const all = [...kept, ...added].sort((a, b) => a.tag - b.tag);
    const next = word(this.view, old?.next ?? 0, 4);
    // No second copy stays behind of what may yet have to be taken out.
    if (old) this.bytes.fill(0, old.at, old.at + 2 + count * 12 + 4);
    return this.#append(Buffer.concat([word(this.view, all.length, 2), ...all.map(({ bytes }) => bytes), next]));
  }
}
