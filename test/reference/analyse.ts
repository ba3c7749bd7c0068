import type { Mean, Planes } from './bands.ts';
import { difference, fromOpponent, meansOf, radius, smoothstep, toBands, toOpponent } from './bands.ts';
import {
  detailOf,
  gainsOf,
  leftByEncoder,
  newDetail,
  noisePower,
  roundingNoise,
  wholeGain,
  withoutMediumNoise,
} from './detail.ts';
import { limits } from '../../electron/imaging/transfer/limits.ts';
import type { EncoderMatch } from '../../electron/imaging/transfer/types.ts';

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
  /** How much of the finest detail survived the retouch: 0 nothing, 1 all of it, more where tones were steepened. */
  readonly gain: Float32Array;
  /** Where anything was retouched, 0 to 1. */
  readonly mask: Float32Array;
}

/**
 * Works out, for one tile, what the service changed and how much of the detail it left. `enlarged`: whether the original is larger than
 * the small pictures. The readable form of the kernels.
 */
export function analyseTile(tile: TilePlanes, match: EncoderMatch, enlarged: boolean): TileChange {
  const limit = limits[match];
  const mean = meansOf(tile.side);
  const s = toBands(toOpponent(tile.submitted), mean);
  const r = toBands(toOpponent(tile.retouched), mean);
  const q = toBands(toOpponent(tile.control), mean);

  const sr = detailOf(s, r, mean);
  const sq = detailOf(s, q, mean);
  const kept = wholeGain(sr, sq, limit.gainFloor);
  const mask = whereRetouched({ lowS: s.low, lowQ: q.low, lowR: r.low }, kept, match, mean);

  const p = tile.shifted && toBands(toOpponent(tile.shifted), mean);
  const control = p ?? q;
  const noise = match === 'lossless' ? roundingNoise(s, enlarged) : noisePower(s, control, mean);
  const gain = gainsOf(sr, p ? leftByEncoder(sq, detailOf(s, p, mean), kept) : sq, noise.top[0]!);

  const window = radius.fineNoise;
  const fine = newDetail({ s: s.fine, r: r.fine, gain: gain.fine, noise: noise.fine, window }, limit.noise, mean);
  const change = s.top.map((top, c) => {
    const band = { s: top, r: r.top[c]!, gain: gain.finest, noise: noise.top[c]!, window };
    const out = newDetail(band, limit.noise, mean);
    const [lowS, lowQ, lowR] = [s.low[c]!, control.low[c]!, r.low[c]!];
    const rest = match === 'lossless' ? lowR : withoutMediumNoise(lowS, lowQ, lowR, limit.noise, mean);
    for (let i = 0; i < out.length; i++) out[i]! += rest[i]! - gain.finest[i]! * lowS[i]!;
    // Luma's fine band keeps a gain of its own.
    if (c === 0)
      for (let i = 0; i < out.length; i++) out[i]! += fine[i]! + (gain.fine[i]! - gain.finest[i]!) * s.fine[i]!;
    return out;
  });
  return { change: fromOpponent(change), gain: gain.finest, mask };
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
