import { describe, expect, it } from 'vitest';
import { boxMean } from '../../../../electron/imaging/transfer/motion/box.ts';

function slowMean(src: Float32Array, width: number, height: number, r: number): number[] {
  const out: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let count = 0;
      for (let v = Math.max(0, y - r); v <= Math.min(height - 1, y + r); v++) {
        for (let u = Math.max(0, x - r); u <= Math.min(width - 1, x + r); u++) {
          sum += src[v * width + u]!;
          count++;
        }
      }
      out.push(sum / count);
    }
  }
  return out;
}

describe('boxMean', () => {
  it.each([
    [9, 7, 1],
    [12, 5, 3],
    [3, 3, 8],
    [1, 1, 4],
  ])('equals the mean counted by hand on %d x %d, radius %d', (width, height, r) => {
    const src = Float32Array.from({ length: width * height }, (_, i) => (i * 37) % 101);
    const dst = new Float32Array(src.length);
    boxMean(src, dst, new Float32Array(src.length), width, height, r);
    slowMean(src, width, height, r).forEach((value, i) => expect(dst[i]).toBeCloseTo(value, 3));
  });

  it('may write over its source', () => {
    const src = Float32Array.from({ length: 30 }, (_, i) => i % 7);
    const expected = slowMean(src, 6, 5, 2);
    boxMean(src, src, new Float32Array(30), 6, 5, 2);
    expected.forEach((value, i) => expect(src[i]).toBeCloseTo(value, 4));
  });
});
