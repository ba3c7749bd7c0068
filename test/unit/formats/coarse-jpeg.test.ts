import sharp from 'sharp';
import type { JpegOptions, Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { EIGHTH_FROM, withoutFineScans } from '../../../electron/formats/jpeg/coarse-jpeg.ts';
import { walkJpeg } from '../../../electron/formats/jpeg/jpeg.ts';
import { MARKER } from '../../../electron/formats/jpeg/segments.ts';

const SIZE = { width: 603, height: 451 };

/** Something with detail in every direction, so that no coefficient is zero throughout. */
function detailed(): Sharp {
  const { width, height } = SIZE;
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = (i * i * 31 + (i >> 7) * 17) & 255;
  return sharp(data, { raw: { width, height, channels: 3 } }).blur(1.2);
}

function progressive(options: JpegOptions, image = detailed()): Promise<Buffer> {
  return image.jpeg({ progressive: true, quality: 88, ...options }).toBuffer();
}

/** At the shrink from which on libvips decodes at an eighth. */
function small(jpeg: Buffer, failOn: 'none' | 'warning' = 'warning'): Promise<Buffer> {
  const width = Math.floor(SIZE.width / EIGHTH_FROM);
  const height = Math.floor(SIZE.height / EIGHTH_FROM);
  return sharp(jpeg, { failOn }).resize(width, height, { fit: 'fill' }).raw().toBuffer();
}

describe('withoutFineScans', () => {
  it.each(['4:4:4', '4:2:0'])('changes nothing at an eighth of the size (%s)', async (chromaSubsampling) => {
    const jpeg = await progressive({ chromaSubsampling });
    const coarse = withoutFineScans(jpeg)!;
    expect(coarse.length).toBeLessThan(jpeg.length / 2);
    expect((await small(coarse)).equals(await small(jpeg))).toBe(true);
  });

  it('keeps the bytes of grey and CMYK pictures that matter too', async () => {
    for (const image of [detailed().grayscale(), detailed().toColourspace('cmyk')]) {
      const jpeg = await progressive({}, image);
      const coarse = withoutFineScans(jpeg)!;
      expect(coarse.length).toBeLessThan(jpeg.length / 2);
      expect((await small(coarse)).equals(await small(jpeg))).toBe(true);
    }
  });

  it('keeps the profile and all that is no scan', async () => {
    const jpeg = await progressive({}, detailed().withIccProfile('p3'));
    const coarse = withoutFineScans(jpeg)!;
    const [before, after] = [await sharp(jpeg).metadata(), await sharp(coarse).metadata()];
    expect(after.icc).toEqual(before.icc);
    const scans = (bytes: Buffer): number =>
      walkJpeg(bytes).segments.filter(({ marker }) => marker === MARKER.sos).length;
    expect(scans(coarse)).toBeLessThan(scans(jpeg));
  });

  it('shows what there is of a cut file', async () => {
    const jpeg = await progressive({});
    const cut = jpeg.subarray(0, Math.floor(jpeg.length * 0.8));
    expect((await small(withoutFineScans(cut)!, 'none')).equals(await small(cut, 'none'))).toBe(true);
  });

  it('leaves everything else alone', async () => {
    const baseline = await detailed().jpeg().toBuffer();
    expect(withoutFineScans(baseline)).toBeUndefined();
    const jpeg = await progressive({});
    const stray = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0]), jpeg.subarray(2)]);
    expect(withoutFineScans(stray)).toBeUndefined();
    expect(withoutFineScans(Buffer.from('no picture'))).toBeUndefined();
  });
});
