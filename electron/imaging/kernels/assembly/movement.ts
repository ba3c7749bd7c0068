import { boxVectors } from './box';
import { VECTOR, bytes, gain, line, lowS, mask, side, submitted, work } from './memory';

/*
 * Whether anything moved between two pictures: the fast form of `referenceMotionDetector` in `test/reference/motion.ts`. The two small lumas of a tile
 * lie where a transfer has its gain and mask.
 */

export function firstLumaAt(): usize {
  return gain;
}
export function secondLumaAt(): usize {
  return mask;
}

/** Luma (Rec. 601) of `cells` cells of 4 x 4 RGB pixels, whose four rows lie at `bytesAt` one after the other, to `lineAt`. */
export function shrinkLuma(cells: i32): void {
  const row = <usize>(cells * 12);
  const share: f32 = 1 / 16;
  // Twelve values of four pixels, as they lie in three vectors.
  const first = f32x4(<f32>0.299 * share, <f32>0.587 * share, <f32>0.114 * share, <f32>0.299 * share);
  const second = f32x4(<f32>0.587 * share, <f32>0.114 * share, <f32>0.299 * share, <f32>0.587 * share);
  const third = f32x4(<f32>0.114 * share, <f32>0.299 * share, <f32>0.587 * share, <f32>0.114 * share);
  for (let cell = 0; cell < cells; cell++) {
    const at = bytes + <usize>(cell * 12);
    const a = v128.load(at);
    const b = v128.load(at + row);
    const c = v128.load(at + 2 * row);
    const d = v128.load(at + 3 * row);
    const low = i16x8.add(
      i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b)),
      i16x8.add(i16x8.extend_low_i8x16_u(c), i16x8.extend_low_i8x16_u(d)),
    );
    const high = i16x8.add(
      i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b)),
      i16x8.add(i16x8.extend_high_i8x16_u(c), i16x8.extend_high_i8x16_u(d)),
    );
    let sum = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), first);
    sum = f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), second));
    sum = f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), third));
    store<f32>(
      line + ((<usize>cell) << 2),
      f32x4.extract_lane(sum, 0) +
        f32x4.extract_lane(sum, 1) +
        f32x4.extract_lane(sum, 2) +
        f32x4.extract_lane(sum, 3),
    );
  }
}

/** How many cells of columns `x0` to `x1` and rows `y0` to `y1` (ends exclusive) of the tile look moved. */
export function countMoved(x0: i32, y0: i32, x1: i32, y1: i32): i32 {
  const pixels = <usize>(side * side);
  for (let i: usize = 0; i < pixels; i++) {
    v128.store(submitted + i * VECTOR, f32x4(load<f32>(gain + (i << 2)), load<f32>(mask + (i << 2)), 0, 0));
  }
  boxVectors(submitted, lowS, 3);
  for (let i: usize = 0; i < pixels * VECTOR; i += VECTOR) {
    const high = f32x4.sub(v128.load(submitted + i), v128.load(lowS + i));
    // Both powers and their product.
    v128.store(work + i, f32x4.mul(v128.shuffle<f32>(high, high, 0, 1, 0, 2), v128.shuffle<f32>(high, high, 0, 1, 1, 2)));
  }
  boxVectors(work, work, 4);
  let moved = 0;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const at = work + <usize>(y * side + x) * VECTOR;
      const own = load<f32>(at);
      const other = load<f32>(at, 4);
      if (own > 4 && other > <f32>0.5 * own && load<f32>(at, 8) < <f32>0.85 * sqrt<f32>(own * other)) moved++;
    }
  }
  return moved;
}
