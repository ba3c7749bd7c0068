import { describe, expect, it } from 'vitest';
import { encodePixels } from '../../../electron/imaging/result/encode.ts';
import type { EncodeSettings } from '../../../electron/imaging/result/encode.ts';
import { StripEncoder } from '../../../electron/imaging/result/encode-strips.ts';
import type { Pixels } from '../../../electron/imaging/transfer/types.ts';
import { fileOf, grain, halved, inStrips, picture, settings } from './strip-fixtures.ts';
import { noise } from './transfer/fixtures.ts';

const pixels = picture(40, 1500);

/** Every row once: pieces of random length in random order, many of them across strips. */
function shuffledPieces(height: number, seed: number): { from: number; to: number }[] {
  const random = noise(seed);
  const pieces: { from: number; to: number; at: number }[] = [];
  for (let from = 0; from < height;) {
    const to = Math.min(height, from + 1 + Math.floor(random() * 500));
    pieces.push({ from, to, at: random() });
    from = to;
  }
  return pieces.sort((a, b) => a.at - b.at);
}

/** Counts how many strips are cut out of it. */
class Watched extends Uint8Array<ArrayBuffer> {
  cuts = 0;
  override subarray(begin?: number, end?: number): Uint8Array<ArrayBuffer> {
    this.cuts++;
    return new Uint8Array(this.buffer).subarray(begin, end);
  }
}

describe('StripEncoder', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'does not mind in which order rows become final, or in what pieces (%d)',
    async (seed) => {
      const encoder = new StripEncoder(pixels, halved);
      const expected = await inStrips(pixels, halved);
      for (const { from, to } of shuffledPieces(pixels.height, seed)) encoder.final(from, to);
      const { encoded, ...others } = await encoder.end();
      expect(Buffer.concat(encoded).equals(fileOf(expected))).toBe(true);
      expect(others).toEqual({ rows: 320, count: 5, shown: expected.shown });
    },
  );

  it('reads no row before it is final', async () => {
    const growing: Pixels = { ...pixels, data: new Uint8Array(pixels.data.length) };
    const encoder = new StripEncoder(growing, settings);
    const line = pixels.width * pixels.channels;
    for (let from = 0; from < pixels.height; from += 100) {
      growing.data.set(pixels.data.subarray(from * line, (from + 100) * line), from * line);
      encoder.final(from, from + 100);
      // What was begun is over when this longer work is, and the rows below are still black.
      await encodePixels(pixels, settings);
    }
    expect(fileOf(await encoder.end()).equals(fileOf(await inStrips(pixels)))).toBe(true);
  });

  it.each([
    ['no row', []],
    ['the last row missing', [[0, 1499]]],
    ['one row missing in the middle', [[0, 700], [701, 1500]]], // prettier-ignore
    ['a whole strip missing', [[0, 320], [640, 1500]]], // prettier-ignore
  ] as const)('has no picture to give before all rows are final: %s', async (_name, pieces) => {
    const encoder = new StripEncoder(pixels, settings);
    for (const [from, to] of pieces) encoder.final(from, to);
    await expect(encoder.end()).rejects.toThrow('never called final');
    await encoder.stop();
  });

  it('shows what the strips decode to, one below the other', async () => {
    const smooth = picture(400, 1500, 3, { content: (x, y, c) => (x / 400 + y / 1500 + c / 3) / 3 });
    const { shown } = await inStrips(smooth);
    expect([shown.width, shown.height, shown.channels]).toEqual([44, 164, 3]);
    expect(shown.data).toHaveLength(44 * 164 * 3);
    for (const [x, y] of [
      [0, 0],
      [43, 0],
      [20, 60],
      [33, 110],
      [0, 163],
      [43, 163],
    ] as const) {
      // Four strips of 320 rows are shown in 35 each, the last one of 220 in 24.
      const strip = Math.floor(y / 35);
      const high = strip < 4 ? 320 / 35 : 220 / 24;
      const row = Math.floor(strip * 320 + ((y % 35) + 0.5) * high);
      const at = (row * 400 + Math.floor(((x + 0.5) * 400) / 44)) * 3;
      for (let c = 0; c < 3; c++) {
        expect(Math.abs(shown.data[(y * 44 + x) * 3 + c]! - smooth.data[at + c]!)).toBeLessThan(5);
      }
    }
  });

  it.each([1, 2, 3, 4] as const)('shows three channels whatever the picture has (%d)', async (channels) => {
    const { shown } = await inStrips(
      picture(80, 400, channels, { deep: true, content: (_x, _y, c) => [0.4, 1, 0.4, 1][c]! }),
    );
    expect([shown.width, shown.height]).toEqual([8, 43]);
    expect(shown.data).toHaveLength(8 * 43 * 3);
    expect(Math.abs(shown.data[0]! - 0.4 * 255)).toBeLessThan(3);
  });
});

describe('StripEncoder: what must not be taken for damage', () => {
  const rows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 23, 31, 33];

  it.each(rows)('grain down to a last strip of %d rows, at any quality', async (last) => {
    for (const quality of [1, 5, 90]) {
      const { count } = await inStrips(picture(200, 320 + last, 3, { content: grain }), { ...settings, quality });
      expect(count).toBe(2);
    }
  });

  it.each(rows)('a border at the lower edge, with a last strip of %d rows', async (last) => {
    for (let border = 1; border < last; border += 3) {
      const content = (_x: number, y: number): number => (y < 320 + last - border ? 0 : 1);
      await expect(inStrips(picture(200, 320 + last, 1, { content }))).resolves.toMatchObject({ count: 2 });
    }
  });

  it.each([2, 7, 8, 9, 15, 31])('a picture of %d columns, half black and half white', async (width) => {
    const content = (x: number): number => (x < width / 2 ? 0 : 1);
    await expect(inStrips(picture(width, 330, 3, { content }), halved)).resolves.toMatchObject({ count: 2 });
  });

  it.each([5, 7, 11, 13, 20])('hard stripes and checks of %d pixels', async (side) => {
    const odd = (x: number): number => Math.floor(x / side) % 2;
    for (const content of [odd, (_x: number, y: number) => odd(y), (x: number, y: number) => (odd(x) + odd(y)) % 2]) {
      await expect(inStrips(picture(400, 700, 3, { content }))).resolves.toMatchObject({ count: 3 });
    }
  });

  it('a plain colour at the lowest quality, half a step off in luma and both chromas', async () => {
    const colour = [166, 127, 172] as const;
    const plain = picture(640, 400, 3, { content: (_x, _y, c) => colour[c as 0 | 1 | 2] / 255 });
    const { shown } = await inStrips(plain, { ...halved, quality: 1 });
    const off = colour.map((level, c) => Math.abs(shown.data[c]! - level));
    // Otherwise it would not be the worst case any more.
    expect((off[0]! + off[1]! + off[2]!) / 3).toBeGreaterThan(27);
  });
});

describe('StripEncoder: failures', () => {
  it('are told by end(), and stop() has nothing to add', async () => {
    const encoder = new StripEncoder(pixels, { ...settings, quality: 1000 });
    encoder.final(0, 1500);
    await expect(encoder.end()).rejects.toThrow('quality');
    await encoder.stop();
  });

  it('are nobody’s concern any more after stop()', async () => {
    const encoder = new StripEncoder(pixels, { ...settings, quality: 1000 });
    encoder.final(0, 700);
    await expect(encoder.stop()).resolves.toBeUndefined();
  });

  it('include a strip that decodes to something else than it was made of', async () => {
    // A background that changes on the way stands for an encoder that goes wrong in one strip of several.
    let asked = 0;
    const wrong: EncodeSettings = {
      ...settings,
      get background() {
        return asked++ === 2 ? 0 : 255;
      },
    };
    const clear = picture(40, 1500, 4, { content: (_x, _y, c) => (c === 3 ? 0 : 0.5) });
    await expect(inStrips(clear, wrong)).rejects.toThrow('decodes to another picture');
    await expect(inStrips(clear, settings)).resolves.toMatchObject({ count: 5 });
  });
});

describe('StripEncoder.stop', () => {
  it('begins with no further strip', async () => {
    const data = new Watched(new ArrayBuffer(pixels.data.length));
    const encoder = new StripEncoder({ ...pixels, data }, settings);
    encoder.final(0, 1500);
    const begun = data.cuts;
    expect(begun).toBeGreaterThan(0);
    await encoder.stop();
    expect(data.cuts).toBe(begun);
    expect(begun).toBeLessThan(5);
  });

  it('resolves at once when nothing was begun', async () => {
    await expect(new StripEncoder(pixels, settings).stop()).resolves.toBeUndefined();
  });
});
