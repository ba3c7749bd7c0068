import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catmullRomTaps, firstOutputOf } from '../../../../electron/imaging/transfer/resample.ts';

describe('catmullRomTaps', () => {
  it('leaves a picture alone at its own size', () => {
    const { first, weights } = catmullRomTaps(5, 5);
    expect([...first]).toEqual([-1, 0, 1, 2, 3]);
    for (let x = 0; x < 5; x++) expect([...weights.subarray(x * 4, x * 4 + 4)].map(Math.abs)).toEqual([0, 1, 0, 0]);
  });

  it('keeps a straight ramp straight and in its place, so that nothing shifts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 60 }), fc.integer({ min: 1, max: 5 }), (from, scale) => {
        const to = from * scale + 3;
        const { first, weights } = catmullRomTaps(from, to);
        for (let x = 0; x < to; x++) {
          let value = 0;
          for (let i = 0; i < 4; i++) value += (first[x]! + i) * weights[x * 4 + i]!;
          expect(value).toBeCloseTo(((x + 0.5) * from) / to - 0.5, 3);
        }
      }),
    );
  });
});

describe('firstOutputOf', () => {
  it('gives every output pixel to exactly one input pixel', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 300 }), (from, to) => {
        expect(firstOutputOf(0, from, to)).toBe(0);
        expect(firstOutputOf(from, from, to)).toBe(to);
        for (let i = 0; i < from; i++) {
          expect(firstOutputOf(i, from, to)).toBeLessThanOrEqual(firstOutputOf(i + 1, from, to));
        }
      }),
    );
  });
});
