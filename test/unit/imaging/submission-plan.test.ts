import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JpegComponent } from '../../../electron/formats/jpeg/jpeg.ts';
import type { Opened } from '../../../electron/imaging/open/picture.ts';
import {
  canKeepCoding,
  chooseQuality,
  chromaAt,
  fitSize,
  LIMITS,
  planSample,
  relativeBytes,
  scaleUp,
  shrinkTo,
  takeSample,
} from '../../../electron/imaging/submission/submission-plan.ts';

describe('fitSize', () => {
  it('leaves what fits alone', () => expect(fitSize({ width: 4095, height: 10 })).toEqual({ width: 4095, height: 10 }));

  it('never exceeds the limit, never vanishes, never grows, and keeps the shape', () => {
    const side = fc.integer({ min: 1, max: 60_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const fitted = fitSize({ width, height });
        expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(LIMITS.side);
        expect(Math.min(fitted.width, fitted.height)).toBeGreaterThanOrEqual(1);
        expect(fitted.width).toBeLessThanOrEqual(width);
        const scale = Math.min(1, LIMITS.side / Math.max(width, height));
        expect(Math.abs(fitted.height - Math.max(1, height * scale))).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('quality', () => {
  it('takes more bytes the better it is', () => {
    for (let q = 81; q <= 99; q++) expect(relativeBytes(q)).toBeGreaterThan(relativeBytes(q - 1));
    expect(relativeBytes(95)).toBe(1);
  });

  it('is the best that fits', () => {
    expect(chooseQuality(95, 1_000_000, 5_000_000)).toBe(99);
    expect(chooseQuality(95, 5_000_000, 5_000_000)).toBe(95);
    expect(chooseQuality(95, 5_700_000, 5_000_000)).toBe(93);
    expect(chooseQuality(95, 20_000_000, 5_000_000)).toBeUndefined();
  });

  it('may be foretold from any known quality', () => expect(chooseQuality(92, 3_525_000, 5_000_000)).toBe(95));

  it('keeps whole chroma from 94 on', () => expect([93, 94].map(chromaAt)).toEqual(['4:2:0', '4:4:4']));

  it('gives way to fewer pixels by the square root', () => {
    const size = shrinkTo({ width: 4000, height: 3000 }, 20_000_000, 5_000_000);
    expect(size.width).toBeLessThan(2000);
    expect(size.width).toBeGreaterThan(1900);
  });
});

describe('the sample', () => {
  it('is the whole of a small picture', () => expect(planSample({ width: 5000, height: 1023 })).toBe('all'));

  it('takes an eighth from all over the picture, in whole units', () => {
    const sample = planSample({ width: 4095, height: 2730 });
    if (sample === 'all') throw new Error('unexpected');
    expect(sample.width % 16).toBe(0);
    expect(sample.ratio).toBeCloseTo((4095 * 2730) / (sample.width * sample.height), 6);
    expect(sample.ratio).toBeGreaterThan(7.9);
    expect(sample.ratio).toBeLessThan(8.8);
    const stretch = sample.width / 2;
    const seen = new Set<number>();
    for (const columns of sample.columns.slice(0, 8)) {
      for (const column of columns) {
        expect(column % 16).toBe(0);
        expect(column + stretch).toBeLessThanOrEqual(4095);
        seen.add(column);
      }
    }
    expect(seen.size).toBe(16);
  });

  it('copies the right pixels', () => {
    const width = 1024;
    const height = 1040;
    const rgb = Buffer.alloc(width * height * 3);
    for (let i = 0; i < width * height; i++) rgb[i * 3] = (i % width) % 251;
    const sample = planSample({ width, height });
    if (sample === 'all') throw new Error('unexpected');
    const taken = takeSample(rgb, width, sample);
    const row = 37;
    const [first, second] = sample.columns[2]!;
    expect(taken[row * sample.width * 3]).toBe(first! % 251);
    expect(taken[(row * sample.width + sample.width / 2) * 3]).toBe(second! % 251);
    expect(taken[(row * sample.width + sample.width / 2 + 5) * 3]).toBe((second! + 5) % 251);
  });

  it('does not scale the header up with the pixels', () => expect(scaleUp(10_623, 8)).toBe(80_623));
});

const sampled = (...factors: readonly (readonly [number, number])[]): JpegComponent[] =>
  factors.map(([h, v], i) => ({ id: i + 1, h, v, table: 0 }));

describe('canKeepCoding', () => {
  const picture: Opened = {
    kind: 'picture',
    path: '/photo.jpg',
    bytes: 1_000_000,
    format: 'jpeg',
    width: 3000,
    height: 2000,
    orientation: 1,
    upright: { width: 3000, height: 2000 },
    channels: 3,
    depth: 8,
    space: 'rgb',
    profile: { kind: 'none' },
    alpha: false,
    frames: 1,
    decoder: { kind: 'sharp' },
    notes: [],
    failOn: 'warning',
    jpeg: {
      width: 3000,
      height: 2000,
      precision: 8,
      coding: 'baseline',
      components: sampled([2, 2], [1, 1], [1, 1]),
      adobeTransform: undefined,
      orientation: undefined,
      exif: undefined,
    },
  };
  const jpeg = picture.jpeg!;

  it('keeps an upright sRGB JPEG', () => expect(canKeepCoding(picture)).toBe(true));

  it.each<[string, Opened]>([
    ['it is turned', { ...picture, orientation: 6 }],
    ['it has other colours', { ...picture, profile: { kind: 'usable', bytes: new Uint8Array(1) } }],
    ['it is too wide', { ...picture, width: 4096 }],
    ['it is grey', { ...picture, jpeg: { ...jpeg, components: sampled([1, 1]) } }],
    ['it is CMYK', { ...picture, jpeg: { ...jpeg, components: sampled([1, 1], [1, 1], [1, 1], [1, 1]) } }],
    ['its sampling is odd', { ...picture, jpeg: { ...jpeg, components: sampled([1, 2], [1, 1], [1, 1]) } }],
    ['its coding is rare', { ...picture, jpeg: { ...jpeg, coding: 'arithmetic' } }],
    ['it is coded as RGB', { ...picture, jpeg: { ...jpeg, adobeTransform: 0 } }],
    ['it has blemishes', { ...picture, failOn: 'error' }],
  ])('encodes anew when %s', (_, other) => expect(canKeepCoding(other)).toBe(false));
});
