import { band } from './bands';
import { boxVectors } from './box';
import { clampGain } from './clamp';
import { VECTOR, gain, lowQ, lowR, lowS, retouched, side, spare, submitted, control, work } from './memory';
import { toRgb } from './opponent';

/** Radii of `test/reference/bands.ts`, and what else `test/reference/detail.ts` calculates with. */
const MEDIUM: i32 = 7;
const MEDIUM_GAIN: i32 = 6;
const FINE_NOISE: i32 = 4;
const MEDIUM_NOISE: i32 = 6;
const MEDIUM_GAIN_FLOOR: f32 = 0.1;
const MOST_MEDIUM_GAIN: f32 = 2;
const FINE_FLOOR: f32 = 0.1;
const FINEST_FLOOR: f32 = 0.05;
const FINEST_DOUBT: f32 = 10;
const ROUNDING_FINEST: f32 = 0.0331;
const ROUNDING_FINE: f32 = 0.0034;
const ROUNDING_CHROMA: f32 = 0.032;

/**
 * Puts what came back beyond S's own detail times its gains, without the encoder's noise, in the place of R; luma's two bands together. Leaves
 * the finest detail's gain in `gain`.
 */
export function fineDetail(noise: f32, lossless: bool, enlarged: bool): void {
  const all = <usize>(side * side) * VECTOR;
  const even = enlarged ? f32x4(ROUNDING_FINEST, ROUNDING_CHROMA, ROUNDING_CHROMA, ROUNDING_FINE) : f32x4.splat(0);
  if (!lossless) {
    for (let i: usize = 0; i < all; i += VECTOR) {
      const z = f32x4.sub(band(control + i, lowQ + i), band(submitted + i, lowS + i));
      v128.store(spare + i, f32x4.mul(z, z));
    }
    boxVectors(spare, spare, FINE_NOISE);
  } else {
    for (let i: usize = 0; i < all; i += VECTOR) v128.store(spare + i, even);
  }
  for (let i: usize = 0; i < all; i += 4 * VECTOR) {
    const gains = fineGain(i);
    const finest = finestGain(i, gains);
    v128.store(gain + (i >> 2), finest);
    extra(i, v128.shuffle<f32>(finest, gains, 0, 0, 0, 4));
    extra(i + VECTOR, v128.shuffle<f32>(finest, gains, 1, 1, 1, 5));
    extra(i + 2 * VECTOR, v128.shuffle<f32>(finest, gains, 2, 2, 2, 6));
    extra(i + 3 * VECTOR, v128.shuffle<f32>(finest, gains, 3, 3, 3, 7));
  }
  boxVectors(work, work, FINE_NOISE);
  const none = f32x4.splat(0);
  for (let i: usize = 0; i < all; i += VECTOR) {
    const fresh = f32x4.mul(kept(i, noise), v128.load(retouched + i));
    const both = f32x4.add(fresh, v128.shuffle<f32>(fresh, none, 3, 4, 4, 4));
    v128.store(retouched + i, f32x4.add(both, v128.load(submitted + i)));
  }
}

/** The gain of luma's fine detail of four pixels, by what `work` says. */
function fineGain(at: usize): v128 {
  const low = v128.shuffle<f32>(v128.load(work + at), v128.load(work + at, 16), 2, 6, 3, 7);
  const high = v128.shuffle<f32>(v128.load(work + at, 32), v128.load(work + at, 48), 2, 6, 3, 7);
  const cross = v128.shuffle<f32>(low, high, 0, 1, 4, 5);
  const left = f32x4.pmax(f32x4.splat(0), v128.shuffle<f32>(low, high, 2, 3, 6, 7));
  const floor = f32x4.splat(FINE_FLOOR);
  return clampGain(f32x4.div(f32x4.add(cross, floor), f32x4.add(left, floor)));
}

/** That of the finest, drawn to the fine one's the more the stronger the noise in `spare` is. */
function finestGain(at: usize, fine: v128): v128 {
  const low = v128.shuffle<f32>(v128.load(work + at), v128.load(work + at, 16), 0, 4, 1, 5);
  const high = v128.shuffle<f32>(v128.load(work + at, 32), v128.load(work + at, 48), 0, 4, 1, 5);
  const cross = v128.shuffle<f32>(low, high, 0, 1, 4, 5);
  const left = f32x4.pmax(f32x4.splat(0), v128.shuffle<f32>(low, high, 2, 3, 6, 7));
  const lowNoise = v128.shuffle<f32>(v128.load(spare + at), v128.load(spare + at, 16), 0, 4, 0, 4);
  const highNoise = v128.shuffle<f32>(v128.load(spare + at, 32), v128.load(spare + at, 48), 0, 4, 0, 4);
  const noise = v128.shuffle<f32>(lowNoise, highNoise, 0, 1, 4, 5);
  const floor = f32x4.add(f32x4.splat(FINEST_FLOOR), f32x4.mul(f32x4.splat(FINEST_DOUBT), noise));
  return clampGain(f32x4.div(f32x4.add(cross, f32x4.mul(floor, fine)), f32x4.add(left, floor)));
}

/** One pixel's new detail, and its power; in the place of S, what luma's fine detail keeps more than the finest. */
function extra(at: usize, gains: v128): void {
  const s = band(submitted + at, lowS + at);
  const e = f32x4.sub(band(retouched + at, lowR + at), f32x4.mul(gains, s));
  const more = f32x4.mul(f32x4.sub(gains, v128.shuffle<f32>(gains, gains, 0, 0, 0, 0)), s);
  v128.store(retouched + at, e);
  v128.store(work + at, f32x4.mul(e, e));
  v128.store(submitted + at, v128.shuffle<f32>(more, more, 3, 0, 0, 0));
}

/** The Wiener filter's share: powers of what is new in `work`, of the noise in `spare`. */
function kept(at: usize, noise: f32): v128 {
  const ratio = f32x4.div(
    f32x4.mul(f32x4.splat(noise), v128.load(spare + at)),
    f32x4.add(v128.load(work + at), f32x4.splat(0.01)),
  );
  return f32x4.pmax(f32x4.splat(0), f32x4.sub(f32x4.splat(1), ratio));
}

/** Leaves the change in `work`, R's low frequencies being taken as they are: nothing was lost on the way back. */
export function wholeChange(): void {
  const all = <usize>(side * side) * VECTOR;
  for (let i: usize = 0; i < all; i += VECTOR) {
    const g = load<f32>(gain + (i >> 2));
    const low = f32x4.sub(v128.load(lowR + i), f32x4.mul(f32x4.splat(g), v128.load(lowS + i)));
    put(i, f32x4.add(low, v128.load(retouched + i)), g);
  }
}

/** Leaves the change in `work`, with the band of R's low frequencies that carries the encoder's noise rebuilt from S's. */
export function cleanedChange(noise: f32): void {
  const all = <usize>(side * side) * VECTOR;
  boxVectors(lowS, submitted, MEDIUM);
  boxVectors(lowQ, control, MEDIUM);
  boxVectors(lowR, work, MEDIUM);
  // From here on the three places hold medium detail, and R's all that is already settled.
  for (let i: usize = 0; i < all; i += VECTOR) {
    const low = v128.load(lowS + i);
    const tone = v128.load(work + i);
    const s = f32x4.sub(low, v128.load(submitted + i));
    const q = f32x4.sub(v128.load(lowQ + i), v128.load(control + i));
    const r = f32x4.sub(v128.load(lowR + i), tone);
    const g = v128.load32_splat(gain + (i >> 2));
    v128.store(retouched + i, f32x4.add(v128.load(retouched + i), f32x4.sub(tone, f32x4.mul(g, low))));
    v128.store(submitted + i, s);
    v128.store(control + i, q);
    v128.store(lowR + i, r);
    v128.store(work + i, f32x4.mul(q, r));
    v128.store(spare + i, f32x4.mul(q, q));
  }
  boxVectors(work, work, MEDIUM_GAIN);
  boxVectors(spare, spare, MEDIUM_GAIN);
  const floor = f32x4.splat(MEDIUM_GAIN_FLOOR);
  for (let i: usize = 0; i < all; i += VECTOR) {
    const ratio = f32x4.div(f32x4.add(v128.load(work + i), floor), f32x4.add(v128.load(spare + i), floor));
    const g = f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(MOST_MEDIUM_GAIN), ratio));
    const s = v128.load(submitted + i);
    const own = f32x4.mul(g, s);
    const e = f32x4.sub(v128.load(lowR + i), own);
    const z = f32x4.sub(v128.load(control + i), s);
    v128.store(retouched + i, f32x4.add(v128.load(retouched + i), own));
    v128.store(lowR + i, e);
    v128.store(work + i, f32x4.mul(e, e));
    v128.store(spare + i, f32x4.mul(z, z));
  }
  boxVectors(work, work, MEDIUM_NOISE);
  boxVectors(spare, spare, MEDIUM_NOISE);
  for (let i: usize = 0; i < all; i += VECTOR) {
    const extra = f32x4.mul(kept(i, noise), v128.load(lowR + i));
    put(i, f32x4.add(v128.load(retouched + i), extra), load<f32>(gain + (i >> 2)));
  }
}

function put(at: usize, change: v128, g: f32): void {
  v128.store(work + at, f32x4.replace_lane(toRgb(change), 3, <f32>1 - g));
}
