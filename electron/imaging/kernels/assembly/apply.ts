import { clamp01, clampLost } from './clamp';
import { VECTOR, line, rowMasks, rows, strengths, wide } from './memory';

/**
 * Changes one line of the original, which the caller put at `lineAt`. `p0` to `p3`: ring places of the four small rows around it,
 * `w0` to `w3` their weights. Returns how many pixels came out different.
 */
export function apply(
  width: i32,
  channels: i32,
  colours: i32,
  deep: bool,
  fade: f32,
  p0: i32,
  w0: f32,
  p1: i32,
  w1: f32,
  p2: i32,
  w2: f32,
  p3: i32,
  w3: f32,
): i32 {
  const r0 = rows + <usize>(p0 * wide) * VECTOR;
  const r1 = rows + <usize>(p1 * wide) * VECTOR;
  const r2 = rows + <usize>(p2 * wide) * VECTOR;
  const r3 = rows + <usize>(p3 * wide) * VECTOR;
  const m0 = rowMasks + ((<usize>(p0 * wide)) << 2);
  const m1 = rowMasks + ((<usize>(p1 * wide)) << 2);
  const m2 = rowMasks + ((<usize>(p2 * wide)) << 2);
  const m3 = rowMasks + ((<usize>(p3 * wide)) << 2);
  const v0 = f32x4.splat(w0);
  const v1 = f32x4.splat(w1);
  const v2 = f32x4.splat(w2);
  const v3 = f32x4.splat(w3);
  if (!deep && channels == 3) return applyRgb8(width, fade, r0, r1, r2, r3, m0, m1, m2, m3, v0, v1, v2, v3);
  const unit: f32 = deep ? 257 : 1;
  const top: f32 = deep ? 65535 : 255;
  const shift = deep ? 1 : 0;
  const zero = f32x4.splat(0);
  let changed = 0;
  for (let x = 0; x < width; x++) {
    const at4 = (<usize>x) << 2;
    const m = load<f32>(m0 + at4) * w0 + load<f32>(m1 + at4) * w1 + load<f32>(m2 + at4) * w2 + load<f32>(m3 + at4) * w3;
    if (m <= 0) continue;
    const at = <usize>x * VECTOR;
    let change = f32x4.mul(v128.load(r0 + at), v0);
    change = f32x4.add(change, f32x4.mul(v128.load(r1 + at), v1));
    change = f32x4.add(change, f32x4.mul(v128.load(r2 + at), v2));
    change = f32x4.add(change, f32x4.mul(v128.load(r3 + at), v3));
    const lost = clampLost(v128.shuffle<f32>(change, change, 3, 3, 3, 3));
    const here = line + ((<usize>(x * channels)) << shift);
    let alpha: f32 = 1;
    if (channels > colours) {
      alpha = value(here, colours, deep) / top;
      if (alpha == 0) continue;
    }
    const old =
      colours == 1
        ? f32x4.splat(value(here, 0, deep))
        : f32x4(value(here, 0, deep), value(here, 1, deep), value(here, 2, deep), 0);
    // What the service saw: the pixel on the backdrop that the submission copy was put on, which is white.
    let seen = f32x4.mul(old, f32x4.splat(alpha / unit));
    if (alpha < 1) seen = f32x4.add(seen, f32x4.splat((<f32>1 - alpha) * 255));
    const strength = f32x4.splat(fade * min<f32>(1, m) * unit);
    const result = f32x4.add(old, f32x4.mul(strength, f32x4.sub(change, f32x4.mul(lost, seen))));
    const rounded = f32x4.pmax(zero, f32x4.pmin(f32x4.splat(top), f32x4.floor(f32x4.add(result, f32x4.splat(0.5)))));
    if (colours == 1) {
      if (f32x4.extract_lane(rounded, 0) == f32x4.extract_lane(old, 0)) continue;
      put(here, 0, deep, f32x4.extract_lane(rounded, 0));
    } else {
      const same = f32x4.eq(rounded, old);
      if (i32x4.extract_lane(same, 0) != 0 && i32x4.extract_lane(same, 1) != 0 && i32x4.extract_lane(same, 2) != 0)
        continue;
      put(here, 0, deep, f32x4.extract_lane(rounded, 0));
      put(here, 1, deep, f32x4.extract_lane(rounded, 1));
      put(here, 2, deep, f32x4.extract_lane(rounded, 2));
    }
    changed++;
  }
  return changed;
}

/** The same for 8-bit RGB without alpha, which nearly every photograph is. */
function applyRgb8(
  width: i32,
  fade: f32,
  r0: usize,
  r1: usize,
  r2: usize,
  r3: usize,
  m0: usize,
  m1: usize,
  m2: usize,
  m3: usize,
  v0: v128,
  v1: v128,
  v2: v128,
  v3: v128,
): i32 {
  const zero = f32x4.splat(0);
  const half = f32x4.splat(0.5);
  let changed = 0;
  for (let x = 0; x < width; x += 4) {
    const at4 = (<usize>x) << 2;
    let masks = f32x4.mul(v128.load(m0 + at4), v0);
    masks = f32x4.add(masks, f32x4.mul(v128.load(m1 + at4), v1));
    masks = f32x4.add(masks, f32x4.mul(v128.load(m2 + at4), v2));
    masks = f32x4.add(masks, f32x4.mul(v128.load(m3 + at4), v3));
    masks = f32x4.mul(clamp01(masks), f32x4.splat(fade));
    if (!v128.any_true(f32x4.gt(masks, zero))) continue;
    v128.store(strengths, masks);
    const last = min(4, width - x);
    for (let i = 0; i < last; i++) {
      const at = <usize>(x + i) * VECTOR;
      let change = f32x4.mul(v128.load(r0 + at), v0);
      change = f32x4.add(change, f32x4.mul(v128.load(r1 + at), v1));
      change = f32x4.add(change, f32x4.mul(v128.load(r2 + at), v2));
      change = f32x4.add(change, f32x4.mul(v128.load(r3 + at), v3));
      const lost = clampLost(v128.shuffle<f32>(change, change, 3, 3, 3, 3));
      const here = line + <usize>((x + i) * 3);
      const word = load<u32>(here);
      const old = f32x4.convert_i32x4_s(
        i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(i32x4.replace_lane(i32x4.splat(0), 0, word))),
      );
      const delta = f32x4.mul(
        v128.load32_splat(strengths + ((<usize>i) << 2)),
        f32x4.sub(change, f32x4.mul(lost, old)),
      );
      const whole = i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.add(f32x4.add(old, delta), half)));
      // Narrowing clamps to 0..255.
      const words = i16x8.narrow_i32x4_s(whole, whole);
      const result = i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0);
      if (((result ^ word) & 0xffffff) == 0) continue;
      store<u16>(here, <u16>result);
      store<u8>(here, <u8>(result >> 16), 2);
      changed++;
    }
  }
  return changed;
}

function value(at: usize, channel: i32, deep: bool): f32 {
  return deep ? <f32>load<u16>(at + ((<usize>channel) << 1)) : <f32>load<u8>(at + <usize>channel);
}

function put(at: usize, channel: i32, deep: bool, v: f32): void {
  if (deep) store<u16>(at + ((<usize>channel) << 1), <u16>v);
  else store<u8>(at + <usize>channel, <u8>v);
}
