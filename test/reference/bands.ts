import { boxMean } from '../../electron/imaging/transfer/motion/box.ts';

/** Radii of the windows, pixels of the small pictures. */
export const radius = {
  /** What is above, in luma, is the finest detail: grain, single hairs, what smoothing takes first. */
  finest: 1,
  /** What is above is fine detail: pores, lashes, the encoder's noise. */
  fine: 3,
  /** Below this lies tone alone; in between are wrinkles and spots, and the noise of halved chroma. */
  medium: 7,
  fineGain: 8,
  mediumGain: 6,
  fineNoise: 4,
  mediumNoise: 6,
  specks: 9,
} as const;

/** Luma and two of chroma, or luma alone. */
export type Planes = readonly Float32Array[];

/** Box mean of a plane by a radius, into `dst` (which may be `src`), by default into a new plane. */
export type Mean = (src: Float32Array, r: number, dst?: Float32Array) => Float32Array;

/** Box means of planes of `side` x `side`. */
export function meansOf(side: number): Mean {
  const tmp = new Float32Array(side * side);
  return (src, r, dst = new Float32Array(side * side)) => {
    boxMean(src, dst, tmp, side, side, r);
    return dst;
  };
}

/**
 * Luma and two chroma planes (Rec. 601, as JPEG has them): the encoder treats them differently, so its noise can only be told from
 * retouching in each of them by itself. A grey picture stays as it is.
 */
export function toOpponent(planes: Planes): Planes {
  const [r, g, b] = planes;
  if (!r) throw new RangeError('a picture has at least one channel');
  if (!g || !b) return planes;
  const y = r.map((red, i) => 0.299 * red + 0.587 * g[i]! + 0.114 * b[i]!);
  return [y, b.map((blue, i) => (blue - y[i]!) / 1.772), r.map((red, i) => (red - y[i]!) / 1.402)];
}

export function fromOpponent(planes: Planes): Planes {
  const [y, cb, cr] = planes;
  if (!y || !cb || !cr) return planes;
  return [
    y.map((luma, i) => luma + 1.402 * cr[i]!),
    y.map((luma, i) => luma - 0.344136 * cb[i]! - 0.714136 * cr[i]!),
    y.map((luma, i) => luma + 1.772 * cb[i]!),
  ];
}

export function difference(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value - b[i]!);
}

/** A picture in bands: chroma is `low + top`, luma, whose detail is looked at more closely, `low + fine + top`. */
export interface Bands {
  /** What the box of radius 3 leaves. */
  readonly low: Planes;
  /** The highest band of each plane: chroma's fine detail, and luma's finest. */
  readonly top: Planes;
  /** Luma's fine detail without the finest. */
  readonly fine: Float32Array;
}

export function toBands(planes: Planes, mean: Mean): Bands {
  const low = planes.map((plane) => mean(plane, radius.fine));
  const blunt = mean(planes[0]!, radius.finest);
  return {
    low,
    top: planes.map((plane, c) => difference(plane, c === 0 ? blunt : low[c]!)),
    fine: difference(blunt, low[0]!),
  };
}

/** One value per pixel for each of luma's two bands of detail. */
export interface LumaBands {
  readonly finest: Float32Array;
  readonly fine: Float32Array;
}

export function smoothstep([from, to]: readonly [number, number], value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
