import { VECTOR } from './memory';

/*
 * Four pixels at a time: one vector per channel. A shuffle takes index 16 and up from its second vector, which is all zero here.
 */

/** Red of four RGB pixels of 8 bits, which are the first twelve bytes. */
export function reds(rgb: v128): v128 {
  const zero = i32x4.splat(0);
  return f32x4.convert_i32x4_s(
    v128.shuffle<u8>(rgb, zero, 0, 16, 16, 16, 3, 16, 16, 16, 6, 16, 16, 16, 9, 16, 16, 16),
  );
}

export function greens(rgb: v128): v128 {
  const zero = i32x4.splat(0);
  return f32x4.convert_i32x4_s(
    v128.shuffle<u8>(rgb, zero, 1, 16, 16, 16, 4, 16, 16, 16, 7, 16, 16, 16, 10, 16, 16, 16),
  );
}

export function blues(rgb: v128): v128 {
  const zero = i32x4.splat(0);
  return f32x4.convert_i32x4_s(
    v128.shuffle<u8>(rgb, zero, 2, 16, 16, 16, 5, 16, 16, 16, 8, 16, 16, 16, 11, 16, 16, 16),
  );
}

/** Stores four pixels, one vector each, out of four vectors of one channel each. */
export function storePixels(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + VECTOR, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * VECTOR, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5));
  v128.store(to + 3 * VECTOR, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7));
}

/** Stores four pixels, one vector each, as four channels of four pixels: at `to` and every `plane` bytes from there. */
export function storeChannels(to: usize, plane: usize, p0: v128, p1: v128, p2: v128, p3: v128): void {
  const low = v128.shuffle<f32>(p0, p1, 0, 4, 1, 5);
  const low2 = v128.shuffle<f32>(p2, p3, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(p0, p1, 2, 6, 3, 7);
  const high2 = v128.shuffle<f32>(p2, p3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(low, low2, 0, 1, 4, 5));
  v128.store(to + plane, v128.shuffle<f32>(low, low2, 2, 3, 6, 7));
  v128.store(to + 2 * plane, v128.shuffle<f32>(high, high2, 0, 1, 4, 5));
  v128.store(to + 3 * plane, v128.shuffle<f32>(high, high2, 2, 3, 6, 7));
}
