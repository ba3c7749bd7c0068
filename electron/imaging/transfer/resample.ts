/**
 * Centre-aligned Catmull-Rom: output pixel X lies at `(X + 0.5) * from / to - 0.5` of the input. Four taps per output pixel.
 * (libvips shifts an enlargement by half an output pixel, which costs decibels when two pictures must lie on each other.)
 */
export interface Taps {
  /** Input index of the first of four taps; may lie outside the input by up to two. */
  readonly first: Int32Array;
  /** Four weights per output pixel, of sum 1. */
  readonly weights: Float32Array;
}

/** Taps for the output pixels `begin` to `end` (exclusive) of a line of `to` pixels made from `from` pixels. */
export function catmullRomTaps(from: number, to: number, begin = 0, end = to): Taps {
  const first = new Int32Array(end - begin);
  const weights = new Float32Array((end - begin) * 4);
  for (let x = begin; x < end; x++) {
    const position = ((x + 0.5) * from) / to - 0.5;
    const floor = Math.floor(position);
    const t = position - floor;
    const at = (x - begin) * 4;
    first[x - begin] = floor - 1;
    weights[at] = t * (t * (-0.5 * t + 1) - 0.5);
    weights[at + 1] = t * t * (1.5 * t - 2.5) + 1;
    weights[at + 2] = t * (t * (-1.5 * t + 2) + 0.5);
    weights[at + 3] = t * t * (0.5 * t - 0.5);
  }
  return { first, weights };
}

/** The first output pixel that belongs to input pixel `index`: pixels belong to the input pixel their centre lies in. */
export function firstOutputOf(index: number, from: number, to: number): number {
  return Math.min(to, Math.max(0, Math.ceil((index * to) / from - 0.5)));
}
