import { clamp01, clampLost } from './clamp';
import { blues, greens, reds } from './four';
import { line, rowMasks, rows, wide } from './memory';

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
  const plane = (<usize>wide) << 2;
  const r0 = rows + <usize>p0 * plane * 4;
  const r1 = rows + <usize>p1 * plane * 4;
  const r2 = rows + <usize>p2 * plane * 4;
  const r3 = rows + <usize>p3 * plane * 4;
  const m0 = rowMasks + <usize>p0 * plane;
  const m1 = rowMasks + <usize>p1 * plane;
  const m2 = rowMasks + <usize>p2 * plane;
  const m3 = rowMasks + <usize>p3 * plane;
  const v0 = f32x4.splat(w0);
  const v1 = f32x4.splat(w1);
  const v2 = f32x4.splat(w2);
  const v3 = f32x4.splat(w3);
  const plain = !deep && channels == 3;
  const zero = f32x4.splat(0);
  let changed = 0;
  for (let x = 0; x < width; x += 4) {
    const at = (<usize>x) << 2;
    const masks = clamp01(mixed(m0 + at, m1 + at, m2 + at, m3 + at, v0, v1, v2, v3));
    if (!v128.any_true(f32x4.gt(masks, zero))) continue;
    const strength = f32x4.mul(masks, f32x4.splat(fade));
    const red = mixed(r0 + at, r1 + at, r2 + at, r3 + at, v0, v1, v2, v3);
    const second = at + plane;
    const green = mixed(r0 + second, r1 + second, r2 + second, r3 + second, v0, v1, v2, v3);
    const third = second + plane;
    const blue = mixed(r0 + third, r1 + third, r2 + third, r3 + third, v0, v1, v2, v3);
    const fourth = third + plane;
    const lost = clampLost(mixed(r0 + fourth, r1 + fourth, r2 + fourth, r3 + fourth, v0, v1, v2, v3));
    if (plain) changed += onPlain(line + <usize>(x * 3), strength, lost, red, green, blue);
    else changed += onOther(x, min(4, width - x), channels, colours, deep, strength, lost, red, green, blue);
  }
  return changed;
}

/** Four columns of four rows, mixed by the rows' weights. */
function mixed(a: usize, b: usize, c: usize, d: usize, v0: v128, v1: v128, v2: v128, v3: v128): v128 {
  let sum = f32x4.mul(v128.load(a), v0);
  sum = f32x4.add(sum, f32x4.mul(v128.load(b), v1));
  sum = f32x4.add(sum, f32x4.mul(v128.load(c), v2));
  return f32x4.add(sum, f32x4.mul(v128.load(d), v3));
}

/** old + strength * (change - lost * seen) */
function moved(old: v128, seen: v128, strength: v128, lost: v128, change: v128): v128 {
  return f32x4.add(old, f32x4.mul(strength, f32x4.sub(change, f32x4.mul(lost, seen))));
}

/** Four pixels of 8-bit RGB without alpha, which nearly every photograph is. */
function onPlain(here: usize, strength: v128, lost: v128, red: v128, green: v128, blue: v128): i32 {
  const before = v128.load(here);
  const r = reds(before);
  const g = greens(before);
  const b = blues(before);
  const rg = i16x8.narrow_i32x4_s(
    rounded(moved(r, r, strength, lost, red)),
    rounded(moved(g, g, strength, lost, green)),
  );
  const whole = rounded(moved(b, b, strength, lost, blue));
  // Narrowing clamps to 0..255.
  const bytes = i8x16.narrow_i16x8_u(rg, i16x8.narrow_i32x4_s(whole, whole));
  const after = v128.shuffle<u8>(bytes, bytes, 0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, 0, 0, 0, 0);
  const differing = i8x16.bitmask(i8x16.ne(after, before)) & 0xfff;
  if (differing == 0) return 0;
  v128.store64_lane(here, after, 0);
  v128.store32_lane(here, after, 2, 8);
  // One bit for each three: 0b001001001001.
  return popcnt((differing | (differing >> 1) | (differing >> 2)) & 0x249);
}

/** Half is rounded up; below 0, where truncating rounds the other way, the value is clamped anyway. */
function rounded(value: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.add(value, f32x4.splat(0.5)));
}

/** Up to four pixels of any other kind, from column `x` on. */
function onOther(
  x: i32,
  count: i32,
  channels: i32,
  colours: i32,
  deep: bool,
  strength: v128,
  lost: v128,
  red: v128,
  green: v128,
  blue: v128,
): i32 {
  const unit: f32 = deep ? 257 : 1;
  const top: f32 = deep ? 65535 : 255;
  let alpha = f32x4.splat(1);
  if (channels > colours) {
    alpha = f32x4.div(four(x, colours, channels, deep), f32x4.splat(top));
    // The colours under full transparency stay as they are.
    strength = v128.and(strength, f32x4.ne(alpha, f32x4.splat(0)));
  }
  const white = f32x4.mul(f32x4.sub(f32x4.splat(1), alpha), f32x4.splat(255));
  const whole = f32x4.mul(strength, f32x4.splat(unit));
  let differing = i32x4.splat(0);
  for (let channel = 0; channel < colours; channel++) {
    const old = four(x, channel, channels, deep);
    // What the service saw: the pixel on the backdrop that the submission copy was put on, which is white.
    const seen = f32x4.add(f32x4.mul(old, f32x4.mul(alpha, f32x4.splat(<f32>1 / unit))), white);
    const change = channel == 0 ? red : channel == 1 ? green : blue;
    const result = f32x4.floor(f32x4.add(moved(old, seen, whole, lost, change), f32x4.splat(0.5)));
    const clamped = f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(top), result));
    differing = v128.or(differing, f32x4.ne(clamped, old));
    put(x, channel, channels, deep, f32x4.extract_lane(clamped, 0));
    if (count > 1) put(x + 1, channel, channels, deep, f32x4.extract_lane(clamped, 1));
    if (count > 2) put(x + 2, channel, channels, deep, f32x4.extract_lane(clamped, 2));
    if (count > 3) put(x + 3, channel, channels, deep, f32x4.extract_lane(clamped, 3));
  }
  return popcnt(i32x4.bitmask(differing));
}

/** One channel of four pixels. */
function four(x: i32, channel: i32, channels: i32, deep: bool): v128 {
  return f32x4(
    value(x, channel, channels, deep),
    value(x + 1, channel, channels, deep),
    value(x + 2, channel, channels, deep),
    value(x + 3, channel, channels, deep),
  );
}

function value(x: i32, channel: i32, channels: i32, deep: bool): f32 {
  const at = <usize>(x * channels + channel);
  return deep ? <f32>load<u16>(line + (at << 1)) : <f32>load<u8>(line + at);
}

function put(x: i32, channel: i32, channels: i32, deep: bool, v: f32): void {
  const at = <usize>(x * channels + channel);
  if (deep) store<u16>(line + (at << 1), <u16>v);
  else store<u8>(line + at, <u8>v);
}
