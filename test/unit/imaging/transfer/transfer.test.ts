import { describe, expect, it } from 'vitest';
import type { Engine, EngineSetup } from '../../../../electron/imaging/transfer/engine.ts';
import { referenceEngine } from '../../../reference/engine.ts';
import { lumaMap, sameColours } from '../../../../electron/imaging/transfer/colour/colour-map.ts';
import type { ColourMap } from '../../../../electron/imaging/transfer/colour/colour-map.ts';
import { fastEngine } from '../../../../electron/imaging/kernels/engine.ts';
import type { ShiftedSample } from '../../../../electron/imaging/transfer/pictures/small-pictures.ts';
import { transfer } from '../../../../electron/imaging/transfer/transfer.ts';
import type { EncoderMatch, Pixels } from '../../../../electron/imaging/transfer/types.ts';
import { adobeLike, original, retouchDisc, small, texture } from './fixtures.ts';

const width = 250;
const height = 210;
const rgb = texture(width, height);
const control = Uint8Array.from(rgb, (value, i) => Math.max(0, value - (i % 5 === 0 ? 1 : 0)));
const retouched = retouchDisc(control, width, height);
/** Other and stronger noise than the control's. */
const shiftedSample: ShiftedSample = (part) =>
  Promise.resolve({ ...part, data: part.data.map((v, i) => Math.max(0, Math.min(255, v + ((i * 7) % 13) - 6))) });
const signal = new AbortController().signal;

function run(
  base: Pixels,
  options: {
    fade?: number;
    match?: EncoderMatch;
    colours?: ColourMap;
    back?: Uint8Array;
    shiftedSample?: ShiftedSample;
  } = {},
  engine: (setup: EngineSetup) => Engine | Promise<Engine> = fastEngine,
): Promise<number> {
  return transfer(
    {
      base,
      submitted: small(rgb, width, height),
      control: small(control, width, height),
      retouched: small(options.back ?? retouched, width, height),
      ...(options.shiftedSample && { shiftedSample: options.shiftedSample }),
      match: options.match ?? 'matched',
      colours: options.colours ?? sameColours,
      fade: options.fade ?? 1,
    },
    signal,
    () => undefined,
    { makeEngine: engine },
  );
}

describe('transfer', () => {
  it.each(['reference', 'fast'])(
    'gives back the original to the bit where nothing was retouched (%s)',
    async (name) => {
      const base = original(rgb, width, height, 2);
      const before = Uint8Array.from(base.data);
      const unchanged = await run(base, { back: control }, name === 'fast' ? fastEngine : referenceEngine);
      expect(unchanged).toBe(1);
      expect(Buffer.compare(Buffer.from(base.data.buffer), Buffer.from(before.buffer))).toBe(0);
    },
  );

  it('leaves every pixel away from the retouch alone and changes those inside', async () => {
    const base = original(rgb, width, height, 3);
    const before = Uint8Array.from(base.data);
    const unchanged = await run(base);
    let equal = 0;
    for (let y = 0; y < base.height; y++) {
      for (let x = 0; x < base.width; x++) {
        const i = (y * base.width + x) * 3;
        const same =
          base.data[i] === before[i] && base.data[i + 1] === before[i + 1] && base.data[i + 2] === before[i + 2];
        if (same) equal++;
        const distance = Math.hypot(x / base.width - 0.5, y / base.height - 0.5);
        if (distance > 0.4) expect(same, `pixel ${String(x)}, ${String(y)}`).toBe(true);
      }
    }
    expect(unchanged).toBeCloseTo(equal / (base.width * base.height), 6);
    expect(unchanged).toBeLessThan(0.9);
    const middle = ((base.height >> 1) * base.width + (base.width >> 1)) * 3;
    expect(Math.abs(base.data[middle]! - before[middle]!)).toBeGreaterThan(3);
  });

  it('applies nothing at fade 0 and about half at 0.5', async () => {
    const none = original(rgb, width, height, 2);
    expect(await run(none, { fade: 0 })).toBe(1);
    const whole = original(rgb, width, height, 2);
    const half = original(rgb, width, height, 2);
    const before = Uint8Array.from(whole.data);
    await run(whole);
    await run(half, { fade: 0.5 });
    for (let i = 0; i < before.length; i++) {
      const expected = before[i]! + (whole.data[i]! - before[i]!) / 2;
      // Clipped highlights differ; everything else is within rounding.
      if (whole.data[i] !== 255 && whole.data[i] !== 0)
        expect(Math.abs(half.data[i]! - expected)).toBeLessThanOrEqual(1);
    }
  });

  it('keeps alpha, and the colours under full transparency', async () => {
    const base = original(rgb, width, height, 2, 4);
    const before = Uint8Array.from(base.data);
    await run(base);
    for (let i = 0; i < before.length; i += 4) {
      expect(base.data[i + 3]).toBe(before[i + 3]);
      if (before[i + 3] === 0) expect(base.data[i]).toBe(before[i]);
    }
  });

  it('takes new detail for noise where the second control shows as much of it', async () => {
    const [plain, cautious] = [original(rgb, width, height, 2), original(rgb, width, height, 2)];
    const noisy = Uint8Array.from(retouched, (value, i) => Math.max(0, Math.min(255, value + ((i * 11) % 9) - 4)));
    await run(plain, { back: noisy });
    await run(cautious, { back: noisy, shiftedSample });
    const quiet = original(rgb, width, height, 2);
    await run(quiet);
    const error = (of: Pixels): number =>
      Array.from(of.data).reduce((sum, value, i) => sum + (value - quiet.data[i]!) ** 2, 0);
    expect(error(cautious)).toBeLessThan(0.5 * error(plain));
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const base = original(rgb, width, height, 1);
    const picture = small(rgb, width, height);
    const input = { base, submitted: picture, control: picture, retouched: picture, fade: 1, colours: sameColours };
    await expect(transfer({ ...input, match: 'matched' }, controller.signal, () => undefined)).rejects.toThrow(
      'enough',
    );
  });
});

describe('the fast engine', () => {
  const layouts: [string, Pixels['channels'], boolean, ColourMap, EncoderMatch, ShiftedSample?][] = [
    ['8-bit RGB', 3, false, sameColours, 'matched'],
    ['8-bit RGB, other encoder', 3, false, sameColours, 'unmatched'],
    ['8-bit RGB in a wide space', 3, false, adobeLike, 'matched'],
    ['8-bit RGBA', 4, false, sameColours, 'lossless'],
    ['16-bit RGB', 3, true, sameColours, 'matched'],
    ['8-bit grey', 1, false, lumaMap, 'matched'],
    ['16-bit grey with alpha', 2, true, lumaMap, 'unmatched'],
    ['8-bit RGB, with a second control', 3, false, sameColours, 'matched', shiftedSample],
  ];

  it.each(layouts)('agrees with the readable form: %s', async (_name, channels, deep, colours, match, second) => {
    const fast = original(rgb, width, height, 2, channels, deep);
    const slow = original(rgb, width, height, 2, channels, deep);
    const options = { colours, match, ...(second && { shiftedSample: second }) };
    const quick = await run(fast, options);
    const plain = await run(slow, options, referenceEngine);
    const unit = deep ? 257 : 1;
    let worst = 0;
    for (let i = 0; i < fast.data.length; i++) worst = Math.max(worst, Math.abs(fast.data[i]! - slow.data[i]!));
    expect(worst).toBeLessThanOrEqual(unit);
    expect(quick).toBeCloseTo(plain, 3);
    expect(plain).toBeLessThan(0.95);
  });

  it('is compiled from the sources in the repository', async () => {
    const { compileKernels } = await import('../../../../build/kernels.mjs');
    const { readFile } = await import('node:fs/promises');
    const kept = await readFile(new URL('../../../../electron/imaging/kernels/transfer.wasm', import.meta.url));
    expect(Buffer.compare(kept, Buffer.from(await compileKernels()))).toBe(0);
  }, 60_000);
});
