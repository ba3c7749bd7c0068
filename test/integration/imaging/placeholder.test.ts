import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeholder, PLACEHOLDER, withinBars } from '../../../electron/imaging/view/placeholder.ts';
import { dcfPreview } from '../../helpers/dcf-preview.ts';
import { photoWith } from '../../helpers/photo-with-preview.ts';
import { at, long, short, tiff } from '../../unit/formats/tiff-builder.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-placeholder-'));
  path = join(folder, 'photo.jpg');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Red on the left, blue on the right; `bar` rows of black above and below. */
function preview(width: number, height: number, bar = 0): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let i = bar * width; i < width * (height - bar); i++) data[i * 3 + (i % width < width / 2 ? 0 : 2)] = 220;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}

/** A JPEG, of 3:2 unless said otherwise, with EXIF that holds the preview. */
async function photo(small: Buffer, orientation: number, size = { width: 300, height: 200 }): Promise<void> {
  await writeFile(path, await photoWith(small, orientation, size));
}

async function drawn(): Promise<{ width: number; height: number; pixel: (x: number, y: number) => number[] }> {
  const answer = await placeholder(path);
  if (answer.kind !== 'picture') throw new Error(answer.kind);
  expect(answer.data.length).toBeLessThanOrEqual(PLACEHOLDER.bytes);
  const { data, info } = await sharp(answer.data).autoOrient().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([answer.width, answer.height]);
  return {
    width: info.width,
    height: info.height,
    pixel: (x, y) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)],
  };
}

describe('placeholder', () => {
  it('is upright', async () => {
    await photo(await preview(150, 100), 6);
    const { width, height, pixel } = await drawn();
    expect([width, height]).toEqual([100, 150]);
    expect(pixel(50, 10)[0]).toBeGreaterThan(190);
    expect(pixel(50, 140)[2]).toBeGreaterThan(190);
  });

  it('is without the bars that fill up 4:3', async () => {
    await photo(await preview(160, 120, 7), 1);
    const { width, height, pixel } = await drawn();
    expect([width, height]).toEqual([160, 104]);
    expect(pixel(20, 2)[0]).toBeGreaterThan(120);
  });

  it('is upright and without bars as cameras write it', async () => {
    await photo(dcfPreview(), 6);
    const { width, height, pixel } = await drawn();
    expect([width, height]).toEqual([104, 160]);
    expect(pixel(50, 20)[0]).toBeGreaterThan(180);
    expect(pixel(50, 140)[2]).toBeGreaterThan(180);
    for (const x of [0, 103]) expect(Math.max(...pixel(x, 20))).toBeGreaterThan(180);
  });

  it('hands no byte of the file on: what is behind the end of the little picture stays behind', async () => {
    const hidden = Buffer.from('<script>alert(1)</script>');
    await photo(Buffer.concat([await preview(150, 100), hidden]), 1);
    const answer = await placeholder(path);
    if (answer.kind !== 'picture') throw new Error(answer.kind);
    expect(Buffer.from(answer.data).includes(hidden)).toBe(false);
  });

  it('is without bars at the sides', async () => {
    const data = Buffer.alloc(160 * 120 * 3);
    for (let i = 0; i < 160 * 120; i++) if (i % 160 >= 40 && i % 160 < 120) data[i * 3] = 200;
    const small = sharp(data, { raw: { width: 160, height: 120, channels: 3 } }).jpeg();
    await photo(await small.toBuffer(), 1, { width: 200, height: 300 });
    expect(await drawn()).toMatchObject({ width: 78, height: 120 });
  });

  it('is made small if it is large', async () => {
    const noise = Buffer.alloc(600 * 400 * 3, 0).map((_, i) => (i * 2654435761) >>> 24);
    const large = await sharp(noise, { raw: { width: 600, height: 400, channels: 3 } })
      .jpeg({ quality: 30 })
      .toBuffer();
    expect(large.length).toBeGreaterThan(PLACEHOLDER.bytes);
    await photo(large, 6);
    expect(await drawn()).toMatchObject({ width: 213, height: 320 });
  });

  it('is none if the little picture shows another crop', async () => {
    await photo(await preview(160, 120), 1);
    expect(await placeholder(path)).toEqual({ kind: 'none' });
  });

  it('is none for a file without one, and for one that is no picture', async () => {
    await sharp({ create: { width: 30, height: 20, channels: 3, background: '#888' } })
      .jpeg()
      .toFile(path);
    expect(await placeholder(path)).toEqual({ kind: 'none' });
    await writeFile(path, 'words');
    expect(await placeholder(path)).toEqual({ kind: 'none' });
  });

  it('is none if the little picture is damaged', async () => {
    const small = await preview(150, 100);
    small.fill(0, 200, 500);
    await photo(small, 1);
    expect(await placeholder(path)).toEqual({ kind: 'none' });
  });

  it('comes out of a RAW file too: the smallest preview that does', async () => {
    const previews = await Promise.all([preview(900, 600), preview(240, 160), preview(30, 20)]);
    const chain = previews.map((small) => [
      [274, short(6)] as const,
      [513, at(small)] as const,
      [514, long(small.length)] as const,
    ]);
    await writeFile(path, tiff(chain));
    expect(await drawn()).toMatchObject({ width: 160, height: 240 });
  });

  it('says why a file cannot be looked at', async () => {
    expect(await placeholder(join(folder, 'gone'))).toMatchObject({ kind: 'local', side: 'original' });
  });
});

describe('withinBars', () => {
  it.each([
    [160, 120, 1.5, { left: 0, top: 8, width: 160, height: 104 }],
    [160, 120, 2 / 3, { left: 41, top: 0, width: 78, height: 120 }],
    [160, 120, 4 / 3, { left: 0, top: 0, width: 160, height: 120 }],
    [160, 107, 1.5, { left: 0, top: 0, width: 160, height: 107 }],
    [160, 120, 1e9, { left: 0, top: 59, width: 160, height: 1 }],
  ])('%i × %i for a shape of %d', (width, height, shape, expected) =>
    expect(withinBars({ width, height }, shape)).toEqual(expected),
  );
});
