import { frameOf, type JpegHeader } from './jpeg.ts';
import { quantisationTables } from './quantisation.ts';

/** How a JPEG was encoded, in the words of the Independent JPEG Group's encoder. */
export interface JpegEncoding {
  /** The IJG quality, 1 to 100, whose tables come nearest without being finer than the file's own. */
  readonly quality: number;
  /** The lowest quality whose tables are nowhere coarser on average than the file's own. */
  readonly qualityNotBelow: number;
  readonly chroma: '4:4:4' | '4:2:0' | 'other';
  readonly grey: boolean;
}

// ITU-T T.81 Annex K, zigzag order.
const LUMA = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
  60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121,
  112, 100, 120, 92, 101, 103, 99,
];
const CHROMA = [
  17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
];

/** A table of the IJG encoder at a quality (libjpeg's jpeg_quality_scaling, limited to 8 bits). */
export function ijgTable(base: readonly number[], quality: number): number[] {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return base.map((value) => Math.min(255, Math.max(1, Math.floor((value * scale + 50) / 100))));
}

/** Reads quality and chroma subsampling from a header; undefined where a table or the frame is missing. */
export function jpegEncodingOf(header: JpegHeader): JpegEncoding | undefined {
  const frame = frameOf(header);
  const tables = quantisationTables(header.segments);
  const [luma, chroma] = frame?.components ?? [];
  const lumaTable = luma && tables.get(luma.table);
  if (!frame || !luma || !lumaTable) return undefined;
  const chromaTable = chroma && tables.get(chroma.table);
  const own = sum(lumaTable) + (chromaTable ? sum(chromaTable) : 0);
  const at = (quality: number): number =>
    sum(ijgTable(LUMA, quality)) + (chromaTable ? sum(ijgTable(CHROMA, quality)) : 0);
  let quality = 100;
  while (quality > 1 && at(quality) < own) quality--;
  const exact = at(quality) === own;
  return {
    quality,
    qualityNotBelow: exact ? quality : Math.min(100, quality + 1),
    chroma: subsamplingOf(frame.components),
    grey: frame.components.length === 1,
  };
}

function subsamplingOf(components: readonly { h: number; v: number }[]): JpegEncoding['chroma'] {
  const [y, ...rest] = components;
  if (!y || rest.every((c) => c.h === y.h && c.v === y.v)) return '4:4:4';
  return rest.every((c) => c.h * 2 === y.h && c.v * 2 === y.v) ? '4:2:0' : 'other';
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
