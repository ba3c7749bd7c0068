import { isFrame, isNeeded, MARKER, walkJpeg, type JpegSegment, type JpegWalk } from './jpeg.ts';

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
  if (walk.end === undefined && !hasAllScans(file, walk)) return undefined;
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
  return assemble(file, walk, (segment) => isNeeded(file, segment));
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
function hasAllScans(file: Uint8Array, walk: JpegWalk): boolean {
  const frame = walk.segments.find((s) => isFrame(s.marker));
  if (frame === undefined || frame.end > file.length) return false;
  const progressive = frame.marker === 0xc2;
  /** For each component: the lowest bit that is still missing, for each of its 64 coefficients; 255 is all of them. */
  const missing = new Map<number, Uint8Array>();
  for (let i = 0; i < file[frame.at + 9]!; i++) missing.set(file[frame.at + 10 + i * 3]!, new Uint8Array(64).fill(255));
  for (const scan of walk.segments) {
    if (scan.marker !== MARKER.sos || scan.end > file.length) continue;
    const count = file[scan.at + 4]!;
    const spectral = scan.at + 5 + count * 2;
    const from = progressive ? file[spectral]! : 0;
    const to = progressive ? Math.min(63, file[spectral + 1]!) : 63;
    const low = progressive ? file[spectral + 2]! & 15 : 0;
    for (let i = 0; i < count; i++) missing.get(file[scan.at + 5 + i * 2]!)?.fill(low, from, to + 1);
  }
  return missing.size > 0 && [...missing.values()].every((bits) => bits.every((bit) => bit === 0));
}
