import { describe, expect, it } from 'vitest';
import { carryOver } from '../../../../electron/imaging/transfer/carry-over.ts';
import { sameColours } from '../../../../electron/imaging/transfer/colour/colour-map.ts';
import { fastMotionDetector } from '../../../../electron/imaging/kernels/movement.ts';
import { referenceMotionDetector } from '../../../reference/motion.ts';
import { findFlow } from '../../../../electron/imaging/transfer/motion/flow.ts';
import { warpInPlace } from '../../../../electron/imaging/transfer/motion/warp.ts';
import { plane } from '../../../../electron/imaging/transfer/motion/plane.ts';
import type { SmallPicture } from '../../../../electron/imaging/transfer/types.ts';
import { noise, original, retouchDisc } from './fixtures.ts';

const size = 400;

/** Blobs of all sizes, which is what a movement can be seen by. */
function blobs(): Uint8Array {
  const random = noise(5);
  const out = new Float32Array(size * size).fill(110);
  for (let k = 0; k < 900; k++) {
    const [cx, cy, r, level] = [random() * size, random() * size, 3 + 9 * random(), 60 * (random() - 0.5)];
    for (let y = Math.max(0, Math.ceil(cy - 2 * r)); y < Math.min(size, cy + 2 * r); y++) {
      for (let x = Math.max(0, Math.ceil(cx - 2 * r)); x < Math.min(size, cx + 2 * r); x++) {
        out[y * size + x]! += level * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (r * r));
      }
    }
  }
  return Uint8Array.from({ length: size * size * 3 }, (_, i) => Math.min(255, Math.max(0, out[Math.floor(i / 3)]!)));
}

const picture: SmallPicture = { data: blobs(), width: size, height: size };
/** A soft push to the side of at most 8 pixels. */
const pushAt = (x: number, y: number): number => 8 * Math.exp(-((x - 200) ** 2 + (y - 200) ** 2) / (2 * 60 ** 2));
const pushed: SmallPicture = {
  ...picture,
  data: Uint8Array.from({ length: picture.data.length }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % size, Math.floor(i / 3 / size)];
    const from = x + pushAt(x, y);
    const left = Math.floor(from);
    const at = (k: number): number => picture.data[(y * size + Math.min(size - 1, left + k)) * 3]!;
    return Math.round(at(0) + (from - left) * (at(1) - at(0)));
  }),
};

describe('the fast motion detector', () => {
  it.each([
    [400, 400],
    [1031, 719],
    [4120, 270],
  ])('agrees with the readable form on %i x %i pixels', async (width, height) => {
    const fast = await fastMotionDetector();
    const at = (from: SmallPicture, shift: number): SmallPicture => ({
      width,
      height,
      data: Uint8Array.from({ length: width * height * 3 }, (_, i) => {
        const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
        return from.data[(((y % size) * size + ((x + shift) % size)) * 3 + (i % 3)) % from.data.length]!;
      }),
    });
    const [s, r] = [at(picture, 0), at(pushed, 3)];
    const [slow, quick] = [referenceMotionDetector, fast].map((detector) => ({
      s: detector.luma(s),
      r: detector.luma(r),
    }));
    expect(quick!.s).toMatchObject({ width: slow!.s.width, height: slow!.s.height });
    quick!.s.data.forEach((luma, i) => expect(Math.abs(luma - slow!.s.data[i]!)).toBeLessThan(1e-3));
    const share = referenceMotionDetector.share(slow!.s, slow!.r);
    expect(share).toBeGreaterThan(0.01);
    expect(Math.abs(fast.share(quick!.s, quick!.r) - share)).toBeLessThan(1e-3);
  });
});

describe('findFlow', () => {
  it('finds a movement to a fraction of a pixel', () => {
    const flow = findFlow(picture, pushed, referenceMotionDetector)!;
    expect(flow).toBeDefined();
    for (const [x, y] of [
      [200, 200],
      [160, 220],
      [240, 180],
    ] as const) {
      const cell = (y >> 2) * flow.x.width + (x >> 2);
      expect(Math.abs(flow.x.data[cell]! - pushAt(x, y))).toBeLessThan(1);
      expect(Math.abs(flow.y.data[cell]!)).toBeLessThan(0.7);
    }
    expect(flow.x.data[5 * flow.x.width + 5]).toBe(0);
  });

  it('finds none in the same picture, in brighter tones, or where detail was taken away', () => {
    expect(findFlow(picture, picture, referenceMotionDetector)).toBeUndefined();
    const brighter = { ...picture, data: picture.data.map((v) => Math.min(255, v + 20)) };
    expect(findFlow(picture, brighter, referenceMotionDetector)).toBeUndefined();
    expect(
      findFlow(picture, { ...picture, data: retouchDisc(picture.data, size, size) }, referenceMotionDetector),
    ).toBeUndefined();
  });
});

describe('warpInPlace', () => {
  it('shifts by whole pixels exactly, though it overwrites what it reads', () => {
    const image = original(picture.data, size, size, 1);
    const flow = { x: plane(100, 100), y: plane(100, 100), reach: 6 };
    flow.x.data.fill(3);
    flow.y.data.fill(-5);
    warpInPlace(image, flow, picture, 1);
    for (const [x, y] of [
      [10, 20],
      [300, 399],
      [200, 6],
    ] as const) {
      expect(image.data[(y * size + x) * 3]).toBe(picture.data[((y - 5) * size + x + 3) * 3]);
    }
  });

  it('leaves what does not move alone, to the bit', () => {
    const image = original(picture.data, size, size, 2);
    const before = Uint8Array.from(image.data);
    const still = { x: plane(100, 100), y: plane(100, 100), reach: 0 };
    expect(warpInPlace(image, still, picture, 1)).toBe(0);
    expect(Buffer.compare(Buffer.from(image.data.buffer), Buffer.from(before.buffer))).toBe(0);
  });
});

describe('carryOver', () => {
  it('moves the original along with what was reshaped, and says so', async () => {
    const base = original(picture.data, size, size, 2);
    const truth = original(pushed.data, size, size, 2);
    const still = original(picture.data, size, size, 2);
    const small = { submitted: picture, control: picture, retouched: pushed, match: 'lossless' as const };
    const signal = new AbortController().signal;
    const { reshaped, unchanged } = await carryOver(
      {
        base,
        small,
        colours: sameColours,
        fade: 1,
        flow: findFlow(small.submitted, small.retouched, referenceMotionDetector),
      },
      signal,
      () => undefined,
    );
    expect(reshaped).toBe(true);
    expect(unchanged).toBeGreaterThan(0.3);
    const error = (of: ArrayLike<number>): number => {
      let sum = 0;
      for (let i = 0; i < truth.data.length; i++) sum += Math.abs(of[i]! - truth.data[i]!);
      return sum / truth.data.length;
    };
    expect(error(base.data)).toBeLessThan(0.25 * error(still.data));
  });
});
