import { MARKER, type JpegSegment } from './segments.ts';

/** A quantisation table in its segment's payload (ITU-T T.81, B.2.4.1). */
interface PlacedTable {
  readonly number: number;
  /** Where its 64 steps begin, in zigzag order, and how many bytes each takes. */
  readonly at: number;
  readonly bytes: 1 | 2;
}

/** The tables of one DQT segment; a cut one is left out. */
export function tablesIn({ data }: JpegSegment): PlacedTable[] {
  const found: PlacedTable[] = [];
  for (let at = 0; at < data.length;) {
    const head = data[at] ?? 0;
    const bytes = head >> 4 === 0 ? 1 : 2;
    const end = at + 1 + 64 * bytes;
    if (end > data.length) break;
    found.push({ number: head & 15, at: at + 1, bytes });
    at = end;
  }
  return found;
}

/** The quantisation tables (zigzag order) by their number. A later definition replaces an earlier one, as in the decoder. */
export function quantisationTables(segments: readonly JpegSegment[]): Map<number, readonly number[]> {
  const tables = new Map<number, readonly number[]>();
  for (const segment of segments) {
    if (segment.marker !== MARKER.dqt) continue;
    const view = new DataView(segment.data.buffer, segment.data.byteOffset, segment.data.byteLength);
    for (const { number, at, bytes } of tablesIn(segment)) {
      const step = (i: number): number => (bytes === 1 ? view.getUint8(at + i) : view.getUint16(at + i * 2));
      tables.set(
        number,
        Array.from({ length: 64 }, (_, i) => step(i)),
      );
    }
  }
  return tables;
}
