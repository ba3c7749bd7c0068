import { VECTOR, side } from './memory';

/*
 * What a picture's vectors hold from `findMask` on: luma, two chroma values, and luma without its finest detail. With what the box of
 * radius 3 leaves of it, that gives the bands of `test/reference/bands.ts`.
 */

/** Radius of the box that takes luma's finest detail away. */
export const FINEST: i32 = 1;

/** Luma's finest detail, the detail of two chroma values, and luma's fine detail. */
export function band(at: usize, lowAt: usize): v128 {
  const own = v128.load(at);
  return f32x4.sub(own, v128.shuffle<f32>(own, v128.load(lowAt), 3, 5, 6, 4));
}

/** Puts luma without its finest detail, which is the first value of the vectors at `blunt`, into those at `picture`. */
export function withBlunt(picture: usize, blunt: usize): void {
  for (let i: usize = 0; i < <usize>(side * side) * VECTOR; i += VECTOR) {
    v128.store(picture + i, v128.shuffle<f32>(v128.load(picture + i), v128.load(blunt + i), 0, 1, 2, 4));
  }
}
