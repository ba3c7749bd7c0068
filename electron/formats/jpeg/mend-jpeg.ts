import { frameOf, isNeeded, readScan, walkJpeg, type JpegWalk } from './jpeg.ts';
import { MARKER, type JpegSegment } from './segments.ts';

const SOI = Buffer.from([0xff, MARKER.soi]);
const EOI = Buffer.from([0xff, MARKER.eoi]);

/**
 * Mends what strict decoding trips over although no pixel is missing: stray bytes between the header's segments, and a
 * missing end mark. The result must still be decoded strictly: with an end mark in place, libjpeg tells a cut scan
 * from a whole one.
 *
 * @returns undefined if there is nothing to mend, or whole scans are missing
 */
export function mendJpeg(file: Uint8Array): Buffer | undefined {
  const walk = walkJpeg(file);
  if (walk.stray === 0 && walk.end !== undefined) return undefined;
  if (walk.end === undefined && !hasAllScans(file.length, walk)) return undefined;
  return assemble(file, walk, () => true);
}

/**
 * The same coded picture without metadata and without anything behind its end: the pixels decode to the same values.
 *
 * @returns undefined if the file is not a plain sequence of segments up to an end mark
 */
export function stripJpeg(file: Uint8Array): Buffer | undefined {
  const walk = walkJpeg(file);
  if (walk.stray > 0 || walk.end === undefined) return undefined;
  return assemble(file, walk, isNeeded);
}

function assemble(file: Uint8Array, walk: JpegWalk, keep: (segment: JpegSegment) => boolean): Buffer {
  const parts: Uint8Array[] = [SOI];
  walk.segments.forEach((segment, i) => {
    if (!keep(segment)) return;
    // A scan reaches to the next segment, or to the end.
    const scanEnd = walk.segments[i + 1]?.at ?? (walk.end === undefined ? file.length : walk.end - EOI.length);
    parts.push(file.subarray(segment.at, segment.marker === MARKER.sos ? scanEnd : segment.end));
  });
  parts.push(EOI);
  return Buffer.concat(parts);
}

/**
 * Whether the scans carry every component to full precision (ITU-T T.81, G.1.1). A file cut exactly between two scans
 * decodes without a complaint, only coarser or without colour.
 */
function hasAllScans(bytes: number, walk: JpegWalk): boolean {
  const frame = frameOf(walk);
  if (frame === undefined) return false;
  const progressive = frame.coding === 'progressive';
  /** For each component: the lowest bit that is still missing, for each of its 64 coefficients; 255 is all of them. */
  const missing = new Map(frame.components.map(({ id }) => [id, new Uint8Array(64).fill(255)]));
  for (const segment of walk.segments) {
    const scan = segment.marker === MARKER.sos && segment.end <= bytes ? readScan(segment) : undefined;
    if (scan === undefined) continue;
    const { from, to, low } = progressive ? scan : { from: 0, to: 63, low: 0 };
    for (const id of scan.components) missing.get(id)?.fill(low, from, Math.min(63, to) + 1);
  }
  return missing.size > 0 && [...missing.values()].every((bits) => bits.every((bit) => bit === 0));
}
