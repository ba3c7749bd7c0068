import { find, TAG, typeSize, type TiffDirectory, type TiffEntry } from '../../formats/tiff/tiff.ts';
import type { TiffEditor } from '../../formats/tiff/tiff-editor.ts';

/** `none`: no place in it, not a byte was changed. `trimmed`: its place fields are gone. `dropped`: the whole note is gone. */
export type MakerNoteLocation = 'none' | 'trimmed' | 'dropped';

/** A note that is a directory like EXIF's own, by how it begins. Tag numbers: documentation of ExifTool, per maker. */
interface Layout {
  readonly begins: RegExp;
  /** Where notes have no name in front, or one model differs: matched against EXIF's maker and model. */
  readonly camera?: RegExp;
  /** Where the directory begins, from the note's beginning. */
  readonly directory: number;
  /** Where its byte order stands, from the note's beginning; absent: that of the EXIF block. */
  readonly order?: number;
  /** What value offsets count from: the EXIF block, or so many bytes into the note. Absent: differs from model to model. */
  readonly base?: 'block' | number;
  /** Tags that hold a place, or the city that the camera's clock is set to. */
  readonly places: readonly number[];
}

/** Location, country, state, city, landmark, city again. */
const PANASONIC = [0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x80];
/** World time, home town, destination, time information. */
const PENTAX = [0x22, 0x23, 0x24, 0x6b];

const LAYOUTS: readonly Layout[] = [
  // This model counts from elsewhere.
  { begins: /^Panasonic\0/, camera: /DC-FT7/, directory: 12, places: PANASONIC },
  { begins: /^Panasonic\0/, directory: 12, base: 'block', places: PANASONIC },
  { begins: /^LEICA CAMERA AG\0/, directory: 18, base: 'block', places: PANASONIC },
  { begins: /^LEICA\0\0\0/, directory: 8, places: PANASONIC },
  { begins: /^Nikon\0\x02/, directory: 18, order: 10, base: 10, places: [0x39] },
  { begins: /^AOC\0(?:II|MM)/, directory: 6, order: 4, places: PENTAX },
  { begins: /^AOC\0/, directory: 6, places: PENTAX },
  { begins: /^PENTAX \0/, directory: 10, order: 8, base: 0, places: PENTAX },
  { begins: /^(?:QVC|DCI)\0/, directory: 6, base: 'block', places: [0x3006] },
  // Local and international name of the place.
  { begins: /^[^\0]?\0/, camera: /^samsung/i, directory: 0, places: [0x30, 0x31] },
  // Time zone with its city.
  { begins: /^/, camera: /^canon/i, directory: 0, base: 'block', places: [0x35] },
];

/** Any maker's note that spells it out: newer phones write plain text. */
const SPELT_OUT = /latitude|longitude|"?gps_?(?:info|lat|lon)/i;

/**
 * Takes what names a place out of the maker's note of an EXIF block, in place and without moving what stays: notes hold offsets
 * that nobody documents. Where that is not safe, the whole note goes. GPS itself is no maker's business: it has its own directory.
 */
export function clearLocation(view: TiffEditor, exif: TiffDirectory): MakerNoteLocation {
  const entry = find(exif, TAG.makerNote);
  if (!entry || entry.size <= 4) return 'none';
  const note = view.bytes.subarray(entry.valueAt, entry.valueAt + entry.size);
  const text = Buffer.from(note.buffer, note.byteOffset, note.byteLength).toString('latin1');
  const camera = [TAG.make, TAG.model].map((each) => textOf(view, find(view.root(), each))).join(' ');
  const layout = LAYOUTS.find((each) => each.begins.test(text) && (each.camera?.test(camera) ?? true));
  const outcome = SPELT_OUT.test(text) ? 'dropped' : layout ? trim(view, entry, layout) : 'none';
  if (outcome === 'dropped') view.remove(exif.at, TAG.makerNote);
  return outcome;
}

function trim(view: TiffEditor, note: TiffEntry, layout: Layout): MakerNoteLocation {
  const { order } = layout;
  const little = order === undefined ? view.little : view.bytes[note.valueAt + order] === 0x49;
  const data = new DataView(view.bytes.buffer, view.bytes.byteOffset + note.valueAt, note.size);
  const at = layout.directory;
  // A note too short to hold a directory holds no place either.
  if (at + 2 > note.size) return 'none';
  const count = data.getUint16(at, little);
  const end = at + 2 + count * 12;
  if (end > note.size) return 'dropped';
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    const field = at + 2 + i * 12;
    if (!layout.places.includes(data.getUint16(field, little))) continue;
    if (!erase(data, field, little, originOf(layout, note))) return 'dropped';
    found.push(field);
  }
  // From the back, so that the places of those in front stay. What follows the table may be a value: it does not move.
  for (const [i, field] of found.reverse().entries()) {
    const last = end - i * 12;
    const bytes = view.bytes.subarray(note.valueAt, note.valueAt + note.size);
    bytes.copyWithin(field, field + 12, last);
    bytes.fill(0, last - 12, last);
  }
  if (found.length === 0) return 'none';
  data.setUint16(at, count - found.length, little);
  return 'trimmed';
}

/** Offset within the note that its value offsets count from; undefined where that is not known. */
function originOf({ base }: Layout, note: TiffEntry): number | undefined {
  return base === 'block' ? -note.valueAt : base;
}

/** Zeroes a field's value where it lies elsewhere in the note. False if it can't be told where that is. */
function erase(data: DataView, field: number, little: boolean, origin: number | undefined): boolean {
  const size = typeSize(data.getUint16(field + 2, little));
  if (size === 0) return false;
  const length = size * data.getUint32(field + 4, little);
  if (length <= 4) return true;
  if (origin === undefined) return false;
  const at = data.getUint32(field + 8, little) + origin;
  if (at < 0 || at + length > data.byteLength) return false;
  new Uint8Array(data.buffer, data.byteOffset + at, length).fill(0);
  return true;
}

function textOf(view: TiffEditor, entry: TiffEntry | undefined): string {
  if (!entry) return '';
  return Buffer.from(view.bytes.subarray(entry.valueAt, entry.valueAt + entry.size)).toString('latin1');
}
