import { FINEST, band, withBlunt } from './bands';
import { boxScalars, boxVectors } from './box';
import { clampGain, smoothstep } from './clamp';
import { cleanedChange, fineDetail, wholeChange } from './detail';
import {
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

/** Between these gains, what P says of S's detail gives way to what Q says: `ON_GRID` of `test/reference/detail.ts`. */
const OFF_GRID: f32 = 0.6;
const ON_GRID: f32 = 0.85;

/** Finds where the tile taken in was retouched. False: nowhere. The limits are those of `test/reference/analyse.ts`. */
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
  for (let i: usize = 0; i < all; i += VECTOR) {
    const sq = v128.shuffle<f32>(v128.load(submitted + i), v128.load(control + i), 0, 4, 0, 4);
    v128.store(spare + i, v128.shuffle<f32>(sq, v128.load(retouched + i), 0, 1, 4, 4));
  }
  boxVectors(spare, spare, FINEST);
  for (let i: usize = 0; i < all; i += VECTOR) {
    const blunt = v128.load(spare + i);
    v128.store(submitted + i, v128.shuffle<f32>(v128.load(submitted + i), blunt, 0, 1, 2, 4));
    v128.store(control + i, v128.shuffle<f32>(v128.load(control + i), blunt, 0, 1, 2, 5));
    v128.store(retouched + i, v128.shuffle<f32>(v128.load(retouched + i), blunt, 0, 1, 2, 6));
  }
  boxVectors(submitted, lowS, 3);
  boxVectors(control, lowQ, 3);
  boxVectors(retouched, lowR, 3);

  measureDetail();
  keptDetail(gainFloor);

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

/** P was taken in the place of Q since the mask was found: what it says of S's detail is mixed in. */
export function controlTaken(): void {
  const all = <usize>(side * side) * VECTOR;
  boxVectors(control, spare, FINEST);
  withBlunt(control, spare);
  boxVectors(control, lowQ, 3);
  for (let i: usize = 0; i < all; i += VECTOR) {
    const s = band(submitted + i, lowS + i);
    const p = band(control + i, lowQ + i);
    const product = f32x4.mul(s, p);
    v128.store(spare + i, v128.shuffle<f32>(product, product, 0, 3, 0, 3));
  }
  boxVectors(spare, spare, 8);
  for (let i: usize = 0; i < all; i += VECTOR) {
    const own = v128.load(work + i);
    const sq = v128.shuffle<f32>(own, own, 1, 3, 1, 3);
    const sp = v128.load(spare + i);
    const onGrid = smoothstep(OFF_GRID, ON_GRID, v128.load32_splat(gain + (i >> 2)));
    const left = f32x4.add(sp, f32x4.mul(onGrid, f32x4.sub(sq, sp)));
    v128.store(work + i, v128.shuffle<f32>(own, left, 0, 4, 2, 5));
  }
}

/** Works out the change: leaves (red, green, blue, 1 - gain) in `work`. Uses up what was taken in. */
export function findChange(noise: f32, lossless: bool, enlarged: bool): void {
  fineDetail(noise, lossless, enlarged);
  if (lossless) wholeChange();
  else cleanedChange(noise);
}

/** Leaves in `work` how much of S's detail R and Q show: (finest of R, of Q, fine of R, of Q). */
function measureDetail(): void {
  const all = <usize>(side * side) * VECTOR;
  for (let i: usize = 0; i < all; i += VECTOR) {
    const s = band(submitted + i, lowS + i);
    const q = band(control + i, lowQ + i);
    const r = band(retouched + i, lowR + i);
    v128.store(work + i, f32x4.mul(v128.shuffle<f32>(s, s, 0, 0, 3, 3), v128.shuffle<f32>(r, q, 0, 4, 3, 7)));
  }
  boxVectors(work, work, 8);
}

/** Leaves in `gain` how much of luma's detail survived, both bands together. */
function keptDetail(gainFloor: f32): void {
  const all = <usize>(side * side) * VECTOR;
  const zero = f32x4.splat(0);
  const floor = f32x4.splat(gainFloor);
  for (let i: usize = 0; i < all; i += 4 * VECTOR) {
    const a = bothBands(work + i);
    const b = bothBands(work + i + VECTOR);
    const c = bothBands(work + i + 2 * VECTOR);
    const d = bothBands(work + i + 3 * VECTOR);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const cross = v128.shuffle<f32>(ab, cd, 0, 1, 4, 5);
    const own = f32x4.pmax(zero, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
    v128.store(gain + (i >> 2), clampGain(f32x4.div(f32x4.add(cross, floor), f32x4.add(own, floor))));
  }
}

function bothBands(at: usize): v128 {
  const v = v128.load(at);
  return f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
}

/** |low R - low Q| of one pixel, in relation to the encoder's local noise if that has been put into `spare`. */
function difference(at: usize, relative: bool): v128 {
  const d = f32x4.abs(toRgb(f32x4.sub(v128.load(lowR + at), v128.load(lowQ + at))));
  if (!relative) return d;
  return f32x4.div(d, f32x4.add(f32x4.sqrt(f32x4.pmax(f32x4.splat(0), v128.load(spare + at))), f32x4.splat(0.12)));
}
