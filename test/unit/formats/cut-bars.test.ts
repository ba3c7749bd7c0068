import sharp from 'sharp';
import type { JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { cutBars } from '../../../electron/formats/jpeg/cut-bars.ts';
import { readPlainJpeg, writePlainJpeg } from '../../../electron/formats/jpeg/plain-jpeg.ts';
import { dcfPreview } from '../../helpers/dcf-preview.ts';

const DARK = 24;

/** 160 × 120 with a lively picture between bars of this shade. */
function letterboxed(bar: number, shade = 0, options: JpegOptions = { chromaSubsampling: '4:4:4' }): Promise<Buffer> {
  const data = Buffer.alloc(160 * 120 * 3, shade);
  for (let i = bar * 160 * 3; i < (120 - bar) * 160 * 3; i++) data[i] = (i * 7 + (i >> 8) * 29) & 255;
  return sharp(data, { raw: { width: 160, height: 120, channels: 3 } })
    .jpeg({ quality: 90, optimiseCoding: false, ...options })
    .toBuffer();
}

async function expectRows(jpeg: Buffer, bar: number, top: number, height: number): Promise<void> {
  const before = Buffer.from(jpeg);
  const cut = cutBars(readPlainJpeg(jpeg)!, bar, 120 - 2 * bar, DARK)!;
  expect(cut.height).toBe(height);
  expect(jpeg.equals(before)).toBe(true);
  const written = await sharp(writePlainJpeg(cut.parts, 1), { failOn: 'error' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(written.info).toMatchObject({ width: 160, height });
  const rows = await sharp(jpeg).extract({ left: 0, top, width: 160, height }).raw().toBuffer();
  expect(written.data.equals(rows)).toBe(true);
}

describe('cutBars', () => {
  it('leaves every pixel of the picture as it was, in whole blocks', async () => {
    await expectRows(dcfPreview(), 7, 8, 105);
    await expectRows(await letterboxed(7), 7, 8, 105);
    await expectRows(await letterboxed(15), 15, 16, 89);
  });

  it('goes by blocks of 16 rows where colours are stored at half the height', async () => {
    const options = { chromaSubsampling: '4:2:0' };
    const jpeg = await letterboxed(15, 0, options);
    expect(cutBars(readPlainJpeg(jpeg)!, 15, 90, DARK)?.height).toBe(89);
    // Nine rows of the picture are too much to lose.
    expect(cutBars(readPlainJpeg(await letterboxed(7, 0, options))!, 7, 106, DARK)).toBeUndefined();
  });

  it('takes bright bars for a part of another crop', async () => {
    expect(cutBars(readPlainJpeg(await letterboxed(15, 15))!, 15, 90, DARK)).toBeDefined();
    expect(cutBars(readPlainJpeg(await letterboxed(15, 90))!, 15, 90, DARK)).toBeUndefined();
  });

  it('leaves progressive files and restart marks to others', async () => {
    expect(cutBars(readPlainJpeg(await letterboxed(7, 0, { progressive: true }))!, 7, 106, DARK)).toBeUndefined();
    const plain = dcfPreview();
    const restarts = Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xdd, 0, 4, 0, 10]), plain.subarray(2)]);
    expect(cutBars(readPlainJpeg(restarts)!, 7, 106, DARK)).toBeUndefined();
  });

  it('never trips over damaged data', () => {
    const good = dcfPreview();
    let cut = 0;
    for (let at = 0; at < good.length; at++) {
      const damaged = Buffer.from(good);
      damaged[at] = damaged[at]! ^ 0x5a;
      const jpeg = readPlainJpeg(damaged);
      if (jpeg && cutBars(jpeg, 7, 106, DARK)) cut++;
    }
    // Damage within the picture does not keep the rest from being shown.
    expect(cut).toBeGreaterThan(100);
  });
});
