import { VECTOR, between, shares, side, sums } from './memory';

/** 1 / how many pixels of a line lie within `r` of each of its pixels. */
function countShares(r: i32): void {
  for (let x = 0; x < side; x++) {
    const count = min(side - 1, x + r) - max(0, x - r) + 1;
    store<f32>(shares + ((<usize>x) << 2), <f32>1 / <f32>count);
  }
}

/** Running sums along one row of vectors: from `from`, times the row's share, to `to`. */
function sumRow(from: usize, to: usize, r: i32): void {
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
function sumScalarRow(from: usize, to: usize, r: i32): void {
  let sum: f32 = 0;
  for (let x = 0; x < r; x++) sum += load<f32>(from + ((<usize>x) << 2));
  for (let x = 0; x < side; x++) {
    if (x + r < side) sum += load<f32>(from + ((<usize>(x + r)) << 2));
    if (x > r) sum -= load<f32>(from + ((<usize>(x - r - 1)) << 2));
    store<f32>(to + ((<usize>x) << 2), sum * load<f32>(shares + ((<usize>x) << 2)));
  }
}

/**
 * Box mean by running sums, of vectors or of scalars. Rows are summed into a ring just long enough for the columns' window, so
 * that it stays in the cache. `dst` may be `src`. `side` is a multiple of 4 and more than twice `r`.
 */
function box(src: usize, dst: usize, r: i32, stride: usize, vectors: bool): void {
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
    const share = v128.load32_splat(shares + ((<usize>y) << 2));
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

export function boxVectors(src: usize, dst: usize, r: i32): void {
  box(src, dst, r, <usize>side * VECTOR, true);
}

export function boxScalars(src: usize, dst: usize, r: i32): void {
  box(src, dst, r, <usize>side * 4, false);
}
