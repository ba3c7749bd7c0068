import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameShape, unfitSize } from '../../../electron/imaging/check/result-size.ts';

describe('the size of a result', () => {
  const side = fc.integer({ min: 100, max: 4095 });

  it('fits as it was sent, and made smaller by up to a half', () => {
    fc.assert(
      fc.property(side, side, fc.double({ min: 0.5, max: 1, noNaN: true }), (width, height, scale) => {
        const result = { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
        expect(unfitSize(result, { width, height })).toBeUndefined();
      }),
    );
  });

  it.each([
    ['too large', { width: 4096, height: 3000 }, 'result-too-large'],
    ['196 megapixels', { width: 14000, height: 14000 }, 'result-too-large'],
    ['too small', { width: 1000, height: 750 }, 'result-too-small'],
    ['a thumbnail', { width: 4, height: 3 }, 'result-too-small'],
    ['another shape', { width: 3000, height: 3000 }, 'result-misfit'],
    ['lying on its side', { width: 3000, height: 4000 }, 'result-misfit'],
  ])('%s: no', (_what, result, code) => {
    expect(unfitSize(result, { width: 4000, height: 3000 })?.code).toBe(code);
  });

  it('tells shapes apart, but for a rounded pixel', () => {
    expect(sameShape({ width: 20, height: 15 }, { width: 10, height: 8 })).toBe(true);
    expect(sameShape({ width: 400, height: 500 }, { width: 400, height: 480 })).toBe(false);
  });
});
