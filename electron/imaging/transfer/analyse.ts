import { boxMean } from './box.ts';
import type { EncoderMatch } from './types.ts';

/**
 * One tile of the three small pictures, as planes of values 0 to 255 (not rounded) in the original's own colour space.
 * All planes are `side` x `side`, margins included.
 */
export interface TilePlanes {
  readonly side: number;
  /** S: what was submitted. One plane per colour channel. */
  readonly submitted: readonly Float32Array[];
  /** Q: S through the service's encoder alone. */
  readonly control: readonly Float32Array[];
  /** R: what came back. */
  readonly retouched: readonly Float32Array[];
}

/**
 * What the tile says about the original: F = O + mask * (up(change) - (1 - gain) * O). It is the same as
 * O + mask * (up(R' - S) - (1 - gain) * (O - up(S))) with R' - S + (1 - gain) * S put into one plane, which halves the enlarging.
 */
export interface TileChange {
  /** R' - gain * S per channel, R' being what came back without its encoder's noise. */
  readonly change: readonly Float32Array[];
  /** How much of the fine detail survived the retouch: 0 nothing, 1 all of it, up to {@link MOST_GAIN}. */
  readonly gain: Float32Array;
  /** Where anything was retouched, 0 to 1. */
  readonly mask: Float32Array;
}

/**
 * Pixels that a tile needs around it, so that its inside does not depend on where the tiles lie: the sum of the radii on the longest
 * way to the mask (3 + 8 + 3 * 3; unmatched 3 + 16 + 6 + 3 * 3), two for enlarging, and a whole number of vectors.
 */
export const tileMargin: Record<EncoderMatch, number> = { lossless: 24, matched: 24, unmatched: 36 };

/** How sure a difference must be. Where the encoder could not be imitated, its noise looks like retouching. */
export interface Limits {
  readonly gainFloor: number;
  readonly noise: number;
  readonly tone: readonly [number, number];
  readonly lostDetail: readonly [number, number];
}

export const limits: Record<EncoderMatch, Limits> = {
  lossless: { gainFloor: 0.3, noise: 1.2, tone: [0.6, 1.6], lostDetail: [0.15, 0.4] },
  matched: { gainFloor: 0.3, noise: 1.2, tone: [0.6, 1.6], lostDetail: [0.15, 0.4] },
  unmatched: { gainFloor: 1, noise: 2, tone: [3, 5], lostDetail: [0.5, 0.75] },
};

/** Works out, for one tile, what the service changed and how much of the detail it left. The readable form of the kernels. */
export function analyseTile(tile: TilePlanes, match: EncoderMatch): TileChange {
  const { side } = tile;
  const limit = limits[match];
  const plane = (): Float32Array => new Float32Array(side * side);
  const tmp = plane();
  const mean = (src: Float32Array, r: number, dst = plane()): Float32Array => {
    boxMean(src, dst, tmp, side, side, r);
    return dst;
  };

  const lowS = tile.submitted.map((p) => mean(p, 3));
  const lowQ = tile.control.map((p) => mean(p, 3));
  const lowR = tile.retouched.map((p) => mean(p, 3));

  const gain = detailGain(luma(tile.control), luma(tile.retouched), limit.gainFloor, mean);
  const change = tile.submitted.map((s, c) =>
    channelChange(
      { s, q: tile.control[c]!, r: tile.retouched[c]!, lowS: lowS[c]!, lowQ: lowQ[c]!, lowR: lowR[c]! },
      gain,
      limit.noise,
      mean,
    ),
  );

  const tone = plane();
  for (let c = 0; c < lowR.length; c++) {
    const relative = match === 'unmatched' ? localNoise(lowQ[c]!, lowS[c]!, mean) : undefined;
    for (let i = 0; i < tone.length; i++) {
      const difference = Math.abs(lowR[c]![i]! - lowQ[c]![i]!) / (relative?.[i] ?? 1);
      if (difference > tone[i]!) tone[i] = difference;
    }
  }
  const mask = plane();
  for (let i = 0; i < mask.length; i++) {
    mask[i] = Math.max(smoothstep(limit.tone, tone[i]!), smoothstep(limit.lostDetail, 1 - gain[i]!));
  }
  if (match === 'unmatched') removeSpecks(mask, mean(mask, 6));
  soften(mask, mean);
  return { change, gain, mask };
}

type Mean = (src: Float32Array, r: number, dst?: Float32Array) => Float32Array;

/** Rec. 601 luma; a grey picture is its own. */
function luma(planes: readonly Float32Array[]): Float32Array {
  const [r, g, b] = planes;
  if (!r) throw new RangeError('a picture has at least one channel');
  if (!g || !b) return r;
  const out = new Float32Array(r.length);
  for (let i = 0; i < out.length; i++) out[i] = 0.299 * r[i]! + 0.587 * g[i]! + 0.114 * b[i]!;
  return out;
}

/** Brightening steepens tones, which strengthens detail; more than this is noise against noise. */
export const MOST_GAIN = 1.5;

/** A covariance, not a ratio of deviations: where content moved it falls to 0, so that no ghost of the old detail stays. */
function detailGain(yq: Float32Array, yr: Float32Array, floor: number, mean: Mean): Float32Array {
  const lowQ = mean(yq, 3);
  const lowR = mean(yr, 3);
  const cross = new Float32Array(yq.length);
  const own = new Float32Array(yq.length);
  for (let i = 0; i < own.length; i++) {
    const q = yq[i]! - lowQ[i]!;
    cross[i] = q * (yr[i]! - lowR[i]!);
    own[i] = q * q;
  }
  mean(cross, 8, cross);
  mean(own, 8, own);
  for (let i = 0; i < own.length; i++)
    own[i] = Math.min(MOST_GAIN, Math.max(0, (cross[i]! + floor) / (own[i]! + floor)));
  return own;
}

interface ChannelPlanes {
  readonly s: Float32Array;
  readonly q: Float32Array;
  readonly r: Float32Array;
  readonly lowS: Float32Array;
  readonly lowQ: Float32Array;
  readonly lowR: Float32Array;
}

/**
 * R' is R's low frequencies, S's own detail times the gain, and new detail as far as it exceeds the encoder's noise. Without
 * gain * S, its own detail falls out: what is left is low(R) - gain * low(S) + new detail.
 */
function channelChange(p: ChannelPlanes, gain: Float32Array, noise: number, mean: Mean): Float32Array {
  const extra = new Float32Array(p.s.length);
  const extraPower = new Float32Array(p.s.length);
  const noisePower = new Float32Array(p.s.length);
  for (let i = 0; i < extra.length; i++) {
    const e = p.r[i]! - p.lowR[i]! - gain[i]! * (p.s[i]! - p.lowS[i]!);
    const z = p.q[i]! - p.s[i]! - (p.lowQ[i]! - p.lowS[i]!);
    extra[i] = e;
    extraPower[i] = e * e;
    noisePower[i] = z * z;
  }
  mean(extraPower, 4, extraPower);
  mean(noisePower, 4, noisePower);
  for (let i = 0; i < extra.length; i++) {
    const k = Math.max(0, 1 - (noise * noisePower[i]!) / (extraPower[i]! + 0.01));
    extra[i] = p.lowR[i]! - gain[i]! * p.lowS[i]! + k * extra[i]!;
  }
  return extra;
}

/** How strongly the imitated encoder alone shifts the low frequencies here. */
function localNoise(lowQ: Float32Array, lowS: Float32Array, mean: Mean): Float32Array {
  const out = new Float32Array(lowQ.length);
  for (let i = 0; i < out.length; i++) out[i] = (lowQ[i]! - lowS[i]!) ** 2;
  mean(out, 16, out);
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(Math.max(0, out[i]!)) + 0.12;
  return out;
}

function removeSpecks(mask: Float32Array, around: Float32Array): void {
  for (let i = 0; i < mask.length; i++) if (around[i]! < 0.25) mask[i] = 0;
}

/** Widens the mask and gives it a soft edge, so that no border of a retouch shows. */
function soften(mask: Float32Array, mean: Mean): void {
  for (let pass = 0; pass < 3; pass++) mean(mask, 3, mask);
  for (let i = 0; i < mask.length; i++) {
    const m = Math.min(1, 2.2 * mask[i]!);
    mask[i] = m < 0.02 ? 0 : m;
  }
}

function smoothstep([from, to]: readonly [number, number], value: number): number {
  const t = clamp01((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
