import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadSmallPictures, gridShows } from '../../../../electron/imaging/transfer/pictures/small-pictures.ts';
import { texture } from './fixtures.ts';

const [width, height] = [160, 120];
const jpeg = (quality: number): Promise<Buffer> =>
  sharp(texture(width, height), { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer();

describe('gridShows', () => {
  const steps = Array.from({ length: 64 }, (_, i) => 3 + i);
  it.each([
    [1, true],
    [2, true],
    [2.5, false],
  ])('%s times the steps: %s', (times, shows) => {
    expect(
      gridShows(
        steps,
        steps.map((step) => Math.round(times * step)),
      ),
    ).toBe(shows);
  });

  it('is silent where a table is missing', () => {
    expect(gridShows([], steps)).toBe(false);
    expect(gridShows(steps, [])).toBe(false);
  });
});

describe('loadSmallPictures', () => {
  it('makes a second control with other blocks where what was submitted is on the encoder’s own grid', async () => {
    const submitted = await jpeg(90);
    const { control, shiftedSample, submitted: s } = await loadSmallPictures(submitted, await jpeg(90), 1);
    const shifted = await shiftedSample!(s);
    expect(shifted).toMatchObject({ width, height });
    const difference = (of: Uint8Array): number =>
      of.reduce((sum, value, i) => sum + Math.abs(value - s.data[i]!), 0) / of.length;
    // Rounded to the same steps again, next to nothing changes; with other blocks it shows what the encoder does.
    expect(difference(shifted.data)).toBeGreaterThan(3 * difference(control.data));
    expect(difference(shifted.data)).toBeLessThan(8);
  });

  it('makes none where they do not, and none for what is no JPEG', async () => {
    const submitted = await jpeg(95);
    expect((await loadSmallPictures(submitted, await jpeg(75), 1)).shiftedSample).toBeUndefined();
    expect(
      (await loadSmallPictures(submitted, await sharp(submitted).png().toBuffer(), 1)).shiftedSample,
    ).toBeUndefined();
  });
});
