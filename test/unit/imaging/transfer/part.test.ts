import { describe, expect, it } from 'vitest';
import { cutOut, putBack, takeOut, type Rect } from '../../../../electron/imaging/transfer/part.ts';
import { indexOf, type Pixels } from '../../../../electron/imaging/transfer/types.ts';
import { picture } from '../strip-fixtures.ts';
import { noise } from './fixtures.ts';

/** A rectangle within another one, never empty. */
function rectWithin({ left, top, right, bottom }: Rect, random: () => number): Rect {
  const cut = (from: number, to: number): [number, number] => {
    const a = from + Math.floor(random() * (to - from));
    return [a, a + 1 + Math.floor(random() * (to - a))];
  };
  const [x0, x1] = cut(left, right);
  const [y0, y1] = cut(top, bottom);
  return { left: x0, top: y0, right: x1, bottom: y1 };
}

const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
const kinds = seeds.flatMap((seed) =>
  ([1, 2, 3, 4] as const).map((channels) => ({ seed, channels, deep: seed % 2 === 0 })),
);

function someOriginal(seed: number, channels: Pixels['channels'], deep: boolean): { base: Pixels; rect: Rect } {
  const random = noise(seed * 7 + channels);
  const [width, height] = [1 + Math.floor(random() * 40), 1 + Math.floor(random() * 40)];
  const base = picture(width, height, channels, { deep });
  return { base, rect: rectWithin({ left: 0, top: 0, right: width, bottom: height }, random) };
}

describe('takeOut and putBack', () => {
  it.each(kinds)(
    'take every value of a rectangle, where it says it is ($seed, $channels, $deep)',
    ({ seed, channels, deep }) => {
      const { base, rect } = someOriginal(seed, channels, deep);
      const taken = takeOut(base, rect);
      expect(taken.data).toHaveLength((rect.right - rect.left) * (rect.bottom - rect.top) * channels);
      expect(taken.data.constructor).toBe(base.data.constructor);
      expect([taken.width, taken.height, taken.channels]).toEqual([base.width, base.height, channels]);
      for (let y = rect.top; y < rect.bottom; y++) {
        for (let x = rect.left; x < rect.right; x++) {
          for (let c = 0; c < channels; c++)
            expect(taken.data[indexOf(taken, x, y) + c]).toBe(base.data[indexOf(base, x, y) + c]);
        }
      }
    },
  );

  it.each(kinds)('change nothing outside of the rectangle ($seed, $channels, $deep)', ({ seed, channels, deep }) => {
    const { base, rect } = someOriginal(seed, channels, deep);
    const before = base.data.slice();
    const { data } = takeOut(base, rect);
    putBack(base, data, rect);
    expect(base.data).toEqual(before);
    const marked = data.map((value) => value ^ 1);
    expect(base.data).toEqual(before);
    putBack(base, marked, rect);
    for (let y = 0; y < base.height; y++) {
      for (let x = 0; x < base.width; x++) {
        const inside = x >= rect.left && x < rect.right && y >= rect.top && y < rect.bottom;
        const at = indexOf(base, x, y);
        expect(base.data[at]! ^ before[at]!).toBe(inside ? 1 : 0);
        expect(base.data[at + channels - 1]! ^ before[at + channels - 1]!).toBe(inside ? 1 : 0);
      }
    }
  });
});

describe('cutOut', () => {
  it.each(seeds)('of a cut-out is the cut-out of the whole (%d)', (seed) => {
    const random = noise(seed);
    const [width, height] = [20 + Math.floor(random() * 40), 20 + Math.floor(random() * 40)];
    const whole = { data: picture(width, height).data as Uint8Array, width, height, left: 0, top: 0 };
    const rect = rectWithin({ left: 0, top: 0, right: width, bottom: height }, random);
    const inner = rectWithin(rect, random);
    const part = cutOut(whole, rect);
    const twice = cutOut(part, inner);
    expect(twice).toEqual(cutOut(whole, inner));
    expect([twice.left, twice.top]).toEqual([inner.left, inner.top]);
    expect([twice.width, twice.height]).toEqual([inner.right - inner.left, inner.bottom - inner.top]);
    for (let y = 0; y < twice.height; y++) {
      const from = ((inner.top + y) * width + inner.left) * 3;
      const row = twice.data.subarray(y * twice.width * 3, (y + 1) * twice.width * 3);
      expect(row).toEqual(whole.data.subarray(from, from + twice.width * 3));
    }
    // Memory of its own.
    expect(new Set([whole, part, twice].map(({ data }) => data.buffer)).size).toBe(3);
  });
});
