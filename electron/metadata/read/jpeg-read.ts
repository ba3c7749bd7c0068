import type { DroppedContent, MetadataSet } from '../metadata-set.ts';
import { beginsWith, marker } from '../../formats/jpeg/jpeg-segments.ts';
import type { JpegHeader, JpegSegment } from '../../formats/jpeg/jpeg-segments.ts';

const EXIF = 'Exif\0\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const EXTENDED_XMP = 'http://ns.adobe.com/xmp/extension/\0';
const ICC = 'ICC_PROFILE\0';
const PHOTOSHOP = 'Photoshop 3.0\0';
/** Behind the name: GUID (32), full length (4), offset (4). */
const EXTENSION_HEADER = 40;

/** Takes the metadata out of a JPEG's header. */
export function metadataFromJpeg(header: JpegHeader): MetadataSet {
  const icc: Uint8Array[] = [];
  const photoshop: Uint8Array[] = [];
  const extension: Uint8Array[] = [];
  const segments: JpegSegment[] = [];
  const left = new Set<DroppedContent>();
  let set: MetadataSet = { segments, chunks: [], left: [] };
  for (const segment of header.segments) {
    const { marker: code, data } = segment;
    if (code === marker.APP0 && beginsWith(data, 'JFIF\0')) set = { ...set, jfif: data };
    else if (code === marker.APP1 && beginsWith(data, EXIF)) {
      if (!set.exif) set = { ...set, exif: data.subarray(EXIF.length) };
    } else if (code === marker.APP1 && beginsWith(data, XMP)) {
      if (!set.xmp) set = { ...set, xmp: data.subarray(XMP.length) };
    } else if (code === marker.APP1 && beginsWith(data, EXTENDED_XMP))
      extension.push(data.subarray(EXTENDED_XMP.length));
    else if (code === marker.APP2 && beginsWith(data, ICC)) icc.push(data);
    else if (code === marker.APP13 && beginsWith(data, PHOTOSHOP)) photoshop.push(data.subarray(PHOTOSHOP.length));
    else {
      const lost = cannotStay(segment);
      if (lost) left.add(lost);
      else if (isKeptAsIs(segment)) segments.push(segment);
    }
  }
  const profile = joinIcc(icc);
  const extended = joinExtension(extension);
  return {
    ...set,
    ...(profile && { icc: profile }),
    ...(photoshop.length > 0 && { photoshop: Buffer.concat(photoshop) }),
    ...(extended && { extendedXmp: extended }),
    left: [...left],
  };
}

function cannotStay({ marker: code, data }: JpegSegment): DroppedContent | undefined {
  if (code === marker.APP2 && beginsWith(data, 'MPF\0')) return 'pictures';
  if (code === marker.APP2 && beginsWith(data, 'urn:iso:std:iso:ts:21496:-1')) return 'gain-map';
  // JPEG XT and JUMBF share APP11; the only boxes met in photographs are content credentials.
  return code === marker.APP11 ? 'provenance' : undefined;
}

/** Comments and the makers' own segments. Adobe's APP14 says how the old pixels were coded and must not stay. */
function isKeptAsIs({ marker: code }: JpegSegment): boolean {
  if (code === marker.COM) return true;
  return code > marker.APP0 && code <= marker.APP15 && code !== marker.APP14;
}

/** ICC.1:2022, B.4: each chunk carries its number and the count. */
function joinIcc(chunks: readonly Uint8Array[]): Uint8Array | undefined {
  if (chunks.length === 0) return undefined;
  const at = ICC.length;
  const sorted = [...chunks].sort((a, b) => (a[at] ?? 0) - (b[at] ?? 0));
  const complete = sorted.every((chunk, i) => chunk[at] === i + 1) && sorted[0]?.[at + 1] === sorted.length;
  return complete ? Buffer.concat(sorted.map((chunk) => chunk.subarray(at + 2))) : undefined;
}

/** XMP part 3, 1.1.3.1. Pieces of another GUID than the first belong to an older packet. */
function joinExtension(pieces: readonly Uint8Array[]): Uint8Array | undefined {
  const guid = pieces[0]?.subarray(0, 32);
  if (!guid) return undefined;
  const own = pieces.filter(
    (piece) => piece.length >= EXTENSION_HEADER && Buffer.compare(piece.subarray(0, 32), guid) === 0,
  );
  const position = (piece: Uint8Array): number => Buffer.from(piece.subarray(36, 40)).readUInt32BE();
  const sorted = own.sort((a, b) => position(a) - position(b));
  return Buffer.concat(sorted.map((piece) => piece.subarray(EXTENSION_HEADER)));
}
