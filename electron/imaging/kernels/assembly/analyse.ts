import { boxScalars, boxVectors } from './box';
import { smoothstep } from './clamp';
import { cleanedChange, fineDetail, wholeChange } from './detail';
import {
  MOST_GAIN,
  VECTOR,
  control,
  gain,
  lowQ,
  lowR,
  lowS,
  mask,
  retouched,
  side,
  spare,
  submitted,
  work,
} from './memory';
import { toRgb } from './opponent';

/** Finds where the tile taken in was retouched. False: nowhere. The limits are those of `transfer/analyse.ts`. */
export function findMask(
  gainFloor: f32,
  toneFrom: f32,
  toneTo: f32,
  lostFrom: f32,
  lostTo: f32,
  relative: bool,
): bool {
  const pixels = <usize>(side * side);
  const all = pixels * VECTOR;
  boxVectors(submitted, lowS, 3);
  boxVectors(control, lowQ, 3);
  boxVectors(retouched, lowR, 3);

  measureGain(gainFloor);

  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (relative) {
    for (let i: usize = 0; i < all; i += VECTOR) {
      const z = toRgb(f32x4.sub(v128.load(lowQ + i), v128.load(lowS + i)));
      v128.store(spare + i, f32x4.mul(z, z));
    }
    boxVectors(spare, spare, 16);
  }
  for (let i: usize = 0; i < all; i += 4 * VECTOR) {
    const a = difference(i, relative);
    const b = difference(i + 16, relative);
    const c = difference(i + 32, relative);
    const d = difference(i + 48, relative);
    // Four pixels side by side: the largest of their three channels.
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const thirds = v128.shuffle<f32>(
      v128.shuffle<f32>(a, b, 2, 6, 2, 6),
      v128.shuffle<f32>(c, d, 2, 6, 2, 6),
      0,
      1,
      4,
      5,
    );
    const tone = f32x4.pmax(
      f32x4.pmax(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7)),
      thirds,
    );
    const lost = f32x4.sub(one, v128.load(gain + (i >> 2)));
    v128.store(mask + (i >> 2), f32x4.pmax(smoothstep(toneFrom, toneTo, tone), smoothstep(lostFrom, lostTo, lost)));
  }
  if (relative) {
    boxScalars(mask, spare, 9);
    for (let i: usize = 0; i < pixels << 2; i += 4) if (load<f32>(spare + i) < <f32>0.35) store<f32>(mask + i, 0);
  }
  boxScalars(mask, mask, 3);
  boxScalars(mask, mask, 3);
  boxScalars(mask, mask, 3);
  let any = zero;
  for (let i: usize = 0; i < pixels << 2; i += VECTOR) {
    const m = f32x4.pmin(one, f32x4.mul(f32x4.splat(2.2), v128.load(mask + i)));
    const kept = v128.and(m, f32x4.ge(m, f32x4.splat(0.02)));
    any = v128.or(any, kept);
    v128.store(mask + i, kept);
  }
  return v128.any_true(any);
}

/** Another control picture was taken in since the mask was found: measures what hangs on it anew. */
export function controlTaken(gainFloor: f32): void {
  boxVectors(control, lowQ, 3);
  measureGain(gainFloor);
}

/** Works out the change: leaves (red, green, blue, 1 - gain) in `work`. Uses up what was taken in. */
export function findChange(noise: f32, lossless: bool): void {
  fineDetail(noise);
  if (lossless) wholeChange();
  else cleanedChange(noise);
}

/** Gain: covariance of the two luma details over the power of the control's. */
function measureGain(gainFloor: f32): void {
  const all = <usize>(side * side) * VECTOR;
  for (let i: usize = 0; i < all; i += VECTOR) {
    const q = f32x4.sub(v128.load(control + i), v128.load(lowQ + i));
    const r = f32x4.sub(v128.load(retouched + i), v128.load(lowR + i));
    // Luma of both products, side by side.
    v128.store(work + i, v128.shuffle<f32>(f32x4.mul(q, r), f32x4.mul(q, q), 0, 4, 0, 4));
  }
  boxVectors(work, work, 8);
  const zero = f32x4.splat(0);
  const floor = f32x4.splat(gainFloor);
  for (let i: usize = 0; i < all; i += 4 * VECTOR) {
    const a = v128.load(work + i);
    const b = v128.load(work + i, 16);
    const c = v128.load(work + i, 32);
    const d = v128.load(work + i, 48);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const cross = v128.shuffle<f32>(ab, cd, 0, 1, 4, 5);
    const own = v128.shuffle<f32>(ab, cd, 2, 3, 6, 7);
    const ratio = f32x4.div(f32x4.add(cross, floor), f32x4.add(own, floor));
    v128.store(gain + (i >> 2), f32x4.pmax(zero, f32x4.pmin(f32x4.splat(MOST_GAIN), ratio)));
  }
}

/** |low R - low Q| of one pixel, in relation to the encoder's local noise if that has been put into `spare`. */
function difference(at: usize, relative: bool): v128 {
  const d = f32x4.abs(toRgb(f32x4.sub(v128.load(lowR + at), v128.load(lowQ + at))));
  if (!relative) return d;
  return f32x4.div(d, f32x4.add(f32x4.sqrt(f32x4.pmax(f32x4.splat(0), v128.load(spare + at))), f32x4.splat(0.12)));
}
