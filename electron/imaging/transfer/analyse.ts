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
  /** P, where Q alone would mislead: see `small-pictures.ts`. */
  readonly shifted?: readonly Float32Array[];
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

/** Radii of the windows, pixels of the small pictures. */
export const radius = {
  /** What is above is fine detail: pores, hair, the encoder's noise. */
  fine: 3,
  /** Below this lies tone alone; in between are wrinkles and spots, and the noise of halved chroma. */
  medium: 7,
  fineGain: 8,
  mediumGain: 6,
  fineNoise: 4,
  mediumNoise: 6,
  specks: 9,
} as const;

/**
 * Pixels that a tile needs around it, so that its inside does not depend on where the tiles lie: the sum of the radii on the longest
 * way (3 + 7 + 6 + 6 to the medium detail; to the unmatched mask 3 + 16 + 9 + 3 * 3), two for enlarging, and a whole number of vectors.
 */
export const tileMargin: Record<EncoderMatch, number> = { lossless: 24, matched: 24, unmatched: 40 };

/** How sure a difference must be. Where the encoder could not be imitated, its noise looks like retouching. */
export interface Limits {
  readonly gainFloor: number;
  readonly noise: number;
  readonly tone: readonly [number, number];
  readonly lostDetail: readonly [number, number];
}

export const limits: Record<EncoderMatch, Limits> = {
  lossless: { gainFloor: 0.3, noise: 1.6, tone: [0.6, 1.6], lostDetail: [0.15, 0.4] },
  matched: { gainFloor: 0.3, noise: 1.6, tone: [0.6, 1.6], lostDetail: [0.15, 0.4] },
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

  const low = (planes: Planes): Planes => planes.map((p) => mean(p, radius.fine));
  const submitted = toOpponent(tile.submitted);
  const retouched = toOpponent(tile.retouched);
  let control = toOpponent(tile.control);
  const [lowS, lowR] = [low(submitted), low(retouched)];
  let lowQ = low(control);
  const gainNow = (): Float32Array =>
    detailGain(difference(control[0]!, lowQ[0]!), difference(retouched[0]!, lowR[0]!), limit, mean);

  let gain = gainNow();
  const mask = whereRetouched({ lowS, lowQ, lowR }, gain, match, mean);
  if (tile.shifted) {
    control = toOpponent(tile.shifted);
    lowQ = low(control);
    gain = gainNow();
  }

  const change = submitted.map((s, c) => {
    const fine = {
      s: difference(s, lowS[c]!),
      q: difference(control[c]!, lowQ[c]!),
      r: difference(retouched[c]!, lowR[c]!),
    };
    const out = newDetail(fine, gain, limit.noise, radius.fineNoise, mean);
    const rest = match === 'lossless' ? lowR[c]! : withoutMediumNoise(lowS[c]!, lowQ[c]!, lowR[c]!, limit.noise, mean);
    for (let i = 0; i < out.length; i++) out[i]! += rest[i]! - gain[i]! * lowS[c]![i]!;
    return out;
  });
  return { change: fromOpponent(change), gain, mask };
}

type Planes = readonly Float32Array[];
type Mean = (src: Float32Array, r: number, dst?: Float32Array) => Float32Array;

/**
 * Luma and two chroma planes (Rec. 601, as JPEG has them): the encoder treats them differently, so its noise can only be told from
 * retouching in each of them by itself. A grey picture stays as it is.
 */
function toOpponent(planes: Planes): Planes {
  const [r, g, b] = planes;
  if (!r) throw new RangeError('a picture has at least one channel');
  if (!g || !b) return planes;
  const y = r.map((red, i) => 0.299 * red + 0.587 * g[i]! + 0.114 * b[i]!);
  return [y, b.map((blue, i) => (blue - y[i]!) / 1.772), r.map((red, i) => (red - y[i]!) / 1.402)];
}

function fromOpponent(planes: Planes): Planes {
  const [y, cb, cr] = planes;
  if (!y || !cb || !cr) return planes;
  return [
    y.map((luma, i) => luma + 1.402 * cr[i]!),
    y.map((luma, i) => luma - 0.344136 * cb[i]! - 0.714136 * cr[i]!),
    y.map((luma, i) => luma + 1.772 * cb[i]!),
  ];
}

function difference(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value - b[i]!);
}

/** Brightening steepens tones, which strengthens detail; more than this is noise against noise. */
export const MOST_GAIN = 1.5;
/** The same for the medium detail of one plane, where a colour may be strengthened more. */
export const MOST_MEDIUM_GAIN = 2;
/** Keeps the medium gain at 1 where there is no detail to measure it by. */
export const MEDIUM_GAIN_FLOOR = 0.1;

/** A covariance, not a ratio of deviations: where content moved it falls to 0, so that no ghost of the old detail stays. */
function detailGain(q: Float32Array, r: Float32Array, { gainFloor }: Limits, mean: Mean): Float32Array {
  return covarianceGain(q, r, radius.fineGain, gainFloor, MOST_GAIN, mean);
}

function covarianceGain(q: Float32Array, r: Float32Array, window: number, floor: number, most: number, mean: Mean) {
  const cross = q.map((value, i) => value * r[i]!);
  const own = q.map((value) => value * value);
  mean(cross, window, cross);
  mean(own, window, own);
  return own.map((power, i) => Math.min(most, Math.max(0, (cross[i]! + floor) / (power + floor))));
}

/** One band of detail of one plane, in all three pictures. */
interface Band {
  readonly s: Float32Array;
  readonly q: Float32Array;
  readonly r: Float32Array;
}

/**
 * What came back beyond S's own detail times the gain, as far as it exceeds the encoder's noise: a Wiener filter whose noise is what
 * the imitated encoder did to S here.
 */
function newDetail(band: Band, gain: Float32Array, noise: number, window: number, mean: Mean): Float32Array {
  const extra = band.r.map((value, i) => value - gain[i]! * band.s[i]!);
  const extraPower = extra.map((value) => value * value);
  const noisePower = band.q.map((value, i) => (value - band.s[i]!) ** 2);
  mean(extraPower, window, extraPower);
  mean(noisePower, window, noisePower);
  return extra.map((value, i) => value * Math.max(0, 1 - (noise * noisePower[i]!) / (extraPower[i]! + 0.01)));
}

/** R's low frequencies, with the band that still carries the encoder's noise rebuilt from S's in the same way. */
function withoutMediumNoise(
  lowS: Float32Array,
  lowQ: Float32Array,
  lowR: Float32Array,
  noise: number,
  mean: Mean,
): Float32Array {
  const tone = mean(lowR, radius.medium);
  const band = {
    s: difference(lowS, mean(lowS, radius.medium)),
    q: difference(lowQ, mean(lowQ, radius.medium)),
    r: difference(lowR, tone),
  };
  const gain = covarianceGain(band.q, band.r, radius.mediumGain, MEDIUM_GAIN_FLOOR, MOST_MEDIUM_GAIN, mean);
  const out = newDetail(band, gain, noise, radius.mediumNoise, mean);
  for (let i = 0; i < out.length; i++) out[i]! += tone[i]! + gain[i]! * band.s[i]!;
  return out;
}

interface LowPlanes {
  readonly lowS: Planes;
  readonly lowQ: Planes;
  readonly lowR: Planes;
}

/** Where tones differ by more than the encoder explains, in any of the colours, or fine detail was lost. */
function whereRetouched({ lowS, lowQ, lowR }: LowPlanes, gain: Float32Array, match: EncoderMatch, mean: Mean) {
  const limit = limits[match];
  const changes = fromOpponent(lowR.map((r, c) => difference(r, lowQ[c]!)));
  const noises = match === 'unmatched' ? fromOpponent(lowQ.map((q, c) => difference(q, lowS[c]!))) : [];
  const levels = noises.map((noise) => localNoise(noise, mean));
  const mask = gain.map((kept, i) => {
    let tone = 0;
    changes.forEach((change, c) => (tone = Math.max(tone, Math.abs(change[i]!) / (levels[c]?.[i] ?? 1))));
    return Math.max(smoothstep(limit.tone, tone), smoothstep(limit.lostDetail, 1 - kept));
  });
  if (match === 'unmatched') removeSpecks(mask, mean(mask, radius.specks));
  soften(mask, mean);
  return mask;
}

/** How strongly the imitated encoder alone shifts the low frequencies here. */
function localNoise(shift: Float32Array, mean: Mean): Float32Array {
  const power = shift.map((value) => value * value);
  return mean(power, 16, power).map((value) => Math.sqrt(Math.max(0, value)) + 0.12);
}

/** A retouch is larger than what an encoder that can't be imitated does to texture here and there. */
function removeSpecks(mask: Float32Array, around: Float32Array): void {
  for (let i = 0; i < mask.length; i++) if (around[i]! < 0.35) mask[i] = 0;
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
