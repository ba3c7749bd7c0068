import { boxMean } from './box.ts';

/** One value per pixel. */
export interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

export function plane(width: number, height: number, data = new Float32Array(width * height)): Plane {
  return { data, width, height };
}

/** The box mean as a new plane. */
export function mean({ data, width, height }: Plane, r: number): Plane {
  const out = new Float32Array(data.length);
  boxMean(data, out, new Float32Array(data.length), width, height, r);
  return { data: out, width, height };
}

/** A plane computed value by value from others of its size. */
export function mapped(like: Plane, value: (i: number) => number): Plane {
  const out = plane(like.width, like.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = value(i);
  return out;
}

/** Half the size, by means of four. */
export function halved({ data, width, height }: Plane): Plane {
  const out = plane(width >> 1, height >> 1);
  for (let y = 0; y < out.height; y++) {
    for (let x = 0; x < out.width; x++) {
      const i = 2 * y * width + 2 * x;
      out.data[y * out.width + x] = (data[i]! + data[i + 1]! + data[i + width]! + data[i + width + 1]!) / 4;
    }
  }
  return out;
}

/** The value between four pixels; beyond the border, the border's. Positions are of pixel centres. */
export function sample({ data, width, height }: Plane, x: number, y: number): number {
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  const left = Math.min(width - 2, Math.floor(cx));
  const top = Math.min(height - 2, Math.floor(cy));
  if (left < 0 || top < 0) return data[Math.max(0, top) * width + Math.max(0, left)]!;
  const tx = cx - left;
  const ty = cy - top;
  const i = top * width + left;
  const upper = data[i]! + tx * (data[i + 1]! - data[i]!);
  const lower = data[i + width]! + tx * (data[i + width + 1]! - data[i + width]!);
  return upper + ty * (lower - upper);
}
