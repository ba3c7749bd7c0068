import { boxVectors } from './box';
import { VECTOR, gain, lowQ, lowR, lowS, retouched, side, spare, submitted, control, work } from './memory';
import { toRgb } from './opponent';

/** Radii of `transfer/analyse.ts`. */
const MEDIUM: i32 = 7;
const MEDIUM_GAIN: i32 = 6;
const FINE_NOISE: i32 = 4;
const MEDIUM_NOISE: i32 = 6;
const MEDIUM_GAIN_FLOOR: f32 = 0.1;
const MOST_MEDIUM_GAIN: f32 = 2;

/** Puts what came back beyond S's own fine detail times the gain, without the encoder's noise, in the place of R. */
export function fineDetail(noise: f32): void {
  const all = <usize>(side * side) * VECTOR;
  for (let i: usize = 0; i < all; i += VECTOR) {
    const s = v128.load(submitted + i);
    const high = f32x4.sub(s, v128.load(lowS + i));
    const g = v128.load32_splat(gain + (i >> 2));
    const e = f32x4.sub(f32x4.sub(v128.load(retouched + i), v128.load(lowR + i)), f32x4.mul(g, high));
    const z = f32x4.sub(f32x4.sub(v128.load(control + i), s), f32x4.sub(v128.load(lowQ + i), v128.load(lowS + i)));
    v128.store(retouched + i, e);
    v128.store(work + i, f32x4.mul(e, e));
    v128.store(spare + i, f32x4.mul(z, z));
  }
  boxVectors(work, work, FINE_NOISE);
  boxVectors(spare, spare, FINE_NOISE);
  for (let i: usize = 0; i < all; i += VECTOR) {
    v128.store(retouched + i, f32x4.mul(kept(i, noise), v128.load(retouched + i)));
  }
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
