import { describe, expect, it } from 'vitest';
import { TransferPlan } from '../../../../electron/imaging/transfer/plan.ts';
import type { SmallPictures } from '../../../../electron/imaging/transfer/pictures/small-pictures.ts';
import { transfer, type Means } from '../../../../electron/imaging/transfer/transfer.ts';
import type { Pixels } from '../../../../electron/imaging/transfer/types.ts';
import { equal, HEIGHT, inputOf, originalOf, scene, spots, WIDTH } from './scene.ts';
import type { Spot } from './scene.ts';

const signal = new AbortController().signal;
const all = Object.entries(spots) as [string, Spot][];
const untouched = originalOf(700, 660);

async function carried(pictures: SmallPictures, means: Means): Promise<{ base: Pixels; share: number }> {
  const base: Pixels = { ...untouched, data: untouched.data.slice() };
  return { base, share: await transfer(inputOf(base, pictures), signal, () => undefined, means) };
}

describe('TransferPlan.keepCovered', () => {
  describe.each([
    ['a control', {}],
    ['a second control', { shifted: true }],
    ['no encoder', { match: 'lossless' }],
    ['a strange encoder', { match: 'unmatched', shifted: true }],
  ] as const)('with %s', (_name, options) => {
    it.each(all)('changes nothing of what comes out, to the bit: retouched %s', async (where, spot) => {
      const expected = await carried(scene(spot, options), {});
      const pictures = scene(spot, options);
      const plan = new TransferPlan(pictures, untouched.height);
      plan.keepCovered();
      plan.begin();
      const { base, share } = await carried(pictures, { plan });
      expect(equal(base.data, expected.base.data)).toBe(true);
      expect(share).toBe(expected.share);
      expect(equal(base.data, untouched.data)).toBe(where === 'nowhere');
    });
  });

  it.each(all)('gives the memory of the small pictures back: retouched %s', async (_where, spot) => {
    const pictures = scene(spot);
    const plan = new TransferPlan(pictures, untouched.height);
    plan.keepCovered();
    for (const { data } of [pictures.submitted, pictures.control, pictures.retouched]) expect(data).toHaveLength(0);
    await plan.end();
  });

  it('is not done unasked', async () => {
    const pictures = scene(spots['in the middle']);
    const before = pictures.submitted.data.slice();
    await carried(pictures, { plan: new TransferPlan(pictures, untouched.height) });
    expect(equal(pictures.submitted.data, before)).toBe(true);
  });
});

describe('TransferPlan', () => {
  it.each(all)('has every touched pixel within its rows: retouched %s', (_where, { left, top, side }) => {
    const { rows } = new TransferPlan(scene({ left, top, side }), untouched.height);
    const [right, bottom] = [Math.min(WIDTH, left + side), Math.min(HEIGHT, top + side)];
    expect(rows.length > 0).toBe(side > 0);
    for (let y = top; y < bottom; y += 7) {
      const row = rows.find(({ top: first }) => y >= first && y < first + 192);
      expect(row).toBeDefined();
      expect(row!.covers.left).toBeLessThanOrEqual(left);
      expect(row!.covers.right).toBeGreaterThanOrEqual(right);
      expect(row!.covers.top).toBeLessThanOrEqual(y);
      expect(row!.covers.bottom).toBeGreaterThan(y);
    }
  });

  it.each([1, 100, 600, 601, 3001])('has rows one below the other, down to the last of %d', (height) => {
    const { rows } = new TransferPlan(scene(spots.everywhere), height);
    expect(rows[0]!.y0).toBe(0);
    expect(rows.at(-1)!.y1).toBe(height);
    rows.slice(1).forEach(({ y0 }, i) => expect(y0).toBe(rows[i]!.y1));
    for (const { y0, y1 } of rows) expect(y1).toBeGreaterThan(y0);
  });

  it('makes a second control for each row, from where the encoder’s blocks begin, and only once', async () => {
    const asked: { width: number; height: number }[] = [];
    const pictures = scene(spots.everywhere, { shifted: true });
    const shiftedSample: SmallPictures['shiftedSample'] = (part) => {
      asked.push({ width: part.width, height: part.height });
      return pictures.shiftedSample!(part);
    };
    const plan = new TransferPlan({ ...pictures, shiftedSample }, untouched.height);
    plan.keepCovered();
    plan.begin();
    for (const index of plan.rows.keys()) {
      const { shifted } = await plan.take(index);
      expect([shifted!.left & 15, shifted!.top & 15]).toEqual([0, 0]);
    }
    expect(asked).toHaveLength(plan.rows.length);
    await plan.end();
  });

  it('tells whoever takes a row why it could not be made', async () => {
    const shiftedSample = (): Promise<never> => Promise.reject(new Error('no second control'));
    const pictures = { ...scene(spots['in a corner']), shiftedSample };
    const plan = new TransferPlan(pictures, untouched.height);
    plan.begin();
    await expect(carried(pictures, { plan })).rejects.toThrow('no second control');
    // Nobody takes the rows of this one.
    const left = new TransferPlan(pictures, untouched.height);
    left.begin();
    await expect(left.end()).resolves.toBeUndefined();
  });
});
