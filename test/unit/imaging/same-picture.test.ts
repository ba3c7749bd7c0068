import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePixels } from '../../../electron/imaging/result/encode.ts';
import { isNear, madeSmaller, showsSame } from '../../../electron/imaging/result/same-picture.ts';
import type { Pixels } from '../../../electron/imaging/transfer/types.ts';
import { grain, picture, settings } from './strip-fixtures.ts';
import type { Content } from './strip-fixtures.ts';

const SIDE = 512;
/** What an encoder made of a picture, at an eighth of the size. */
async function shownOf(pixels: Pixels, quality = 90): Promise<Pixels> {
  const jpeg = await encodePixels(pixels, { ...settings, quality });
  const [width, height] = [pixels.width >> 3, pixels.height >> 3];
  const small = sharp(jpeg).resize(width, height, { fit: 'fill' }).toColourspace('srgb');
  return { data: await small.raw().toBuffer(), width, height, channels: 3 };
}

/** A bright face on a dark ground, left of the middle, in the colours of skin. */
const portrait: Content = (x, y, c) =>
  (Math.hypot(x / SIDE - 0.35, y / SIDE - 0.4) < 0.3 ? [0.9, 0.6, 0.45] : [0.15, 0.2, 0.3])[c]! + 0.05 * grain(x, y, c);
const pixels = picture(SIDE, SIDE, 3, { content: portrait });
const differently = (content: Content): Promise<Pixels> => shownOf(picture(SIDE, SIDE, 3, { content }));

describe('isNear', () => {
  it('is about the mean difference, whatever its sign', () => {
    const grey = new Uint8Array(1000).fill(100);
    const off = (by: number): Uint8Array => grey.map((value, i) => (i % 2 ? value + by : value - by));
    expect(isNear(grey, grey)).toBe(true);
    expect(isNear(grey, off(29))).toBe(true);
    expect(isNear(grey, off(40))).toBe(false);
    expect(isNear(off(40), grey)).toBe(false);
  });

  it('is never so for pictures of different sizes', () => {
    expect(isNear(new Uint8Array(10), new Uint8Array(11))).toBe(false);
    expect(isNear(new Uint8Array(11), new Uint8Array(10))).toBe(false);
  });
});

describe('showsSame', () => {
  it.each([1, 10, 95])('what was encoded, at quality %d', async (quality) => {
    expect(showsSame(await shownOf(pixels, quality), pixels, 255)).toBe(true);
  });

  it('nothing but noise, at the lowest quality', async () => {
    const noisy = picture(SIDE, SIDE, 3, { content: grain });
    expect(showsSame(await shownOf(noisy, 1), noisy, 255)).toBe(true);
  });

  it.each([
    ['another picture', (x, y, c) => portrait(SIDE - 1 - y, x, 2 - c)],
    ['the picture turned by half', (x, y, c) => portrait(SIDE - 1 - x, SIDE - 1 - y, c)],
    ['the picture turned by a quarter', (x, y, c) => portrait(SIDE - 1 - y, x, c)],
    ['the picture mirrored', (x, y, c) => portrait(SIDE - 1 - x, y, c)],
    ['a third of a picture higher up', (x, y, c) => portrait(x, y + SIDE / 3, c)],
    ['its channels in another order', (x, y, c) => portrait(x, y, 2 - c)],
    ['black', () => 0],
    ['grey from the middle on', (x, y, c) => (y < SIDE / 2 ? portrait(x, y, c) : 0.5)],
  ] satisfies [string, Content][])('not %s', async (_name, content) => {
    expect(showsSame(await differently(content), pixels, 255)).toBe(false);
  });

  it.each([1, 2, 3, 4] as const)('the same in 16 bits, and in %d channels', async (channels) => {
    const content: Content = (x, y, c) => (c === channels - 1 && channels % 2 === 0 ? x / SIDE : portrait(x, y, c));
    for (const deep of [false, true]) {
      const made = picture(SIDE, SIDE, channels, { deep, content });
      const shown = await shownOf(made);
      expect(showsSame(shown, made, 255)).toBe(true);
      // Half of it is transparent: the ground that it stands on is to be seen.
      expect(showsSame(shown, made, 0)).toBe(channels % 2 === 1);
    }
  });

  it('every row and column of what a pixel stands for', () => {
    // 15 rows for one pixel: the lower 7 count, too.
    const content: Content = (_x, y) => (y < 8 ? 0 : 1);
    const low = picture(8, 15, 3, { content });
    const shown = (level: number): Pixels => ({
      data: new Uint8Array(3).fill(level),
      width: 1,
      height: 1,
      channels: 3,
    });
    expect(showsSame(shown((255 * 7) / 15), low, 255)).toBe(true);
    expect(showsSame(shown(0), low, 255)).toBe(false);
    expect(showsSame(shown(255), low, 255)).toBe(false);
  });
});

describe('madeSmaller', () => {
  it('is the mean of what lies below each pixel, nothing left out', () => {
    // Six columns of 0 to 5, seven rows of ten times 0 to 6.
    const source = picture(6, 7, 3, { content: (x, y, c) => (x + 10 * y + c) / 255 });
    source.data.set(
      Uint8Array.from(source.data, (_, i) => (Math.floor(i / 3) % 6) + 10 * Math.floor(i / 18) + (i % 3)),
    );
    expect([...madeSmaller(source, { width: 2, height: 1 })]).toEqual([31, 32, 33, 34, 35, 36]);
    expect([...madeSmaller(source, { width: 1, height: 2 })]).toEqual([12, 13, 14, 47, 48, 49]);
    expect([...madeSmaller(source, { width: 6, height: 7 })]).toEqual([...source.data]);
  });
});
