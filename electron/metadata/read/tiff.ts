import type { Density, MetadataSet } from '../metadata-set.ts';
import { readBytes, type ReadAt } from '../../formats/bytes.ts';
import type { Field, Ifd } from '../../formats/tiff/ifd-tree.ts';
import { TAG } from '../../formats/tiff/tiff.ts';
import { iptcOf, withoutIptc } from '../../formats/photoshop.ts';
import { exifBlockOf, readFirstIfd, writeIfd } from '../../formats/tiff/ifd-tree.ts';

const XMP = 0x02bc;
const IPTC = TAG.iptc;
const PHOTOSHOP = 0x8649;
const ICC = TAG.icc;
/** Photoshop's layers inside a TIFF (ImageSourceData). */
const LAYERS = 0x935c;

/** Fields of a TIFF's first directory that describe the photograph rather than how its pixels are packed. */
const DESCRIPTIVE = new Set([
  0x010d, 0x010e, 0x010f, 0x0110, 0x0112, 0x011a, 0x011b, 0x011d, 0x0128, 0x0131, 0x0132, 0x013b, 0x013c, 0x013e,
  0x013f, 0x4746, 0x4749, 0x8298, 0x8769, 0x8825, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f, 0xc4a5,
]);
/** Metadata in standards of their own, each a block of bytes in a field. */
const EMBEDDED = new Set([XMP, IPTC, PHOTOSHOP, ICC]);

/** Takes the metadata out of a TIFF file; strips and tiles are not read. */
export async function metadataFromTiff(read: ReadAt): Promise<MetadataSet> {
  let layers = false;
  const ifd = await readFirstIfd(read, (id) => {
    layers ||= id === LAYERS;
    return DESCRIPTIVE.has(id) || EMBEDDED.has(id);
  });

  const value = (id: number): Uint8Array | undefined => ifd.fields.find((field) => field.tag === id)?.value;
  const described = ifd.fields.filter(({ tag: id }) => DESCRIPTIVE.has(id));
  const photoshop = value(PHOTOSHOP);
  const iptc = value(IPTC);
  const xmp = value(XMP);
  const icc = value(ICC);
  return {
    ...(described.length > 0 && { exif: exifBlockOf({ fields: described }) }),
    ...(xmp && { xmp }),
    ...(photoshop && { photoshop }),
    ...(iptc && { iptc }),
    ...(icc && { icc }),
    segments: [],
    chunks: [],
    left: layers ? ['layers'] : [],
  };
}

export interface TiffPatch {
  /** To be written behind the encoded file. */
  readonly appended: Uint8Array;
  /** New offset of the first directory, to be written (little-endian) at byte 4. */
  readonly firstDirectory: number;
}

/**
 * Metadata for a freshly encoded little-endian TIFF of one picture: a new first directory behind the file, with the encoder's
 * fields and the original's. `encoded` is read, not changed. A RangeError says that the EXIF block cannot be read.
 */
export async function tiffPatch(encoded: Uint8Array, set: MetadataSet): Promise<TiffPatch> {
  const own = await readFirstIfd(readBytes(encoded), () => true);
  const exif = set.exif ? await readFirstIfd(readBytes(set.exif), (id) => DESCRIPTIVE.has(id)) : undefined;
  const fields = new Map<number, Field>();
  // The encoder's own copies of metadata are replaced by the original's bytes.
  for (const field of own.fields)
    if (!EMBEDDED.has(field.tag) && field.tag !== TAG.orientation) fields.set(field.tag, field);
  // The encoder makes one up where none is known.
  for (const field of densityFields(set.density)) fields.set(field.tag, field);
  for (const field of exif?.fields ?? []) fields.set(field.tag, field);
  const add = (id: number, type: number, value: Uint8Array | undefined): void => {
    if (value && value.length > 0) fields.set(id, { tag: id, type, count: value.length, value });
  };
  add(XMP, 1, set.xmp);
  // A TIFF has a field for IPTC, where a JPEG has it among Photoshop's resources.
  const moved = set.iptc || !set.photoshop ? undefined : iptcOf(set.photoshop);
  const padded = moved ? Buffer.concat([moved, Buffer.alloc(-moved.length & 3)]) : (set.iptc ?? new Uint8Array());
  // LONGs, as the standard wants; what another program stored otherwise stays as it is, and so does its digest.
  if (padded.length % 4 === 0 && padded.length > 0) {
    fields.set(IPTC, { tag: IPTC, type: 4, count: padded.length / 4, value: padded });
  } else add(IPTC, 7, padded);
  add(PHOTOSHOP, 1, moved && set.photoshop ? withoutIptc(set.photoshop, padded) : set.photoshop);
  add(ICC, 7, set.icc);
  const merged: Ifd = { fields: [...fields.values()] };
  const padding = encoded.length & 1;
  const at = encoded.length + padding;
  const directory = writeIfd(merged, at);
  return { appended: padding ? Buffer.concat([Buffer.alloc(1), directory]) : directory, firstDirectory: at };
}

/** XResolution, YResolution and their unit, the inch. TIFF 6.0 demands them: a ratio without a unit where none is known. */
function densityFields(density: Density | undefined): Field[] {
  const { x, y } = density ?? { x: 1, y: 1 };
  const ratio = (value: number): Uint8Array => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(Math.round(value * 100), 0);
    bytes.writeUInt32LE(100, 4);
    return bytes;
  };
  return [
    { tag: 0x011a, type: 5, count: 1, value: ratio(x) },
    { tag: 0x011b, type: 5, count: 1, value: ratio(y) },
    { tag: 0x0128, type: 3, count: 1, value: Uint8Array.of(density ? 2 : 1, 0) },
  ];
}
