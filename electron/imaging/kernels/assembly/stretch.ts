import { storeChannels } from './four';
import { VECTOR, mask, rowMasks, rows, side, tapWeights, taps, wide, work } from './memory';

/** Enlarges the mask of small row `row` to `width` columns, into ring place `place` (0 to 3). False: nothing is masked there. */
export function stretchMask(row: i32, place: i32, width: i32): bool {
  const to = rowMasks + ((<usize>(place * wide)) << 2);
  const from = mask + ((<usize>(row * side)) << 2);
  let any = false;
  for (let x = 0; x < width; x++) {
    const first = load<i32>(taps + ((<usize>x) << 2));
    const m = f32x4.mul(v128.load(tapWeights + <usize>x * VECTOR), v128.load(from + ((<usize>first) << 2)));
    const sum =
      f32x4.extract_lane(m, 0) + f32x4.extract_lane(m, 1) + f32x4.extract_lane(m, 2) + f32x4.extract_lane(m, 3);
    store<f32>(to + ((<usize>x) << 2), sum);
    any = any || sum != 0;
  }
  // Columns are taken in fours.
  for (let x = width; x < ((width + 3) & ~3); x++) store<f32>(to + ((<usize>x) << 2), 0);
  return any;
}

/** Enlarges the change of small row `row` likewise, to a plane for each of its channels. */
export function stretchChange(row: i32, place: i32, width: i32): void {
  const plane = (<usize>wide) << 2;
  const to = rows + <usize>place * plane * 4;
  for (let x = 0; x < width; x += 4) {
    storeChannels(
      to + ((<usize>x) << 2),
      plane,
      enlarged(row, x),
      enlarged(row, x + 1),
      enlarged(row, x + 2),
      enlarged(row, x + 3),
    );
  }
}

/** Column `x` of a row that is being enlarged; of the last four, some may be none. */
function enlarged(row: i32, x: i32): v128 {
  const from = work + <usize>(row * side + load<i32>(taps + ((<usize>x) << 2))) * VECTOR;
  const w = tapWeights + <usize>x * VECTOR;
  let sum = f32x4.mul(v128.load(from), v128.load32_splat(w));
  sum = f32x4.add(sum, f32x4.mul(v128.load(from, 16), v128.load32_splat(w, 4)));
  sum = f32x4.add(sum, f32x4.mul(v128.load(from, 32), v128.load32_splat(w, 8)));
  return f32x4.add(sum, f32x4.mul(v128.load(from, 48), v128.load32_splat(w, 12)));
}
