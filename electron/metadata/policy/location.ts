import type { MetadataSet, PngChunk } from '../metadata-set.ts';
import { beginsWith } from '../../formats/cursor.ts';
import { MARKER, type JpegSegment } from '../../formats/jpeg/segments.ts';

/** Segments outside the standards that are known to hold encoder settings and nothing of the place. */
const PLACELESS = ['AROT', 'Ducky', 'Adobe_CM', 'PictureInfo', '[picture info]', 'OLYMPUS OPTICAL'];

/** Copies of EXIF, IPTC and XMP in hexadecimal digits, and single fields by name: both ImageMagick's. */
const PLACE_KEYWORD =
  /^Raw profile type (?!ic[cm])|gps|latitude|longitude|location|(?:^|[^a-z])(?:city|state|country)\b/i;

export interface WithoutLocation {
  readonly segments: readonly JpegSegment[];
  readonly chunks: readonly PngChunk[];
  /** Whether anything had to go. */
  readonly dropped: boolean;
}

/**
 * A JPEG's further segments and a PNG's texts without what holds, or might hold, a place. Makers store GPS in segments of their
 * own (action cameras, thermal cameras): what is not known to be harmless goes. Comments are somebody's own words and stay.
 */
export function withoutLocationData({ segments, chunks }: MetadataSet): WithoutLocation {
  const keptSegments = segments.filter(
    ({ marker, data }) => marker === MARKER.com || PLACELESS.some((name) => beginsWith(data, name)),
  );
  const keptChunks = chunks.filter(
    ({ type, data }) => !/^[tzi](?:EX|TX)t$/i.test(type) || !PLACE_KEYWORD.test(keywordOf(data)),
  );
  return {
    segments: keptSegments,
    chunks: keptChunks,
    dropped: keptSegments.length < segments.length || keptChunks.length < chunks.length,
  };
}

/** A PNG text chunk begins with its keyword, at most 79 Latin-1 characters, and a zero. */
function keywordOf(data: Uint8Array): string {
  const end = data.indexOf(0);
  return Buffer.from(data.subarray(0, end < 0 ? 79 : end)).toString('latin1');
}
