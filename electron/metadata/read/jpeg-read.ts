import type { DroppedContent, MetadataSet } from '../metadata-set.ts';
import { beginsWith } from '../../formats/cursor.ts';
import type { JpegHeader } from '../../formats/jpeg/jpeg.ts';
import { EXIF_AT, isApplication, MARKER, SIGNATURE, type JpegSegment } from '../../formats/jpeg/segments.ts';

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
    const { marker, data } = segment;
    const is = (wanted: number, signature: string): boolean => marker === wanted && beginsWith(data, signature);
    if (is(MARKER.app0, SIGNATURE.jfif)) set = { ...set, jfif: data };
    else if (is(MARKER.app1, SIGNATURE.exif)) {
      if (!set.exif) set = { ...set, exif: data.subarray(EXIF_AT) };
    } else if (is(MARKER.app1, SIGNATURE.xmp)) {
      if (!set.xmp) set = { ...set, xmp: data.subarray(SIGNATURE.xmp.length) };
    } else if (is(MARKER.app1, SIGNATURE.extendedXmp)) extension.push(data.subarray(SIGNATURE.extendedXmp.length));
    else if (is(MARKER.app2, SIGNATURE.icc)) icc.push(data.subarray(SIGNATURE.icc.length));
    else if (is(MARKER.app13, SIGNATURE.photoshop)) photoshop.push(data.subarray(SIGNATURE.photoshop.length));
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

function cannotStay({ marker, data }: JpegSegment): DroppedContent | undefined {
  if (marker === MARKER.app2 && beginsWith(data, 'MPF\0')) return 'pictures';
  if (marker === MARKER.app2 && beginsWith(data, 'urn:iso:std:iso:ts:21496:-1')) return 'gain-map';
  // JPEG XT and JUMBF share APP11; the only boxes met in photographs are content credentials.
  return marker === MARKER.app11 ? 'provenance' : undefined;
}

/** Comments and the makers' own segments. Adobe's APP14 says how the old pixels were coded and must not stay. */
function isKeptAsIs({ marker }: JpegSegment): boolean {
  if (marker === MARKER.com) return true;
  return isApplication(marker) && marker !== MARKER.app0 && marker !== MARKER.app14;
}

/** ICC.1:2022, B.4: each chunk carries its number and the count. */
function joinIcc(chunks: readonly Uint8Array[]): Uint8Array | undefined {
  if (chunks.length === 0) return undefined;
  const sorted = [...chunks].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const complete = sorted.every((chunk, i) => chunk[0] === i + 1) && sorted[0]?.[1] === sorted.length;
  return complete ? Buffer.concat(sorted.map((chunk) => chunk.subarray(2))) : undefined;
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
