import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedPreview } from '../../../electron/imaging/view/embedded-preview.ts';
import { drawView } from '../../../electron/imaging/view/thumbnail.ts';
import { PREVIEW, THUMBNAIL } from '../../../electron/imaging/view/view-sizes.ts';

let folder: string;
let source: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-thumbnail-'));
  source = join(folder, 'photo.jpg');
  target = join(folder, 'thumb');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Red on the left half, blue on the right. */
function halves(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) data[i * 3 + (i % width < width / 2 ? 0 : 2)] = 255;
  return sharp(data, { raw: { width, height, channels: 3 } });
}

describe('drawView', () => {
  it('draws a small, upright WebP without metadata', async () => {
    await halves(1200, 800).withMetadata({ orientation: 6 }).jpeg().toFile(source);
    expect(await drawView({ source, target, ...THUMBNAIL })).toEqual({
      kind: 'written',
      path: target,
      width: 213,
      height: 320,
    });
    const { exif, ...facts } = await sharp(target).metadata();
    expect(facts).toMatchObject({ format: 'webp', width: 213, height: 320 });
    expect(exif).toBeUndefined();
    const { data, info } = await sharp(target).raw().toBuffer({ resolveWithObject: true });
    // Turned to the right, the left half is on top.
    expect(data[(20 * info.width + 100) * 3]).toBeGreaterThan(200);
    expect(data[(300 * info.width + 100) * 3 + 2]).toBeGreaterThan(200);
  });

  it('never enlarges, and draws JPEG when asked', async () => {
    await halves(100, 50).png().toFile(source);
    expect(await drawView({ source, target, ...PREVIEW })).toMatchObject({ width: 100, height: 50 });
    expect((await sharp(target).metadata()).format).toBe('jpeg');
  });

  it('brings other colours to sRGB', async () => {
    const create = { width: 640, height: 400, channels: 3 as const, background: '#d02040' };
    await sharp({ create }).withIccProfile('p3').jpeg({ quality: 100 }).toFile(source);
    await drawView({ source, target, ...THUMBNAIL });
    const [r, g, b] = await sharp(target).raw().toBuffer();
    expect(Math.abs(r! - 0xd0) + Math.abs(g! - 0x20) + Math.abs(b! - 0x40)).toBeLessThan(15);
  });

  it('brings colours to sRGB before or after the resize, whichever has fewer pixels to convert', async () => {
    for (const width of [330, 1600]) {
      const create = { width, height: 400, channels: 3 as const, background: '#30b060' };
      await sharp({ create }).withIccProfile('p3').png().toFile(source);
      await drawView({ source, target, ...PREVIEW, longestSide: 320 });
      const [r, g, b] = await sharp(target).raw().toBuffer();
      expect(Math.abs(r! - 0x30) + Math.abs(g! - 0xb0) + Math.abs(b! - 0x60)).toBeLessThan(12);
    }
  });

  it('draws a progressive JPEG as a whole decode does', async () => {
    await halves(3200, 2000).withMetadata({ orientation: 8 }).jpeg({ progressive: true }).toFile(source);
    await drawView({ source, target, ...THUMBNAIL });
    const whole = sharp(source).resize(320, 200, { fit: 'fill' }).rotate(270).webp({ quality: 80, effort: 2 });
    expect(await readFile(target)).toEqual(await whole.toBuffer());
  });

  it('shows what there is of a cut file', async () => {
    const whole = await halves(400, 400).jpeg().toBuffer();
    await writeFile(source, whole.subarray(0, whole.length * 0.7));
    expect(await drawView({ source, target, ...THUMBNAIL })).toMatchObject({ kind: 'written', width: 320 });
  });

  it('refuses what is no picture, and tells a vanished file from it', async () => {
    await writeFile(source, 'a letter');
    expect(await drawView({ source, target, ...THUMBNAIL })).toMatchObject({ kind: 'refused' });
    await rm(source);
    expect(await drawView({ source, target, ...THUMBNAIL })).toMatchObject({
      kind: 'local',
      side: 'original',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('embeddedPreview', () => {
  /** A JPEG whose EXIF block holds another, small one, as cameras write it. */
  async function withPreview(small: Buffer, orientation: number): Promise<Buffer> {
    const tiff = Buffer.alloc(8 + 18 + 30);
    tiff.write('II*\0', 0, 'latin1');
    tiff.writeUInt32LE(8, 4);
    tiff.writeUInt16LE(1, 8);
    field(tiff, 10, 274, 3, orientation);
    tiff.writeUInt32LE(26, 22);
    tiff.writeUInt16LE(2, 26);
    field(tiff, 28, 513, 4, tiff.length);
    field(tiff, 40, 514, 4, small.length);
    const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, small]);
    const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
    return Buffer.concat([head, body, (await halves(600, 400).jpeg().toBuffer()).subarray(2)]);
  }

  function field(tiff: Buffer, at: number, tag: number, type: number, value: number): void {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(1, at + 4);
    if (type === 3) tiff.writeUInt16LE(value, at + 8);
    else tiff.writeUInt32LE(value, at + 8);
  }

  it('finds the small picture and how to turn it', async () => {
    const small = await halves(150, 100).jpeg().toBuffer();
    await writeFile(source, await withPreview(small, 8));
    expect(await embeddedPreview(source)).toEqual({
      data: small,
      width: 150,
      height: 100,
      orientation: 8,
      shape: 1.5,
    });
  });

  it('says the picture’s shape where its own is another', async () => {
    await writeFile(source, await withPreview(await halves(160, 120).jpeg().toBuffer(), 1));
    expect(await embeddedPreview(source)).toMatchObject({ width: 160, height: 120, shape: 1.5 });
  });

  it('finds nothing where there is nothing, or only a claim of it', async () => {
    await halves(60, 40).jpeg().toFile(source);
    expect(await embeddedPreview(source)).toBe('none');
    const lying = await withPreview(await halves(60, 40).jpeg().toBuffer(), 1);
    lying.writeUInt32LE(0xffff_fff0, 12 + 40 + 8);
    await writeFile(source, lying);
    expect(await embeddedPreview(source)).toBe('none');
    await writeFile(source, 'text');
    expect(await embeddedPreview(source)).toBe('other');
  });
});
