import type { TileChange } from './analyse.ts';
import { MOST_GAIN } from './detail.ts';
import { catmullRomTaps } from '../../electron/imaging/transfer/resample.ts';
import { indexOf } from '../../electron/imaging/transfer/types.ts';
import type { TilePlace } from '../../electron/imaging/transfer/engine.ts';
import type { PixelRows } from '../../electron/imaging/transfer/types.ts';

/** What a transparent original was put on for its submission copy: white, in 8-bit levels. */
const BACKDROP = 255;

/**
 * Carries one tile's change over to the original, in place: F = O + fade * mask * (up(change) - (1 - gain) * O).
 * Alpha stays, and so do the colours hidden under full transparency. Returns how many pixels came out different.
 */
export function applyTile(base: PixelRows, tile: TileChange, side: number, place: TilePlace, fade: number): number {
  const colours = tile.change.length;
  const wide = place.x1 - place.x0;
  const planes = [...tile.change, tile.gain, tile.mask];
  const rowsUp = catmullRomTaps(place.smallHeight, base.height, place.y0, place.y1);
  const columns = catmullRomTaps(place.smallWidth, base.width, place.x0, place.x1);
  const firstRow = rowsUp.first[0]! - place.top;
  const rowCount = rowsUp.first[rowsUp.first.length - 1]! + 4 - place.top - firstRow;
  const stretched = planes.map((plane) => stretchRows(plane, side, firstRow, rowCount, columns, place.left));

  const { data } = base;
  const unit = data instanceof Uint16Array ? 257 : 1;
  const top = data instanceof Uint16Array ? 65535 : 255;
  const line = planes.map(() => new Float32Array(wide));
  const gain = line[colours]!;
  const mask = line[colours + 1]!;
  let changed = 0;
  for (let y = place.y0; y < place.y1; y++) {
    const row = rowsUp.first[y - place.y0]! - place.top - firstRow;
    const weights = rowsUp.weights.subarray((y - place.y0) * 4, (y - place.y0) * 4 + 4);
    stretched.forEach((plane, p) => mixRows(plane, line[p]!, wide, row, weights));
    let at = indexOf(base, place.x0, y);
    for (let x = 0; x < wide; x++, at += base.channels) {
      const strength = fade * Math.min(1, mask[x]!);
      if (strength <= 0) continue;
      const alpha = base.channels > colours ? data[at + colours]! / top : 1;
      if (alpha === 0) continue;
      const lost = 1 - Math.min(MOST_GAIN, Math.max(0, gain[x]!));
      let differs = false;
      for (let c = 0; c < colours; c++) {
        const old = data[at + c]!;
        const seen = (alpha * old) / unit + (1 - alpha) * BACKDROP;
        const delta = strength * (line[c]![x]! - lost * seen);
        const value = Math.min(top, Math.max(0, Math.round(old + delta * unit)));
        if (value !== old) {
          data[at + c] = value;
          differs = true;
        }
      }
      if (differs) changed++;
    }
  }
  return changed;
}

/** Enlarges the rows a tile needs to their final width; their number stays. */
function stretchRows(
  plane: Float32Array,
  side: number,
  firstRow: number,
  rowCount: number,
  columns: { first: Int32Array; weights: Float32Array },
  left: number,
): Float32Array {
  const wide = columns.first.length;
  const out = new Float32Array(rowCount * wide);
  for (let y = 0; y < rowCount; y++) {
    const row = (firstRow + y) * side - left;
    for (let x = 0; x < wide; x++) {
      const from = row + columns.first[x]!;
      const w = x * 4;
      out[y * wide + x] =
        plane[from]! * columns.weights[w]! +
        plane[from + 1]! * columns.weights[w + 1]! +
        plane[from + 2]! * columns.weights[w + 2]! +
        plane[from + 3]! * columns.weights[w + 3]!;
    }
  }
  return out;
}

function mixRows(plane: Float32Array, out: Float32Array, wide: number, row: number, weights: Float32Array): void {
  const from = row * wide;
  const [a, b, c, d] = weights as unknown as [number, number, number, number];
  for (let x = 0; x < wide; x++) {
    const i = from + x;
    out[x] = plane[i]! * a + plane[i + wide]! * b + plane[i + 2 * wide]! * c + plane[i + 3 * wide]! * d;
  }
}
