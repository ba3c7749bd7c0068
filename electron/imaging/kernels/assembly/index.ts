/**
 * The transfer's arithmetic as SIMD WebAssembly (AssemblyScript). `transfer/analyse.ts` and `transfer/apply.ts` are the readable
 * form of the same formulas; a test holds the two together. Every pixel is one vector: red, green, blue, luma.
 */

// Vectors, `side` x `side` each.
let submitted: usize = 0;
let control: usize = 0;
let retouched: usize = 0;
let lowS: usize = 0;
let lowQ: usize = 0;
let lowR: usize = 0;
let work: usize = 0;
let spare: usize = 0;
let between: usize = 0;
// Scalars.
let gain: usize = 0;
let mask: usize = 0;
let shares: usize = 0;
let sums: usize = 0;
// Exchanged with the caller.
let bytes: usize = 0;
let taps: usize = 0;
let tapWeights: usize = 0;
let rows: usize = 0;
let rowMasks: usize = 0;
let line: usize = 0;
let tables: usize = 0;
let strengths: usize = 0;

let side: i32 = 0;
let wide: i32 = 0;

const VECTOR: usize = 16;
/** Rows that the widest window needs at once: 2 * 16 + 2. */
const RING: i32 = 34;
/** As in `transfer/analyse.ts`. */
const MOST_GAIN: f32 = 1.5;
/** Entries of one tone table, see `transfer/colour-map.ts`. */
const STEPS: i32 = 4096;

/** Lays out the memory for tiles of `newSide` pixels that are enlarged to at most `newWide`. Call before anything else. */
export function reserve(newSide: i32, newWide: i32): void {
  side = newSide;
  // A multiple of 4, for loops that take four columns at once.
  wide = (newWide + 3) & ~3;
  const pixels = <usize>(side * side);
  let at: usize = (__heap_base + 15) & ~15;
  submitted = at; at += pixels * VECTOR;
  control = at; at += pixels * VECTOR;
  retouched = at; at += pixels * VECTOR;
  lowS = at; at += pixels * VECTOR;
  lowQ = at; at += pixels * VECTOR;
  lowR = at; at += pixels * VECTOR;
  work = at; at += pixels * VECTOR;
  spare = at; at += pixels * VECTOR;
  between = at; at += <usize>(side * RING) * VECTOR;
  gain = at; at += pixels * 4;
  mask = at; at += (pixels * 4 + 15) & ~15;
  shares = at; at += ((<usize>side * 4) + 15) & ~15;
  sums = at; at += <usize>side * VECTOR;
  bytes = at; at += (pixels * 3 + 15) & ~15;
  taps = at; at += ((<usize>wide * 4) + 15) & ~15;
  tapWeights = at; at += <usize>wide * VECTOR;
  rows = at; at += <usize>wide * VECTOR * 4;
  rowMasks = at; at += ((<usize>wide * 4 * 4) + 15) & ~15;
  line = at; at += ((<usize>wide * 8) + 15) & ~15;
  strengths = at; at += VECTOR;
  tables = at; at += 1024 + 48 + <usize>(STEPS + 4) * 4 * 3;
  const needed = <i32>((at + 65535) >> 16) - memory.size();
  if (needed > 0) memory.grow(needed);
}

export function bytesAt(): usize { return bytes; }
export function tapsAt(): usize { return taps; }
export function tapWeightsAt(): usize { return tapWeights; }
export function lineAt(): usize { return line; }
export function maskAt(): usize { return mask; }
export function tablesAt(): usize { return tables; }

@inline function slot(which: i32): usize {
  return which == 0 ? submitted : which == 1 ? control : retouched;
}

/** Takes the RGB bytes at `bytesAt` as picture `which` (0: S, 1: Q, 2: R). Kinds: 0 as they are, 1 grey by luma, 2 by the tables. */
export function take(which: i32, kind: i32): void {
  const to = slot(which);
  const pixels = <usize>(side * side);
  let from = bytes;
  for (let i: usize = 0; i < pixels; i++, from += 3) {
    let r = <f32>load<u8>(from);
    let g = <f32>load<u8>(from, 1);
    let b = <f32>load<u8>(from, 2);
    if (kind == 2) {
      const lr = load<f32>(tables + (<usize>load<u8>(from) << 2));
      const lg = load<f32>(tables + (<usize>load<u8>(from, 1) << 2));
      const lb = load<f32>(tables + (<usize>load<u8>(from, 2) << 2));
      r = encoded(0, lr, lg, lb);
      g = encoded(1, lr, lg, lb);
      b = encoded(2, lr, lg, lb);
    }
    const luma = <f32>0.299 * r + <f32>0.587 * g + <f32>0.114 * b;
    v128.store(to + i * VECTOR, kind == 1 ? f32x4.splat(luma) : f32x4(r, g, b, luma));
  }
}

@inline function encoded(channel: i32, r: f32, g: f32, b: f32): f32 {
  const row = tables + 1024 + <usize>channel * 12;
  const light = load<f32>(row) * r + load<f32>(row, 4) * g + load<f32>(row, 8) * b;
  const position = sqrt<f32>(min<f32>(1, max<f32>(0, light))) * <f32>STEPS;
  const i = min<i32>(STEPS - 1, <i32>position);
  const at = tables + 1024 + 36 + <usize>(channel * (STEPS + 1) + i) * 4;
  const low = load<f32>(at);
  return low + (load<f32>(at, 4) - low) * (position - <f32>i);
}

/** 1 / how many pixels of a line lie within `r` of each of its pixels. */
function countShares(r: i32): void {
  for (let x = 0; x < side; x++) {
    const count = min(side - 1, x + r) - max(0, x - r) + 1;
    store<f32>(shares + (<usize>x << 2), <f32>1 / <f32>count);
  }
}

/** Running sums along one row of vectors: from `from`, times the row's share, to `to`. */
@inline function sumRow(from: usize, to: usize, r: i32): void {
  const reach = <usize>r * VECTOR;
  const end = <usize>side * VECTOR;
  let sum = f32x4.splat(0);
  for (let x: usize = 0; x < reach; x += VECTOR) sum = f32x4.add(sum, v128.load(from + x));
  let share = shares;
  let x: usize = 0;
  for (; x <= reach; x += VECTOR, share += 4) {
    sum = f32x4.add(sum, v128.load(from + x + reach));
    v128.store(to + x, f32x4.mul(sum, v128.load32_splat(share)));
  }
  for (; x < end - reach; x += VECTOR, share += 4) {
    // One addition in the chain from pixel to pixel instead of two.
    sum = f32x4.add(sum, f32x4.sub(v128.load(from + x + reach), v128.load(from + x - reach - VECTOR)));
    v128.store(to + x, f32x4.mul(sum, v128.load32_splat(share)));
  }
  for (; x < end; x += VECTOR, share += 4) {
    sum = f32x4.sub(sum, v128.load(from + x - reach - VECTOR));
    v128.store(to + x, f32x4.mul(sum, v128.load32_splat(share)));
  }
}

/** The same along a row of scalars. */
@inline function sumScalarRow(from: usize, to: usize, r: i32): void {
  let sum: f32 = 0;
  for (let x = 0; x < r; x++) sum += load<f32>(from + (<usize>x << 2));
  for (let x = 0; x < side; x++) {
    if (x + r < side) sum += load<f32>(from + (<usize>(x + r) << 2));
    if (x > r) sum -= load<f32>(from + (<usize>(x - r - 1) << 2));
    store<f32>(to + (<usize>x << 2), sum * load<f32>(shares + (<usize>x << 2)));
  }
}

/**
 * Box mean by running sums, of vectors or of scalars. Rows are summed into a ring just long enough for the columns' window, so
 * that it stays in the cache. `dst` may be `src`. `side` is a multiple of 4 and more than twice `r`.
 */
@inline function box(src: usize, dst: usize, r: i32, stride: usize, vectors: bool): void {
  countShares(r);
  const ringRows = 2 * r + 2;
  memory.fill(sums, 0, stride);
  for (let entering = 0; entering < side + r; entering++) {
    const fresh = between + <usize>(entering % ringRows) * stride;
    const enters = entering < side;
    if (enters) {
      if (vectors) sumRow(src + <usize>entering * stride, fresh, r);
      else sumScalarRow(src + <usize>entering * stride, fresh, r);
    }
    const y = entering - r;
    if (y < 0) {
      for (let x: usize = 0; x < stride; x += VECTOR) {
        v128.store(sums + x, f32x4.add(v128.load(sums + x), v128.load(fresh + x)));
      }
      continue;
    }
    const share = v128.load32_splat(shares + (<usize>y << 2));
    const stale = between + <usize>((entering + 1) % ringRows) * stride;
    const leaves = y > r;
    const to = dst + <usize>y * stride;
    if (enters && leaves) {
      for (let x: usize = 0; x < stride; x += VECTOR) {
        const sum = f32x4.add(v128.load(sums + x), f32x4.sub(v128.load(fresh + x), v128.load(stale + x)));
        v128.store(sums + x, sum);
        v128.store(to + x, f32x4.mul(sum, share));
      }
    } else {
      for (let x: usize = 0; x < stride; x += VECTOR) {
        let sum = v128.load(sums + x);
        if (enters) sum = f32x4.add(sum, v128.load(fresh + x));
        if (leaves) sum = f32x4.sub(sum, v128.load(stale + x));
        v128.store(sums + x, sum);
        v128.store(to + x, f32x4.mul(sum, share));
      }
    }
  }
}

function boxVectors(src: usize, dst: usize, r: i32): void {
  box(src, dst, r, <usize>side * VECTOR, true);
}

function boxScalars(src: usize, dst: usize, r: i32): void {
  box(src, dst, r, <usize>side * 4, false);
}

// `pmin` and `pmax` are one instruction each; `min` and `max` would take care of NaN, which never comes here.
@inline function clamp01(v: v128): v128 {
  return f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(1), v));
}

/** 1 - gain; enlarging may overshoot its limits. */
@inline function clampLost(v: v128): v128 {
  return f32x4.pmax(f32x4.splat(<f32>1 - MOST_GAIN), f32x4.pmin(f32x4.splat(1), v));
}

@inline function smoothstep(from: f32, to: f32, v: v128): v128 {
  const t = clamp01(f32x4.mul(f32x4.sub(v, f32x4.splat(from)), f32x4.splat(<f32>1 / (to - from))));
  return f32x4.mul(f32x4.mul(t, t), f32x4.sub(f32x4.splat(3), f32x4.add(t, t)));
}

/**
 * Works out the change of the tile taken in: leaves (change of three channels, 1 - gain) in `work` and the mask in `mask`.
 * Returns false if the mask is empty. The limits are those of `transfer/analyse.ts`.
 */
export function analyse(
  gainFloor: f32, noise: f32, toneFrom: f32, toneTo: f32, lostFrom: f32, lostTo: f32, relative: bool,
): bool {
  const pixels = <usize>(side * side);
  const all = pixels * VECTOR;
  boxVectors(submitted, lowS, 3);
  boxVectors(control, lowQ, 3);
  boxVectors(retouched, lowR, 3);

  // Gain: covariance of the two luma details over the power of the control's.
  for (let i: usize = 0; i < all; i += VECTOR) {
    const q = f32x4.sub(v128.load(control + i), v128.load(lowQ + i));
    const r = f32x4.sub(v128.load(retouched + i), v128.load(lowR + i));
    // Lane 3 of both products, side by side.
    v128.store(work + i, v128.shuffle<f32>(f32x4.mul(q, r), f32x4.mul(q, q), 3, 7, 3, 7));
  }
  boxVectors(work, work, 8);
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
    v128.store(gain + (i >> 2), f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(MOST_GAIN), ratio)));
  }

  // Extra detail and the encoder's noise, as powers.
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
  boxVectors(work, work, 4);
  boxVectors(spare, spare, 4);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < all; i += VECTOR) {
    const ratio = f32x4.div(
      f32x4.mul(f32x4.splat(noise), v128.load(spare + i)),
      f32x4.add(v128.load(work + i), f32x4.splat(0.01)),
    );
    const k = f32x4.pmax(zero, f32x4.sub(one, ratio));
    const g = load<f32>(gain + (i >> 2));
    const change = f32x4.add(
      f32x4.sub(v128.load(lowR + i), f32x4.mul(f32x4.splat(g), v128.load(lowS + i))),
      f32x4.mul(k, v128.load(retouched + i)),
    );
    v128.store(work + i, f32x4.replace_lane(change, 3, <f32>1 - g));
  }

  if (relative) {
    for (let i: usize = 0; i < all; i += VECTOR) {
      const z = f32x4.sub(v128.load(lowQ + i), v128.load(lowS + i));
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
      v128.shuffle<f32>(a, b, 2, 6, 2, 6), v128.shuffle<f32>(c, d, 2, 6, 2, 6), 0, 1, 4, 5,
    );
    const tone = f32x4.pmax(
      f32x4.pmax(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7)), thirds,
    );
    const lost = f32x4.sub(one, v128.load(gain + (i >> 2)));
    v128.store(mask + (i >> 2), f32x4.pmax(smoothstep(toneFrom, toneTo, tone), smoothstep(lostFrom, lostTo, lost)));
  }
  if (relative) {
    boxScalars(mask, spare, 6);
    for (let i: usize = 0; i < pixels << 2; i += 4) if (load<f32>(spare + i) < <f32>0.25) store<f32>(mask + i, 0);
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

/** |low R - low Q| of one pixel, in relation to the encoder's local noise if that has been put into `spare`. */
@inline function difference(at: usize, relative: bool): v128 {
  const d = f32x4.abs(f32x4.sub(v128.load(lowR + at), v128.load(lowQ + at)));
  if (!relative) return d;
  return f32x4.div(d, f32x4.add(f32x4.sqrt(f32x4.pmax(f32x4.splat(0), v128.load(spare + at))), f32x4.splat(0.12)));
}

/** Enlarges the mask of small row `row` to `width` columns, into ring place `place` (0 to 3). False: nothing is masked there. */
export function stretchMask(row: i32, place: i32, width: i32): bool {
  const to = rowMasks + (<usize>(place * wide) << 2);
  const from = mask + (<usize>(row * side) << 2);
  let any = false;
  for (let x = 0; x < width; x++) {
    const first = load<i32>(taps + (<usize>x << 2));
    const m = f32x4.mul(v128.load(tapWeights + <usize>x * VECTOR), v128.load(from + (<usize>first << 2)));
    const sum =
      f32x4.extract_lane(m, 0) + f32x4.extract_lane(m, 1) + f32x4.extract_lane(m, 2) + f32x4.extract_lane(m, 3);
    store<f32>(to + (<usize>x << 2), sum);
    any = any || sum != 0;
  }
  return any;
}

/** Enlarges the change of small row `row` likewise. */
export function stretchChange(row: i32, place: i32, width: i32): void {
  const to = rows + <usize>(place * wide) * VECTOR;
  for (let x = 0; x < width; x++) {
    const from = work + <usize>(row * side + load<i32>(taps + (<usize>x << 2))) * VECTOR;
    const w = tapWeights + <usize>x * VECTOR;
    let sum = f32x4.mul(v128.load(from), v128.load32_splat(w));
    sum = f32x4.add(sum, f32x4.mul(v128.load(from, 16), v128.load32_splat(w, 4)));
    sum = f32x4.add(sum, f32x4.mul(v128.load(from, 32), v128.load32_splat(w, 8)));
    sum = f32x4.add(sum, f32x4.mul(v128.load(from, 48), v128.load32_splat(w, 12)));
    v128.store(to + <usize>x * VECTOR, sum);
  }
}

/**
 * Changes one line of the original, which the caller put at `lineAt`. `p0` to `p3`: ring places of the four small rows around it,
 * `w0` to `w3` their weights. Returns how many pixels came out different.
 */
export function apply(
  width: i32, channels: i32, colours: i32, deep: bool, fade: f32,
  p0: i32, w0: f32, p1: i32, w1: f32, p2: i32, w2: f32, p3: i32, w3: f32,
): i32 {
  const r0 = rows + <usize>(p0 * wide) * VECTOR;
  const r1 = rows + <usize>(p1 * wide) * VECTOR;
  const r2 = rows + <usize>(p2 * wide) * VECTOR;
  const r3 = rows + <usize>(p3 * wide) * VECTOR;
  const m0 = rowMasks + (<usize>(p0 * wide) << 2);
  const m1 = rowMasks + (<usize>(p1 * wide) << 2);
  const m2 = rowMasks + (<usize>(p2 * wide) << 2);
  const m3 = rowMasks + (<usize>(p3 * wide) << 2);
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
    const at4 = <usize>x << 2;
    const m = load<f32>(m0 + at4) * w0 + load<f32>(m1 + at4) * w1 + load<f32>(m2 + at4) * w2 + load<f32>(m3 + at4) * w3;
    if (m <= 0) continue;
    const at = <usize>x * VECTOR;
    let change = f32x4.mul(v128.load(r0 + at), v0);
    change = f32x4.add(change, f32x4.mul(v128.load(r1 + at), v1));
    change = f32x4.add(change, f32x4.mul(v128.load(r2 + at), v2));
    change = f32x4.add(change, f32x4.mul(v128.load(r3 + at), v3));
    const lost = clampLost(v128.shuffle<f32>(change, change, 3, 3, 3, 3));
    const here = line + (<usize>(x * channels) << shift);
    let alpha: f32 = 1;
    if (channels > colours) {
      alpha = value(here, colours, deep) / top;
      if (alpha == 0) continue;
    }
    const old = colours == 1
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
      if (i32x4.extract_lane(same, 0) != 0 && i32x4.extract_lane(same, 1) != 0 && i32x4.extract_lane(same, 2) != 0) continue;
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
  width: i32, fade: f32, r0: usize, r1: usize, r2: usize, r3: usize, m0: usize, m1: usize, m2: usize, m3: usize,
  v0: v128, v1: v128, v2: v128, v3: v128,
): i32 {
  const zero = f32x4.splat(0);
  const half = f32x4.splat(0.5);
  let changed = 0;
  for (let x = 0; x < width; x += 4) {
    const at4 = <usize>x << 2;
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
      const delta = f32x4.mul(v128.load32_splat(strengths + (<usize>i << 2)), f32x4.sub(change, f32x4.mul(lost, old)));
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

@inline function value(at: usize, channel: i32, deep: bool): f32 {
  return deep ? <f32>load<u16>(at + (<usize>channel << 1)) : <f32>load<u8>(at + <usize>channel);
}

@inline function put(at: usize, channel: i32, deep: bool, v: f32): void {
  if (deep) store<u16>(at + (<usize>channel << 1), <u16>v);
  else store<u8>(at + <usize>channel, <u8>v);
}
