import { VECTOR, between, shares, side, sums } from './memory';

/** 1 / how many pixels of a line lie within `r` of each of its pixels. */
function countShares(r: i32): void {
  for (let x = 0; x < side; x++) {
    const count = min(side - 1, x + r) - max(0, x - r) + 1;
    store<f32>(shares + ((<usize>x) << 2), <f32>1 / <f32>count);
  }
}

/**
 * Running sums along two rows of vectors, each times its share: from `from` and the row below to `to` and `to2`. A sum waits for the one
 * before it; two rows at once give the processor something to do meanwhile.
 */
function sumRows(from: usize, to: usize, to2: usize, r: i32): void {
  const reach = <usize>r * VECTOR;
  const end = <usize>side * VECTOR;
  const from2 = from + end;
  let sum = f32x4.splat(0);
  let sum2 = sum;
  let x: usize = 0;
  for (; x < reach; x += VECTOR) {
    sum = f32x4.add(sum, v128.load(from + x));
    sum2 = f32x4.add(sum2, v128.load(from2 + x));
  }
  let share = shares;
  for (x = 0; x <= reach; x += VECTOR, share += 4) {
    sum = f32x4.add(sum, v128.load(from + x + reach));
    sum2 = f32x4.add(sum2, v128.load(from2 + x + reach));
    const times = v128.load32_splat(share);
    v128.store(to + x, f32x4.mul(sum, times));
    v128.store(to2 + x, f32x4.mul(sum2, times));
  }
  const times = v128.load32_splat(shares + (reach >> 2));
  let gone = from + x - reach - VECTOR;
  let gone2 = from2 + x - reach - VECTOR;
  let fresh = from + x + reach;
  let fresh2 = from2 + x + reach;
  let out = to + x;
  let out2 = to2 + x;
  // One addition in the chain from pixel to pixel instead of two; four pixels at addresses that need no sums of their own.
  for (; x + 48 < end - reach; x += 64) {
    sum = f32x4.add(sum, f32x4.sub(v128.load(fresh), v128.load(gone)));
    sum2 = f32x4.add(sum2, f32x4.sub(v128.load(fresh2), v128.load(gone2)));
    v128.store(out, f32x4.mul(sum, times));
    v128.store(out2, f32x4.mul(sum2, times));
    sum = f32x4.add(sum, f32x4.sub(v128.load(fresh, 16), v128.load(gone, 16)));
    sum2 = f32x4.add(sum2, f32x4.sub(v128.load(fresh2, 16), v128.load(gone2, 16)));
    v128.store(out, f32x4.mul(sum, times), 16);
    v128.store(out2, f32x4.mul(sum2, times), 16);
    sum = f32x4.add(sum, f32x4.sub(v128.load(fresh, 32), v128.load(gone, 32)));
    sum2 = f32x4.add(sum2, f32x4.sub(v128.load(fresh2, 32), v128.load(gone2, 32)));
    v128.store(out, f32x4.mul(sum, times), 32);
    v128.store(out2, f32x4.mul(sum2, times), 32);
    sum = f32x4.add(sum, f32x4.sub(v128.load(fresh, 48), v128.load(gone, 48)));
    sum2 = f32x4.add(sum2, f32x4.sub(v128.load(fresh2, 48), v128.load(gone2, 48)));
    v128.store(out, f32x4.mul(sum, times), 48);
    v128.store(out2, f32x4.mul(sum2, times), 48);
    gone += 64;
    gone2 += 64;
    fresh += 64;
    fresh2 += 64;
    out += 64;
    out2 += 64;
  }
  for (; x < end - reach; x += VECTOR) {
    sum = f32x4.add(sum, f32x4.sub(v128.load(from + x + reach), v128.load(from + x - reach - VECTOR)));
    sum2 = f32x4.add(sum2, f32x4.sub(v128.load(from2 + x + reach), v128.load(from2 + x - reach - VECTOR)));
    v128.store(to + x, f32x4.mul(sum, times));
    v128.store(to2 + x, f32x4.mul(sum2, times));
  }
  share = shares + (x >> 2);
  for (; x < end; x += VECTOR, share += 4) {
    sum = f32x4.sub(sum, v128.load(from + x - reach - VECTOR));
    sum2 = f32x4.sub(sum2, v128.load(from2 + x - reach - VECTOR));
    const times = v128.load32_splat(share);
    v128.store(to + x, f32x4.mul(sum, times));
    v128.store(to2 + x, f32x4.mul(sum2, times));
  }
}

/** The same along two rows of scalars. */
function sumScalarRows(from: usize, to: usize, to2: usize, r: i32): void {
  const reach = (<usize>r) << 2;
  const end = (<usize>side) << 2;
  const from2 = from + end;
  let sum: f32 = 0;
  let sum2: f32 = 0;
  let x: usize = 0;
  for (; x < reach; x += 4) {
    sum += load<f32>(from + x);
    sum2 += load<f32>(from2 + x);
  }
  for (x = 0; x <= reach; x += 4) {
    sum += load<f32>(from + x + reach);
    sum2 += load<f32>(from2 + x + reach);
    const times = load<f32>(shares + x);
    store<f32>(to + x, sum * times);
    store<f32>(to2 + x, sum2 * times);
  }
  const times = load<f32>(shares + reach);
  for (; x < end - reach; x += 4) {
    sum += load<f32>(from + x + reach) - load<f32>(from + x - reach - 4);
    sum2 += load<f32>(from2 + x + reach) - load<f32>(from2 + x - reach - 4);
    store<f32>(to + x, sum * times);
    store<f32>(to2 + x, sum2 * times);
  }
  for (; x < end; x += 4) {
    sum -= load<f32>(from + x - reach - 4);
    sum2 -= load<f32>(from2 + x - reach - 4);
    const times = load<f32>(shares + x);
    store<f32>(to + x, sum * times);
    store<f32>(to2 + x, sum2 * times);
  }
}

/**
 * Box mean by running sums, of vectors or of scalars. Rows are summed into a ring just long enough for the columns' window, so
 * that it stays in the cache. `dst` may be `src`. `side` is a multiple of 4 and more than twice `r`.
 */
function box(src: usize, dst: usize, r: i32, stride: usize, vectors: bool): void {
  countShares(r);
  // Two rows enter at once, so one more than the window and the row that leaves it.
  const ringRows = 2 * r + 3;
  memory.fill(sums, 0, stride);
  for (let entering = 0; entering < side + r; entering++) {
    const fresh = between + <usize>(entering % ringRows) * stride;
    const enters = entering < side;
    if (enters && (entering & 1) == 0) {
      const next = between + <usize>((entering + 1) % ringRows) * stride;
      const from = src + <usize>entering * stride;
      if (vectors) sumRows(from, fresh, next, r);
      else sumScalarRows(from, fresh, next, r);
    }
    const y = entering - r;
    if (y < 0) {
      for (let x: usize = 0; x < stride; x += VECTOR) {
        v128.store(sums + x, f32x4.add(v128.load(sums + x), v128.load(fresh + x)));
      }
      continue;
    }
    const share = v128.load32_splat(shares + ((<usize>y) << 2));
    const leaves = y > r;
    const stale = between + <usize>((leaves ? y - r - 1 : 0) % ringRows) * stride;
    const to = dst + <usize>y * stride;
    if (enters && leaves) {
      moveDown(to, fresh, stale, share, stride);
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

/** The window of the columns lets `stale` go and takes `fresh` in; the mean goes to `to`. Four at addresses that need no sums. */
function moveDown(to: usize, fresh: usize, stale: usize, share: v128, stride: usize): void {
  let at = sums;
  const end = sums + stride;
  for (; at + 48 < end; at += 64, fresh += 64, stale += 64, to += 64) {
    const a = f32x4.add(v128.load(at), f32x4.sub(v128.load(fresh), v128.load(stale)));
    v128.store(at, a);
    v128.store(to, f32x4.mul(a, share));
    const b = f32x4.add(v128.load(at, 16), f32x4.sub(v128.load(fresh, 16), v128.load(stale, 16)));
    v128.store(at, b, 16);
    v128.store(to, f32x4.mul(b, share), 16);
    const c = f32x4.add(v128.load(at, 32), f32x4.sub(v128.load(fresh, 32), v128.load(stale, 32)));
    v128.store(at, c, 32);
    v128.store(to, f32x4.mul(c, share), 32);
    const d = f32x4.add(v128.load(at, 48), f32x4.sub(v128.load(fresh, 48), v128.load(stale, 48)));
    v128.store(at, d, 48);
    v128.store(to, f32x4.mul(d, share), 48);
  }
  for (; at < end; at += VECTOR, fresh += VECTOR, stale += VECTOR, to += VECTOR) {
    const sum = f32x4.add(v128.load(at), f32x4.sub(v128.load(fresh), v128.load(stale)));
    v128.store(at, sum);
    v128.store(to, f32x4.mul(sum, share));
  }
}

export function boxVectors(src: usize, dst: usize, r: i32): void {
  box(src, dst, r, <usize>side * VECTOR, true);
}

export function boxScalars(src: usize, dst: usize, r: i32): void {
  box(src, dst, r, <usize>side * 4, false);
}
