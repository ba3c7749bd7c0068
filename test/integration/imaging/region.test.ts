import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Orientation } from '../../../electron/formats/orientation.ts';
import { clip, drawRegion, MAX_REGION_SIDE } from '../../../electron/imaging/view/region.ts';
import { storedRect } from '../../../electron/formats/turned-rect.ts';
import { drawView } from '../../../electron/imaging/view/thumbnail.ts';
import { FULL_VIEW } from '../../../electron/imaging/view/view-sizes.ts';

let folder: string;
let source: string;
let target: string;
const WIDTH = 96;
const HEIGHT = 64;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-region-'));
  source = join(folder, 'photo');
  target = join(folder, 'tile.jpg');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every place has a colour of its own: red grows to the right, green downwards. */
function gradient(): Buffer {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3, 128);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    data[i * 3] = (i % WIDTH) * 2;
    data[i * 3 + 1] = Math.floor(i / WIDTH) * 3;
  }
  return data;
}

const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const };

describe('drawRegion', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('cuts out of the upright picture (orientation %i)', async (orientation) => {
    await sharp(gradient(), { raw }).withMetadata({ orientation }).png().toFile(source);
    const rect = { left: 11, top: 17, width: 20, height: 9 };
    expect(await drawRegion({ source, target, ...rect })).toEqual({
      kind: 'written',
      path: target,
      width: 20,
      height: 9,
    });
    const whole = await sharp(await sharp(source).autoOrient().png().toBuffer())
      .extract(rect)
      .raw()
      .toBuffer();
    const part = await sharp(target).raw().toBuffer();
    part.forEach((value, i) => expect(Math.abs(value - whole[i]!)).toBeLessThan(12));
    expect((await sharp(target).metadata()).exif).toBeUndefined();
  });

  it('brings the colours to sRGB', async () => {
    const create = { width: 40, height: 40, channels: 3 as const, background: '#d02040' };
    await sharp({ create }).withIccProfile('p3').png().toFile(source);
    await drawRegion({ source, target, left: 5, top: 5, width: 8, height: 8 });
    const [r, g, b] = await sharp(target).raw().toBuffer();
    expect(Math.abs(r! - 0xd0) + Math.abs(g! - 0x20) + Math.abs(b! - 0x40)).toBeLessThan(12);
  });

  it('leaves off what lies outside, and says so of a part that lies nowhere', async () => {
    await sharp(gradient(), { raw }).png().toFile(source);
    expect(await drawRegion({ source, target, left: 90, top: -5, width: 50, height: 10 })).toMatchObject({
      width: 6,
      height: 5,
    });
    expect(await drawRegion({ source, target, left: 96, top: 0, width: 5, height: 5 })).toMatchObject({
      kind: 'refused',
      reason: { code: 'outside' },
    });
  });

  it('tells apart what is no picture and what is not there, and leaves nothing behind', async () => {
    await writeFile(source, 'words');
    const rect = { left: 0, top: 0, width: 5, height: 5 };
    await rm(target, { force: true });
    expect(await drawRegion({ source, target, ...rect })).toMatchObject({
      kind: 'refused',
      reason: { code: 'not-a-photo:text' },
    });
    expect(await drawRegion({ source: join(folder, 'gone'), target, ...rect })).toMatchObject({ kind: 'local' });
    expect(await readdir(folder)).toEqual(['photo']);
  });
});

describe('the rectangle of a region', () => {
  const number = fc.oneof(fc.integer({ min: -50, max: 150 }), fc.double());

  it('lies within the picture, whatever was asked for', () => {
    fc.assert(
      fc.property(number, number, number, number, (left, top, width, height) => {
        const rect = clip({ left, top, width, height }, { width: 100, height: 80 });
        if (rect === undefined) return;
        expect(Object.values(rect).every(Number.isInteger)).toBe(true);
        expect(Math.min(rect.left, rect.top)).toBeGreaterThanOrEqual(0);
        expect(rect.left + rect.width).toBeLessThanOrEqual(100);
        expect(rect.top + rect.height).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('has an end', () => {
    expect(clip({ left: 0, top: 0, width: Infinity, height: 5 }, { width: 60_000, height: 9 })?.width).toBe(
      MAX_REGION_SIDE,
    );
  });

  it('stays the same size among the stored pixels', () => {
    const rect = { left: 10, top: 20, width: 30, height: 5 };
    for (let o = 1; o <= 8; o++) {
      const stored = storedRect(rect, { width: 100, height: 80 }, o as Orientation);
      expect([stored.width, stored.height]).toEqual(o >= 5 ? [5, 30] : [30, 5]);
    }
  });
});

describe('a view at full size', () => {
  it('has all the pixels', async () => {
    await sharp(gradient(), { raw }).withMetadata({ orientation: 8 }).jpeg({ quality: 100 }).toFile(source);
    expect(await drawView({ source, target, ...FULL_VIEW })).toMatchObject({ width: HEIGHT, height: WIDTH });
    expect(await drawView({ source, target, ...FULL_VIEW, longestSide: Infinity })).toMatchObject({ width: HEIGHT });
  });

  it('is as large as the format allows', async () => {
    const create = { width: 20_000, height: 2, channels: 3 as const, background: '#888' };
    await sharp({ create }).png().toFile(source);
    expect(await drawView({ source, target, ...FULL_VIEW, format: 'webp' })).toMatchObject({ width: 16_383 });
    expect(await drawView({ source, target, ...FULL_VIEW })).toMatchObject({ width: 20_000 });
  });
});
