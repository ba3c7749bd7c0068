import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedSize, showsSamePhoto, unlikeness } from '../../../electron/imaging/check/likeness.ts';
import { mapped, mean, plane, sample, type Plane } from '../../../electron/imaging/transfer/motion/plane.ts';

const WIDTH = 256;
const HEIGHT = 384;

/** A number, 0 to 1, that belongs to a seed and a place. */
function noiseAt(seed: number, x: number, y: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(x, 0xc2b2ae35) ^ Math.imul(y, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h ^= h >>> 12;
  return (h >>> 0) / 2 ** 32;
}

/** Structure of every size from 8 pixels on, as hair, cloth and leaves have. */
function scene(seed: number): Plane {
  const out = plane(WIDTH, HEIGHT);
  for (const size of [8, 16, 48]) {
    const grid = plane(Math.ceil(WIDTH / size) + 2, Math.ceil(HEIGHT / size) + 2);
    for (let i = 0; i < grid.data.length; i++) grid.data[i] = noiseAt(seed + size, i % grid.width, i);
    for (let i = 0; i < out.data.length; i++) {
      out.data[i]! += 70 * sample(grid, (i % WIDTH) / size, Math.floor(i / WIDTH) / size);
    }
  }
  return out;
}

/** A studio portrait: the same wall, shirt and pose, and the face of whoever the seed is. */
function schoolPortrait(seed: number): Plane {
  const face = scene(seed);
  const shirt = scene(1);
  return mapped(face, (i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    if (Math.hypot((x - 128) / 62, (y - 140) / 80) < 1) return face.data[i]!;
    return y > 250 && Math.abs(x - 128) < 20 + (y - 250) ? shirt.data[i]! : 90 + 0.1 * y;
  });
}

const isSame = (a: Plane, b: Plane): boolean => showsSamePhoto(unlikeness(a, b));
const toned = (p: Plane, gain: number, lift: number): Plane =>
  mapped(p, (i) => Math.min(255, gain * p.data[i]! + lift));
const moved = (p: Plane, dx: (x: number, y: number) => number, dy: number): Plane =>
  mapped(p, (i) => sample(p, (i % WIDTH) + dx(i % WIDTH, Math.floor(i / WIDTH)), Math.floor(i / WIDTH) + dy));
const turned = (p: Plane, at: (x: number, y: number) => [number, number]): Plane =>
  mapped(p, (i) => {
    const [x, y] = at(i % WIDTH, Math.floor(i / WIDTH));
    return p.data[y * WIDTH + x]!;
  });

const seeds = fc.integer({ min: 2, max: 1_000_000 });

describe('whether two pictures show the same photo', () => {
  it('is told through tones, smoothing, noise and a face made slimmer', () => {
    const retouch = fc.record({
      gain: fc.double({ min: 0.6, max: 1.3, noNaN: true }),
      lift: fc.double({ min: -20, max: 60, noNaN: true }),
      blur: fc.integer({ min: 0, max: 1 }),
      noise: fc.double({ min: 0, max: 6, noNaN: true }),
      slimmer: fc.double({ min: -5, max: 5, noNaN: true }),
      shift: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(seeds, fc.constantFrom(scene, schoolPortrait), retouch, (seed, make, { blur, ...r }) => {
        const sent = make(seed);
        const slimmer = moved(sent, (x) => r.slimmer * Math.sin((x / WIDTH - 0.5) * 2 * Math.PI), r.shift);
        const smooth = blur === 0 ? slimmer : mean(slimmer, blur);
        const noisy = mapped(smooth, (i) => smooth.data[i]! + r.noise * (noiseAt(seed, i, 7) - 0.5));
        expect(unlikeness(sent, toned(noisy, r.gain, r.lift))).toSatisfy(showsSamePhoto);
      }),
      { numRuns: 8 },
    );
  });

  it('is denied for another photo, also of the same scene, and for a turned or mirrored one', () => {
    const wrong: Readonly<Record<string, (seed: number) => [Plane, Plane]>> = {
      another: (seed) => [scene(seed), scene(seed + 1)],
      'another face before the same wall': (seed) => [schoolPortrait(seed), schoolPortrait(seed + 1)],
      mirrored: (seed) => [scene(seed), turned(scene(seed), (x, y) => [WIDTH - 1 - x, y])],
      'upside down': (seed) => [scene(seed), turned(scene(seed), (x, y) => [x, HEIGHT - 1 - y])],
      'turned by half': (seed) => [scene(seed), turned(scene(seed), (x, y) => [WIDTH - 1 - x, HEIGHT - 1 - y])],
    };
    fc.assert(
      fc.property(seeds, fc.constantFrom(...Object.keys(wrong)), (seed, name) => {
        const [sent, back] = wrong[name]!(seed);
        expect(isSame(sent, back), name).toBe(false);
        expect(isSame(back, sent), name).toBe(false);
      }),
      { numRuns: 8 },
    );
  });

  it('is denied for one colour, and not judged where what was sent has no structure either', () => {
    const black = plane(WIDTH, HEIGHT);
    expect(isSame(scene(2), black)).toBe(false);
    expect(
      isSame(
        scene(2),
        mapped(black, () => 128),
      ),
    ).toBe(false);
    expect(
      isSame(
        black,
        mapped(black, () => 3),
      ),
    ).toBe(true);
  });
});

describe('the size at which pictures are compared', () => {
  it('is the shape of what was sent, and never too small for a block', () => {
    expect(comparedSize({ width: 4095, height: 2730 })).toEqual({ width: 384, height: 256 });
    expect(comparedSize({ width: 5, height: 4000 })).toEqual({ width: 16, height: 384 });
  });
});
