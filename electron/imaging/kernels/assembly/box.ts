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
  for (; x < end - reach; x += VECTOR, share += 4) {
    // One addition in the chain from pixel to pixel instead of two.
    sum = f32x4.add(sum, f32x4.sub(v128.load(from + x + reach), v128.load(from + x - reach - VECTOR)));
    sum2 = f32x4.add(sum2, f32x4.sub(v128.load(from2 + x + reach), v128.load(from2 + x - reach - VECTOR)));
    const times = v128.load32_splat(share);
    v128.store(to + x, f32x4.mul(sum, times));
    v128.store(to2 + x, f32x4.mul(sum2, times));
  }
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
  for (let x: usize = 0; x < reach; x += 4) {
    sum += load<f32>(from + x);
    sum2 += load<f32>(from2 + x);
  }
  for (let x: usize = 0; x < end; x += 4) {
    let step: f32 = 0;
    let step2: f32 = 0;
    if (x + reach < end) {
      step = load<f32>(from + x + reach);
      step2 = load<f32>(from2 + x + reach);
    }
    if (x > reach) {
      step -= load<f32>(from + x - reach - 4);
      step2 -= load<f32>(from2 + x - reach - 4);
    }
    sum += step;
    sum2 += step2;
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

export function boxVectors(src: usize, dst: usize, r: i32): void {
  box(src, dst, r, <usize>side * VECTOR, true);
}

export function boxScalars(src: usize, dst: usize, r: i32): void {
  box(src, dst, r, <usize>side * 4, false);
}
