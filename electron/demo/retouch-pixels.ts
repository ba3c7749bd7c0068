import { boxMean, reduce } from './reduced.ts';
import type { Reduced } from './reduced.ts';
import { findSkin } from './skin-mask.ts';

export interface PixelSettings {
  /** Strength, 0 (nothing) to 1. */
  readonly level: number;
  /** Every piece of skin, or only the largest. */
  readonly multiFace: boolean;
}

export interface RetouchedPixels {
  /** A new array of the same size. */
  readonly rgb: Uint8Array;
  /** How many pieces of skin large enough for a face there are in the picture. */
  readonly faces: number;
}

/** Standard deviation up to which a neighbourhood is smoothed rather than kept as an edge, as a share of its brightness: the eye sees ratios. */
const SMOOTHED_CONTRAST = 0.085;
/** The same in black, in 8-bit steps. */
const SMOOTHED_IN_BLACK = 2;
/** Share of the smoothed-away detail that is taken away at level 1: the rest keeps skin looking like skin. */
const DETAIL_REMOVED = 0.85;
/** Brightening of mid-tones at level 1, in 8-bit steps. */
const LIFT = 9;

/**
 * The demo's retouch: skin is smoothed and lifted a little, edges (eyes, hair, glasses) are kept, pixels outside the skin stay equal to the bit.
 *
 * The smoothing is the guided filter of He, Sun and Tang ("Guided Image Filtering", ECCV 2010) with the picture as its own guide, computed on a reduced
 * picture and applied at full size (He and Sun, "Fast Guided Filter", 2015). One slope is shared by the channels, so that colours do not separate.
 * Pure: `rgb` is 8-bit, three bytes a pixel, and is not changed.
 */
export function retouchPixels(
  rgb: Uint8Array,
  width: number,
  height: number,
  settings: PixelSettings,
): RetouchedPixels {
  const picture = reduce(rgb, width, height);
  const skin = findSkin(picture, settings.multiFace);
  // Not slice(): on a Buffer that would be a view of the same memory.
  const out = new Uint8Array(rgb);
  if (settings.level > 0) {
    const radius = smoothingRadius(skin.regions, settings.multiFace);
    apply(rgb, out, width, height, picture, guide(picture, radius, skin.weight), settings.level);
  }
  return { rgb: out, faces: skin.regions.length };
}

/** Blemishes grow with the face: 2.5 % of the side of a square as large as the region, in cells. */
function smoothingRadius(regions: readonly number[], multiFace: boolean): number {
  const counted = multiFace ? regions : regions.slice(0, 1);
  const area = counted.reduce((sum, cells) => sum + cells, 0);
  if (area === 0) return 1;
  const side = counted.reduce((sum, cells) => sum + cells * Math.sqrt(cells), 0) / area;
  return Math.max(1, Math.min(16, Math.round(0.025 * side)));
}

/** Planes at working scale, interleaved by fives for the pass at full size: weight, slope, and an offset for each channel. */
const PLANES = 5;

function guide(picture: Reduced, radius: number, weight: Float32Array): Float32Array {
  const { width, height, mean, square } = picture;
  const means = mean.map((plane) => boxMean(plane, width, height, radius));
  const squares = boxMean(square, width, height, radius);
  const slope = new Float32Array(squares.length);
  for (let i = 0; i < slope.length; i++) {
    let smoothed = 0;
    let variance = squares[i]!;
    for (const plane of means) {
      variance -= plane[i]! ** 2;
      smoothed += (SMOOTHED_IN_BLACK + SMOOTHED_CONTRAST * plane[i]!) ** 2;
    }
    slope[i] = Math.max(0, variance) / (Math.max(0, variance) + smoothed);
  }
  const offsets = means.map((plane) =>
    boxMean(
      plane.map((value, i) => value * (1 - slope[i]!)),
      width,
      height,
      radius,
    ),
  );
  const slopes = boxMean(slope, width, height, radius);
  const out = new Float32Array(slopes.length * PLANES);
  for (let i = 0; i < slopes.length; i++) {
    out[i * PLANES] = weight[i]!;
    out[i * PLANES + 1] = slopes[i]!;
    for (let c = 0; c < 3; c++) out[i * PLANES + 2 + c] = offsets[c]![i]!;
  }
  return out;
}

/** Blends the smoothed picture in at full size. The planes are interpolated between cell centres: down once for each row, then across. */
function apply(
  from: Uint8Array,
  to: Uint8Array,
  width: number,
  height: number,
  cells: Reduced,
  planes: Float32Array,
  level: number,
) {
  const { step, width: cols, height: rows } = cells;
  const lift = liftTable(level);
  const line = new Float32Array(cols * PLANES);
  const columns = Array.from({ length: width }, (_, x) => between(x, step, cols));
  const left = Int32Array.from(columns, ({ cell }) => cell * PLANES);
  const right = Int32Array.from(columns, ({ cell }) => Math.min(cols - 1, cell + 1) * PLANES);
  const share = Float32Array.from(columns, ({ fraction }) => fraction);
  for (let y = 0; y < height; y++) {
    const { cell, fraction } = between(y, step, rows);
    const above = cell * line.length;
    const below = Math.min(rows - 1, cell + 1) * line.length;
    for (let i = 0; i < line.length; i++) line[i] = planes[above + i]! * (1 - fraction) + planes[below + i]! * fraction;
    for (let x = 0; x < width; x++) {
      const a = left[x]!;
      const b = right[x]!;
      if (line[a]! + line[b]! === 0) continue;
      const fb = share[x]!;
      const fa = 1 - fb;
      const weight = line[a]! * fa + line[b]! * fb;
      const slope = line[a + 1]! * fa + line[b + 1]! * fb;
      const strength = weight * level * DETAIL_REMOVED;
      for (let c = 0, i = (y * width + x) * 3; c < 3; c++, i++) {
        const value = from[i]!;
        const offset = line[a + 2 + c]! * fa + line[b + 2 + c]! * fb;
        const smooth = value + strength * (slope * value + offset - value);
        const lifted = smooth + weight * lift[smooth < 0 ? 0 : smooth > 255 ? 255 : smooth | 0]!;
        to[i] = lifted < 0 ? 0 : lifted > 255 ? 255 : lifted + 0.5;
      }
    }
  }
}

/** The cell whose centre is at or before a full-size coordinate, and how far it is to the next one's. */
function between(at: number, step: number, cells: number): { cell: number; fraction: number } {
  const position = Math.min(cells - 1, Math.max(0, (at + 0.5) / step - 0.5));
  const cell = Math.floor(position);
  return { cell, fraction: position - cell };
}

/** Most in the mid-tones, nothing at black and white, so that neither is clipped. */
function liftTable(level: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, v) => level * LIFT * 4 * (v / 255) * (1 - v / 255));
}
