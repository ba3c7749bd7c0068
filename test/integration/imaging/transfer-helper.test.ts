import { describe, expect, it, vi } from 'vitest';
import { sameColours, type ColourMap } from '../../../electron/imaging/transfer/colour/colour-map.ts';
import { TransferHelpers } from '../../../electron/imaging/transfer/helper.ts';
import type { ShiftedSample } from '../../../electron/imaging/transfer/pictures/small-pictures.ts';
import { transfer } from '../../../electron/imaging/transfer/transfer.ts';
import type { Pixels } from '../../../electron/imaging/transfer/types.ts';
import { adobeLike, original, retouchDisc, small, texture } from '../../unit/imaging/transfer/fixtures.ts';

const entry = new URL('../../../electron/transfer-worker.ts', import.meta.url);
// Five rows of tiles.
const width = 240;
const height = 900;
const rgb = texture(width, height);
const control = Uint8Array.from(rgb, (value, i) => Math.max(0, value - (i % 5 === 0 ? 1 : 0)));
const retouched = retouchDisc(control, width, height);
const shiftedSample: ShiftedSample = (part) => Promise.resolve({ ...part, data: part.data.map((v, i) => v ^ (i % 3)) });
const signal = new AbortController().signal;

interface Options {
  readonly colours?: ColourMap;
  readonly shiftedSample?: ShiftedSample;
}

function inputFor(base: Pixels, { colours = sameColours, shiftedSample }: Options) {
  return {
    base,
    submitted: small(rgb, width, height),
    control: small(control, width, height),
    retouched: small(retouched, width, height),
    ...(shiftedSample && { shiftedSample }),
    match: 'matched' as const,
    colours,
    fade: 1,
  };
}

/** What comes out with a helper, and how much of it the helper did. */
async function withHelper(helpers: TransferHelpers, base: Pixels, options: Options = {}) {
  let rows = 0;
  const unchanged = await helpers.lend((helper) => {
    const counting = helper && {
      begin: (setup: Parameters<typeof helper.begin>[0]) => helper.begin(setup),
      run: async (...args: Parameters<typeof helper.run>) => {
        const helped = await helper.run(...args);
        if (helped.kind === 'done') rows++;
        return helped;
      },
    };
    return transfer(inputFor(base, options), signal, () => undefined, { helper: counting });
  });
  return { unchanged, rows };
}

const deep = (pixels: Pixels): Pixels => ({
  ...pixels,
  data: Uint16Array.from(pixels.data, (value) => value * 257 + 3),
});

describe('a thread that helps with the full-size result', () => {
  it.each([
    ['8 bits', (pixels: Pixels) => pixels, {}],
    ['16 bits', deep, {}],
    ['another profile', (pixels: Pixels) => pixels, { colours: adobeLike }],
    ['a second control', (pixels: Pixels) => pixels, { shiftedSample }],
  ] as const)('changes nothing of what comes out, to the bit (%s)', async (_name, of, options) => {
    const alone = of(original(rgb, width, height, 2));
    const helped = of(original(rgb, width, height, 2));
    const before = alone.data.slice();
    const share = await transfer(inputFor(alone, options), signal, () => undefined);
    const { unchanged, rows } = await withHelper(new TransferHelpers(entry), helped, options);
    expect(rows).toBeGreaterThan(0);
    expect(unchanged).toBe(share);
    expect(share).toBeLessThan(1);
    expect(Buffer.from(helped.data.buffer).equals(Buffer.from(alone.data.buffer))).toBe(true);
    expect(Buffer.from(before.buffer).equals(Buffer.from(alone.data.buffer))).toBe(false);
  });

  it('that breaks costs nothing but its help, and is said', async () => {
    const said = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const helpers = new TransferHelpers(new URL('./no-such-thread.ts', import.meta.url));
    const alone = original(rgb, width, height, 2);
    await transfer(inputFor(alone, {}), signal, () => undefined);
    for (let times = 0; times < 4; times++) {
      const helped = original(rgb, width, height, 2);
      expect((await withHelper(helpers, helped)).rows).toBe(0);
      expect(Buffer.from(helped.data.buffer).equals(Buffer.from(alone.data.buffer))).toBe(true);
    }
    // Given up after three.
    expect(said).toHaveBeenCalledTimes(3);
    said.mockRestore();
  });

  it('is of use again after a result that was aborted', async () => {
    const helpers = new TransferHelpers(entry);
    const abort = new AbortController();
    const broken = helpers.lend((helper) =>
      transfer(inputFor(original(rgb, width, height, 2), {}), abort.signal, () => abort.abort(new Error('enough')), {
        helper,
      }),
    );
    await expect(broken).rejects.toThrow('enough');
    const alone = original(rgb, width, height, 2);
    const helped = original(rgb, width, height, 2);
    await transfer(inputFor(alone, {}), signal, () => undefined);
    expect((await withHelper(helpers, helped)).rows).toBeGreaterThan(0);
    expect(Buffer.from(helped.data.buffer).equals(Buffer.from(alone.data.buffer))).toBe(true);
  });
});
