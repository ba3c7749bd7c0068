import { describe, expect, it } from 'vitest';
import { fastEngine } from '../../../../electron/imaging/kernels/engine.ts';
import { sameColours } from '../../../../electron/imaging/transfer/colour/colour-map.ts';
import { referenceEngine } from '../../../reference/engine.ts';
import { EarlyStart } from '../../../../electron/imaging/transfer/early-start.ts';
import { TransferPlan } from '../../../../electron/imaging/transfer/plan.ts';
import { RowRunner } from '../../../../electron/imaging/transfer/row.ts';
import type { SmallPictures } from '../../../../electron/imaging/transfer/pictures/small-pictures.ts';
import { setupOf, transfer, type Means } from '../../../../electron/imaging/transfer/transfer.ts';
import type { Pixels } from '../../../../electron/imaging/transfer/types.ts';
import { equal, inputOf, originalOf, scene, spots } from './scene.ts';

const signal = new AbortController().signal;
const untouched = originalOf(700, 660);
const everywhere = spots.everywhere;

async function carried(pictures: SmallPictures, means: Means = {}, from = untouched) {
  const base: Pixels = { ...from, data: from.data.slice() };
  return { base, share: await transfer(inputOf(base, pictures), signal, () => undefined, means) };
}

/** A head start that ends when so many tiles have been worked out. */
async function started(pictures: SmallPictures, tiles: number): Promise<EarlyStart> {
  const plan = new TransferPlan(pictures, untouched.height);
  plan.keepCovered();
  const engine = await fastEngine(setupOf({ ...pictures, colours: sameColours, fade: 1 }, untouched.width));
  const start = new EarlyStart(plan, new RowRunner(engine));
  let left = tiles;
  // Asked before each row and each tile.
  await start.work(pictures.submitted.width < untouched.width, () => left-- <= 0);
  return start;
}

describe('EarlyStart', () => {
  describe.each([
    ['a control', {}],
    ['a second control', { shifted: true }],
    ['no encoder', { match: 'lossless' }],
    ['a strange encoder', { match: 'unmatched' }],
  ] as const)('with %s', (_name, options) => {
    it.each([0, 1, 2, 3, 7, 100])('changes nothing of what comes out, to the bit: over after %d', async (tiles) => {
      const expected = await carried(scene(everywhere, options));
      const pictures = scene(everywhere, options);
      const start = await started(pictures, tiles);
      expect(start.indices.length > 0).toBe(tiles > 0);
      const { base, share } = await carried(pictures, { start });
      expect(share).toBe(expected.share);
      expect(equal(base.data, expected.base.data)).toBe(true);
      expect(equal(base.data, untouched.data)).toBe(false);
    });
  });

  it('gives 16-bit originals and those with transparency the same result, too', async () => {
    const deep: Pixels = {
      width: 700,
      height: 660,
      channels: 4,
      data: Uint16Array.from({ length: 700 * 660 * 4 }, (_, i) => (i * 7919) % 65536),
    };
    const expected = await carried(scene(everywhere), {}, deep);
    const pictures = scene(everywhere);
    const { base } = await carried(pictures, { start: await started(pictures, 5) }, deep);
    expect(equal(base.data, expected.base.data)).toBe(true);
  });

  it('tells of every row once, started or not', async () => {
    const pictures = scene(everywhere);
    const told: number[] = [];
    const onFinal = (from: number, to: number): void => {
      for (let y = from; y < to; y++) told.push(y);
    };
    await carried(pictures, { start: await started(pictures, 6), onFinal });
    expect(told.sort((a, b) => a - b)).toEqual(Array.from({ length: untouched.height }, (_, y) => y));
  });

  it('keeps each tile’s own mask', async () => {
    const spot = spots['across a seam of tiles'];
    const pictures = scene(spot);
    const expected = await carried(scene(spot));
    const { base } = await carried(pictures, { start: await started(pictures, 100) });
    expect(equal(base.data, expected.base.data)).toBe(true);
    expect(equal(base.data, untouched.data)).toBe(false);
  });

  it('stops when its memory is used up', async () => {
    const wide = scene(everywhere);
    const plan = new TransferPlan(wide, untouched.height);
    let asked = 0;
    const runner = new RowRunner({
      side: 240,
      run: () => 0,
      halves: { foresee: () => new Float32Array(2 * 1024 * 1024), carryOut: () => 0 },
    });
    const start = new EarlyStart(plan, runner);
    await start.work(true, () => {
      asked++;
      return false;
    });
    // Two tiles of 8 MB are more than 12 MB.
    expect(start.indices).toEqual([0]);
    expect(asked).toBeLessThan(7);
    await plan.end();
  });

  it('leaves everything to the transfer where an engine works on a tile in one go', async () => {
    const pictures = scene(spots['in the middle']);
    const engine = referenceEngine(setupOf({ ...pictures, colours: sameColours, fade: 1 }, untouched.width));
    const start = new EarlyStart(new TransferPlan(pictures, untouched.height), new RowRunner(engine));
    await start.work(true, () => false);
    const { base } = await carried(pictures, { start });
    const expected = await carried(scene(spots['in the middle']), { makeEngine: referenceEngine });
    expect(equal(base.data, expected.base.data)).toBe(true);
  });
});
