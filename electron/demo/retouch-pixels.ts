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
    apply(
      rgb,
      out,
      width,
      height,
      picture.step,
      picture.width,
      picture.height,
      guide(picture, radius, skin.weight),
      settings.level,
    );
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

function apply(
  rgb: Uint8Array,
  out: Uint8Array,
  width: number,
  height: number,
  step: number,
  cols: number,
  rows: number,
  planes: Float32Array,
  level: number,
) {
  const lift = liftTable(level);
  for (let y = 0; y < height; y++) {
    const v = Math.min(rows - 1, Math.max(0, (y + 0.5) / step - 0.5));
    const row = Math.min(rows - 1, Math.floor(v));
    const below = Math.min(rows - 1, row + 1);
    const fv = v - row;
    for (let x = 0; x < width; x++) {
      const u = Math.min(cols - 1, Math.max(0, (x + 0.5) / step - 0.5));
      const col = Math.min(cols - 1, Math.floor(u));
      const right = Math.min(cols - 1, col + 1);
      const fu = u - col;
      const a = (row * cols + col) * PLANES;
      const b = (row * cols + right) * PLANES;
      const c = (below * cols + col) * PLANES;
      const d = (below * cols + right) * PLANES;
      if (planes[a]! + planes[b]! + planes[c]! + planes[d]! === 0) continue;
      const wa = (1 - fu) * (1 - fv);
      const wb = fu * (1 - fv);
      const wc = (1 - fu) * fv;
      const wd = fu * fv;
      const weight = planes[a]! * wa + planes[b]! * wb + planes[c]! * wc + planes[d]! * wd;
      const slope = planes[a + 1]! * wa + planes[b + 1]! * wb + planes[c + 1]! * wc + planes[d + 1]! * wd;
      const strength = weight * level * DETAIL_REMOVED;
      const i = (y * width + x) * 3;
      for (let ch = 0; ch < 3; ch++) {
        const p = 2 + ch;
        const offset = planes[a + p]! * wa + planes[b + p]! * wb + planes[c + p]! * wc + planes[d + p]! * wd;
        const value = rgb[i + ch]!;
        const smooth = value + strength * (slope * value + offset - value);
        const lifted = smooth + weight * lift[smooth < 0 ? 0 : smooth > 255 ? 255 : smooth | 0]!;
        out[i + ch] = lifted < 0 ? 0 : lifted > 255 ? 255 : lifted + 0.5;
      }
    }
  }
}

/** Most in the mid-tones, nothing at black and white, so that neither is clipped. */
function liftTable(level: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, v) => level * LIFT * 4 * (v / 255) * (1 - v / 255));
}
