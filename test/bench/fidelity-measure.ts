import { boxMean } from '../../electron/imaging/transfer/box.ts';
import type { Picture } from './fidelity-retouch.ts';
import { ellipseOf, strengthAt } from './fidelity-retouch.ts';

export interface Fidelity {
  readonly psnrInside: number;
  readonly ssimInside: number;
  /** Infinite when every pixel is equal. */
  readonly psnrOutside: number;
  /** Share of the pixels outside that equal the original's. */
  readonly equalOutside: number;
}

/** Compares a result with the truth inside the retouched area, and with the original outside of it. */
export function measure(result: ArrayLike<number>, truth: Picture, before: Uint8Array): Fidelity {
  const ellipse = ellipseOf(truth);
  let inside = 0;
  let insideCount = 0;
  let outside = 0;
  let outsideCount = 0;
  let equal = 0;
  for (let k = 0, i = 0; k < ellipse.length; k++, i += 3) {
    const isInside = strengthAt(ellipse[k]!) > 0.1;
    if (!isInside && ellipse[k]! <= FAR_OUTSIDE) continue;
    const [r, g, b] = [level(result[i]!), level(result[i + 1]!), level(result[i + 2]!)];
    const to = isInside ? truth.data : before;
    const error = (r - to[i]!) ** 2 + (g - to[i + 1]!) ** 2 + (b - to[i + 2]!) ** 2;
    if (isInside) {
      inside += error;
      insideCount += 3;
    } else {
      outside += error;
      outsideCount += 3;
      if (error === 0) equal++;
    }
  }
  return {
    psnrInside: psnr(inside / insideCount),
    ssimInside: ssimInside(result, truth, ellipse),
    psnrOutside: psnr(outside / outsideCount),
    equalOutside: (3 * equal) / outsideCount,
  };
}

const level = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
const psnr = (error: number): number => (error === 0 ? Infinity : 10 * Math.log10(255 ** 2 / error));

/** Beyond the reach of the transfer's windows around the ellipse's rim, which lies at 1.15. */
const FAR_OUTSIDE = 1.3;

/** Mean SSIM of the luma (Wang et al. 2004, square windows of 7) over the retouched area. */
function ssimInside(result: ArrayLike<number>, truth: Picture, ellipse: Float32Array): number {
  const { width, height } = truth;
  const left = Math.floor(width * 0.2);
  const top = Math.floor(height * 0.1);
  const w = Math.ceil(width * 0.6);
  const h = Math.min(height - top, Math.ceil(height * 0.68));
  const a = new Float32Array(w * h);
  const b = new Float32Array(w * h);
  const luma = (of: ArrayLike<number>, i: number): number => 0.299 * of[i]! + 0.587 * of[i + 1]! + 0.114 * of[i + 2]!;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = ((top + y) * width + left + x) * 3;
      a[y * w + x] = luma(result, i);
      b[y * w + x] = luma(truth.data, i);
    }
  }
  const tmp = new Float32Array(w * h);
  const mean = (of: (i: number) => number): Float32Array => {
    const plane = new Float32Array(w * h);
    for (let i = 0; i < plane.length; i++) plane[i] = of(i);
    boxMean(plane, plane, tmp, w, h, 3);
    return plane;
  };
  const ma = mean((i) => a[i]!);
  const mb = mean((i) => b[i]!);
  const aa = mean((i) => a[i]! ** 2);
  const bb = mean((i) => b[i]! ** 2);
  const ab = mean((i) => a[i]! * b[i]!);
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  let sum = 0;
  let count = 0;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      if (strengthAt(ellipse[(top + y) * width + left + x]!) <= 0.1) continue;
      const i = y * w + x;
      const [p, q] = [ma[i]!, mb[i]!];
      const covariance = ab[i]! - p * q;
      const variances = aa[i]! - p * p + bb[i]! - q * q;
      sum += ((2 * p * q + c1) * (2 * covariance + c2)) / ((p * p + q * q + c1) * (variances + c2));
      count++;
    }
  }
  return sum / count;
}
