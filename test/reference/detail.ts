import type { Bands, LumaBands, Mean } from './bands.ts';
import { difference, radius, smoothstep } from './bands.ts';

/** Brightening steepens tones, which strengthens detail; more than this is noise against noise. */
export const MOST_GAIN = 1.5;
/** The same for the medium detail of one plane, where a colour may be strengthened more. */
export const MOST_MEDIUM_GAIN = 2;
/** Keeps the medium gain at 1 where there is no detail to measure it by. */
export const MEDIUM_GAIN_FLOOR = 0.1;
/** The same for luma's fine detail. */
export const FINE_FLOOR = 0.1;
/**
 * Draws the gain of the finest detail to that of the fine one: always a little, and by so many times the power of the encoder's noise.
 * Coarse quantisation drops much of the weakest detail, so that what it leaves of the finest tells less than the band below.
 */
export const FINEST_FLOOR = 0.05;
export const FINEST_DOUBT = 10;
/** Between these gains, R's detail goes over from lying elsewhere between the encoder's steps than S's to lying where S's does. */
export const ON_GRID = [0.6, 0.85] as const;
/**
 * Power of the noise that rounding R to 8 bits makes where no encoder did, 1/12 per channel (Bennett 1948): in luma 0.45 of it, in
 * chroma about 0.4, and of that each band's share of the squared weights of its boxes.
 */
export const ROUNDING = { finest: 0.0331, fine: 0.0034, chroma: 0.032 } as const;

/** How much of S's detail another picture shows, per band of luma: local covariances. */
export function detailOf(s: Bands, other: Bands, mean: Mean): LumaBands {
  const covariance = (a: Float32Array, b: Float32Array): Float32Array => {
    const product = a.map((value, i) => value * b[i]!);
    return mean(product, radius.fineGain, product);
  };
  return { finest: covariance(s.top[0]!, other.top[0]!), fine: covariance(s.fine, other.fine) };
}

/** How much of luma's detail survived, both bands together. */
export function wholeGain(sr: LumaBands, sq: LumaBands, floor: number): Float32Array {
  const both = ({ finest, fine }: LumaBands): Float32Array => finest.map((value, i) => value + fine[i]!);
  return ratio(both(sr), both(sq), () => floor);
}

/**
 * What the encoder alone would have left of S's detail. Where hardly anything was weakened, R's detail is rounded as Q's is; what was
 * weakened lies anywhere between the steps, as P's.
 */
export function leftByEncoder(sq: LumaBands, sp: LumaBands, kept: Float32Array): LumaBands {
  const blend = (q: Float32Array, p: Float32Array): Float32Array =>
    q.map((value, i) => p[i]! + smoothstep(ON_GRID, kept[i]!) * (value - p[i]!));
  return { finest: blend(sq.finest, sp.finest), fine: blend(sq.fine, sp.fine) };
}

/**
 * The gains of luma's two bands: the share of S's detail that R shows over the share that the encoder alone would have left. S is the
 * instrument (Reiersøl 1945): it has none of the encoder's noise, which as a part of the denominator would make every gain too small.
 */
export function gainsOf(sr: LumaBands, left: LumaBands, noise: Float32Array): LumaBands {
  const fine = ratio(sr.fine, left.fine, () => FINE_FLOOR);
  const doubt = (i: number): number => FINEST_FLOOR + FINEST_DOUBT * noise[i]!;
  return { fine, finest: ratio(sr.finest, left.finest, doubt, (i) => fine[i]!) };
}

/** (a + floor * prior) / (b + floor), between 0 and {@link MOST_GAIN}: the prior where there is nothing to measure by. */
function ratio(a: Float32Array, b: Float32Array, floor: (i: number) => number, prior = (_: number) => 1): Float32Array {
  return a.map((value, i) => {
    const least = floor(i);
    const gain = (value + least * prior(i)) / (Math.max(0, b[i]!) + least);
    return Math.min(MOST_GAIN, Math.max(0, gain));
  });
}

/** Power of the encoder's noise around each pixel, by the bands of `Bands`. */
export interface NoisePower {
  readonly top: readonly Float32Array[];
  readonly fine: Float32Array;
}

/** What the imitated encoder did to S here. */
export function noisePower(s: Bands, control: Bands, mean: Mean): NoisePower {
  const power = (q: Float32Array, own: Float32Array): Float32Array =>
    powerOf(difference(q, own), radius.fineNoise, mean);
  return { top: s.top.map((own, c) => power(control.top[c]!, own)), fine: power(control.fine, s.fine) };
}

/**
 * What rounding did to R where no encoder did anything. Nothing if the original is as small as R is: then the result would be rounded
 * just like it, so that what R shows is right as it is.
 */
export function roundingNoise(s: Bands, enlarged: boolean): NoisePower {
  const even = (power: number): Float32Array => new Float32Array(s.fine.length).fill(enlarged ? power : 0);
  return { top: s.top.map((_, c) => even(c === 0 ? ROUNDING.finest : ROUNDING.chroma)), fine: even(ROUNDING.fine) };
}

function powerOf(values: Float32Array, window: number, mean: Mean): Float32Array {
  const square = values.map((value) => value * value);
  return mean(square, window, square);
}

/** A band of one plane in S and R, how much of S's survived, and the power of R's noise in it. */
interface Band {
  readonly s: Float32Array;
  readonly r: Float32Array;
  readonly gain: Float32Array;
  readonly noise: Float32Array;
  readonly window: number;
}

/** What came back beyond S's own detail times the gain, as far as it exceeds the noise: an empirical Wiener filter (Lee 1980). */
export function newDetail({ s, r, gain, noise, window }: Band, factor: number, mean: Mean): Float32Array {
  const extra = r.map((value, i) => value - gain[i]! * s[i]!);
  const power = powerOf(extra, window, mean);
  return extra.map((value, i) => value * Math.max(0, 1 - (factor * noise[i]!) / (power[i]! + 0.01)));
}

/** R's low frequencies, with the band that still carries the encoder's noise rebuilt from S's in the same way. */
export function withoutMediumNoise(
  lowS: Float32Array,
  lowQ: Float32Array,
  lowR: Float32Array,
  factor: number,
  mean: Mean,
): Float32Array {
  const window = radius.mediumNoise;
  const tone = mean(lowR, radius.medium);
  const s = difference(lowS, mean(lowS, radius.medium));
  const q = difference(lowQ, mean(lowQ, radius.medium));
  const r = difference(lowR, tone);
  const gain = mediumGain(q, r, mean);
  const out = newDetail({ s, r, gain, noise: powerOf(difference(q, s), window, mean), window }, factor, mean);
  for (let i = 0; i < out.length; i++) out[i]! += tone[i]! + gain[i]! * s[i]!;
  return out;
}

/** A covariance, not a ratio of deviations: where content moved it falls to 0, so that no ghost of the old detail stays. */
function mediumGain(q: Float32Array, r: Float32Array, mean: Mean): Float32Array {
  const cross = q.map((value, i) => value * r[i]!);
  mean(cross, radius.mediumGain, cross);
  const own = powerOf(q, radius.mediumGain, mean);
  return own.map((power, i) =>
    Math.min(MOST_MEDIUM_GAIN, Math.max(0, (cross[i]! + MEDIUM_GAIN_FLOOR) / (power + MEDIUM_GAIN_FLOOR))),
  );
}
