import { frameOf, readScan, walkJpeg, type PlacedSegment } from './jpeg.ts';
import { tablesIn } from './quantisation.ts';
import { isFrame, MARKER } from './segments.ts';

/** From this much smaller on, libvips has JPEGs decoded at an eighth of their size. */
export const EIGHTH_FROM = 9;

/** The quantisation of the coefficients (2, 0) and (0, 2), by their place in a table, which is in zigzag order. */
const SECOND_ORDER = [3, 5] as const;

/**
 * A progressive JPEG without the scans that say nothing at an eighth of its size, which are most of it: decoded at that size, what
 * is left gives the same picture to the bit, in a tenth of the time. Undefined for every other kind of JPEG, and for one whose
 * structure is not plain.
 *
 * At an eighth a block is one pixel, its mean, and nothing but the scans for the means matter (ITU-T T.81, G.1.1.1.1: a
 * spectral selection that begins at 0). Where colours are stored at half the size in both directions, their blocks become
 * 2 × 2 pixels instead, and keep all of their scans.
 */
export function withoutFineScans(jpeg: Buffer): Buffer | undefined {
  const walk = walkJpeg(jpeg);
  const { segments } = walk;
  const frame = frameOf(walk);
  if (frame?.coding !== 'progressive' || walk.stray > 0) return undefined;
  if (segments.filter(({ marker }) => isFrame(marker)).length !== 1) return undefined;
  const across = Math.max(...frame.components.map(({ h }) => h));
  const down = Math.max(...frame.components.map(({ v }) => v));
  const halved = new Set<number>();
  for (const { id, h, v } of frame.components) {
    const times = Math.min(across / h, down / v);
    if (times >= 4 || !Number.isFinite(times)) return undefined;
    if (times >= 2) halved.add(id);
  }
  const kept: Uint8Array[] = [jpeg.subarray(0, 2)];
  for (const [i, segment] of segments.entries()) {
    // A scan's data lie between its header and what follows.
    const end = segments[i + 1]?.at ?? walk.end ?? jpeg.length;
    if (segment.marker === MARKER.dqt) kept.push(withoutSmoothing(jpeg, segment));
    else if (segment.marker !== MARKER.sos) kept.push(jpeg.subarray(segment.at, segment.end));
    else if (isCoarse(segment, halved)) kept.push(jpeg.subarray(segment.at, end));
  }
  kept.push(Uint8Array.of(0xff, MARKER.eoi));
  return Buffer.concat(kept);
}

/** Whether a scan is for means, or for one of the components that need all of theirs. */
function isCoarse(segment: PlacedSegment, halved: ReadonlySet<number>): boolean {
  const scan = readScan(segment);
  // From 1 on, a scan is of one component alone.
  return scan !== undefined && (scan.from === 0 || scan.components.some((id) => halved.has(id)));
}

/**
 * libjpeg guesses at scans that it lacks, from the blocks around, unless a quantisation step that it needs for this is zero. These
 * two it needs for nothing else here: blocks of one pixel and of 2 × 2 are made without them.
 */
function withoutSmoothing(jpeg: Buffer, segment: PlacedSegment): Buffer {
  const copy = Buffer.from(jpeg.subarray(segment.at, segment.end));
  // Behind marker and length.
  const payload = copy.subarray(4);
  for (const { at, bytes } of tablesIn(segment))
    for (const place of SECOND_ORDER) payload.fill(0, at + place * bytes, at + (place + 1) * bytes);
  return copy;
}
