import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPicture } from '../../../electron/imaging/check/check.ts';
import { probe } from '../../../electron/imaging/open/probe.ts';
import { LIMITS } from '../../../electron/imaging/submission/submission-plan.ts';
import { prepare } from '../../../electron/imaging/submission/submission.ts';

const signal = new AbortController().signal;
let folder: string;
let source: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-prepare-'));
  source = join(folder, 'photo');
  target = join(folder, 'copy');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A picture with a different colour in each corner, so that a wrong turn shows. */
async function corners(width = 64, height = 48): Promise<Sharp> {
  const half = { width: width / 2, height: height / 2, channels: 3 as const };
  const tile = (background: string): Promise<Buffer> =>
    sharp({ create: { ...half, background } })
      .png()
      .toBuffer();
  const [red, green, blue] = await Promise.all(['#f00', '#0f0', '#00f'].map(tile));
  const image = await sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .composite([
      { input: red!, left: 0, top: 0 },
      { input: green!, left: half.width, top: 0 },
      { input: blue!, left: 0, top: half.height },
    ])
    .png()
    .toBuffer();
  return sharp(image);
}

/** Noise, which compresses badly. */
function noise(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    data[i] = state >>> 24;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function prepared(): Promise<{ bytes: Buffer; notes: string[]; width: number; height: number }> {
  const answer = await prepare(source, target, signal);
  if (answer.kind !== 'prepared') throw new Error(answer.reason.message);
  const { submission } = answer;
  const bytes = await readFile(submission.path);
  const { width, height } = submission;
  return { bytes, width, height, notes: answer.notes.map((note) => note.code) };
}

async function pixel(bytes: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
}

const close = (a: number[], b: number[]): void => {
  for (let i = 0; i < 3; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(12);
};

describe('prepare', () => {
  it('sends a JPEG that already fits byte for byte', async () => {
    const jpeg = await (await corners()).jpeg().toBuffer();
    await writeFile(source, jpeg);
    expect((await prepared()).bytes.equals(jpeg)).toBe(true);
  });

  it('cuts metadata and trailing bytes off without touching the pixels', async () => {
    const plain = await (await corners()).jpeg().toBuffer();
    const tagged = await sharp(plain)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'A photographer' } })
      .toBuffer();
    await writeFile(source, Buffer.concat([tagged, Buffer.from('PK trailing')]));
    const { bytes } = await prepared();
    expect(bytes.includes('photographer')).toBe(false);
    expect(bytes.includes('trailing')).toBe(false);
    expect((await sharp(bytes).raw().toBuffer()).equals(await sharp(tagged).raw().toBuffer())).toBe(true);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns orientation %i upright', async (orientation) => {
    // What must come out, turned the opposite way and stored with the mark.
    const back = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6 }[orientation]!;
    const turned = await sharp(await (await corners()).withMetadata({ orientation: back }).png().toBuffer())
      .autoOrient()
      .toBuffer();
    await sharp(turned).withMetadata({ orientation }).png().toFile(source);
    const { bytes, width, height } = await prepared();
    expect([width, height]).toEqual([64, 48]);
    close(await pixel(bytes, 8, 8), [255, 0, 0]);
    close(await pixel(bytes, 56, 8), [0, 255, 0]);
    close(await pixel(bytes, 8, 40), [0, 0, 255]);
    expect(await probe(source)).toMatchObject({ kind: 'picture', width: 64, height: 48 });
  });

  it('brings a large picture within both limits at the best quality that fits', async () => {
    await noise(4300, 1200).png({ compressionLevel: 1 }).toFile(source);
    const { bytes, width, height } = await prepared();
    expect([width, height]).toEqual([4095, 1143]);
    expect(bytes.length).toBeLessThanOrEqual(LIMITS.bytes);
    expect(bytes.length).toBeGreaterThan(LIMITS.bytes * 0.8);
  });

  it('takes fewer pixels when even quality 80 is too much', async () => {
    await noise(4000, 3200).png({ compressionLevel: 1 }).toFile(source);
    const { bytes, width, height } = await prepared();
    expect(width).toBeLessThan(4000);
    expect(width / height).toBeCloseTo(1.25, 2);
    expect(bytes.length).toBeLessThanOrEqual(LIMITS.bytes);
    expect(bytes.length).toBeGreaterThan(LIMITS.bytes * 0.8);
  });

  it('shows white through transparent places, softly where they are soft', async () => {
    const create = { width: 32, height: 32, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0.5 } };
    await sharp({ create }).png().toFile(source);
    close(await pixel((await prepared()).bytes, 16, 16), [127, 127, 127]);
  });

  it('turns grey, 16-bit and CMYK pictures into plain RGB', async () => {
    for (const picture of [
      (await corners()).greyscale().jpeg(),
      (await corners()).toColourspace('rgb16').png(),
      (await corners()).toColourspace('cmyk').tiff({ compression: 'lzw' }),
    ]) {
      await writeFile(source, await picture.toBuffer());
      const { bytes } = await prepared();
      expect(await sharp(bytes).metadata()).toMatchObject({ space: 'srgb', channels: 3, depth: 'uchar' });
    }
  });

  it('converts colours by the profile, at full size and when shrinking', async () => {
    const strong = { create: { width: 64, height: 48, channels: 3 as const, background: '#d02040' } };
    const expected = [208, 32, 64];
    for (const width of [64, 4400]) {
      for (const space of ['srgb', 'rgb16'] as const) {
        const wide = sharp(await sharp(strong).resize(width, 48, { fit: 'fill' }).png().toBuffer());
        await wide.toColourspace(space).withIccProfile('p3').png().toFile(source);
        close(await pixel((await prepared()).bytes, 20, 20), expected);
      }
    }
  });

  it('refuses a cut JPEG, and mends one that only lacks its end mark', async () => {
    const whole = await noise(256, 256).jpeg().toBuffer();
    await writeFile(source, whole.subarray(0, whole.length / 2));
    expect(await prepare(source, target, signal)).toMatchObject({ kind: 'refused', reason: { code: 'damaged' } });
    await writeFile(source, whole.subarray(0, -2));
    const { bytes, notes } = await prepared();
    expect(notes).toEqual(['mended']);
    expect(bytes.equals(whole)).toBe(true);
  });

  it('refuses a progressive JPEG cut between two scans, which decodes without complaint', async () => {
    const whole = await noise(128, 128).jpeg({ progressive: true }).toBuffer();
    const lastScan = whole.lastIndexOf(Buffer.from([0xff, 0xda]));
    const cut = whole.subarray(0, whole.lastIndexOf(Buffer.from([0xff, 0xc4]), lastScan));
    await sharp(Buffer.concat([cut, Buffer.from([0xff, 0xd9])]), { failOn: 'warning' })
      .raw()
      .toBuffer();
    await writeFile(source, cut);
    expect(await prepare(source, target, signal)).toMatchObject({ kind: 'refused' });
  });

  it('mends a wrong PNG checksum only if the pixels are whole', async () => {
    const png = await noise(32, 32).png().toBuffer();
    const idat = png.indexOf('IDAT');
    const length = png.readUInt32BE(idat - 4);
    const wrongSum = Buffer.from(png);
    wrongSum.writeUInt32BE(1, idat + 4 + length);
    await writeFile(source, wrongSum);
    expect((await prepared()).notes).toEqual(['mended']);

    const wrongPixels = Buffer.from(png);
    wrongPixels[idat + 4 + Math.floor(length / 2)]! ^= 0x40;
    wrongPixels.writeUInt32BE(crc32(wrongPixels.subarray(idat, idat + 4 + length)), idat + 4 + length);
    await writeFile(source, wrongPixels);
    expect(await prepare(source, target, signal)).toMatchObject({ kind: 'refused', reason: { code: 'damaged' } });
  });

  it('refuses a header that claims too many pixels, without memory for them', async () => {
    const jpeg = await noise(64, 64).jpeg().toBuffer();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt32BE(0xffdc_ffdc, frame + 5);
    await writeFile(source, jpeg);
    expect(await prepare(source, target, signal)).toMatchObject({ kind: 'refused', reason: { code: 'too-large' } });
  });

  it('tells a vanished file and a missing folder from a bad picture', async () => {
    expect(await prepare(source, target, signal)).toMatchObject({ kind: 'local', side: 'original', path: source });
    await (await corners()).jpeg().toFile(source);
    const elsewhere = join(folder, 'nowhere', 'copy');
    expect(await prepare(source, elsewhere, signal)).toMatchObject({
      kind: 'local',
      side: 'data',
      path: `${elsewhere}.jpg`,
    });
  });

  it('leaves nothing behind when it is aborted, and never changes the source', async () => {
    const jpeg = await noise(640, 480).png().toBuffer();
    await writeFile(source, jpeg);
    const abort = new AbortController();
    const preparing = prepare(source, target, abort.signal);
    abort.abort(new Error('stopped'));
    await expect(preparing).rejects.toThrow('stopped');
    expect(await readdir(folder)).toEqual(['photo']);
    expect((await readFile(source)).equals(jpeg)).toBe(true);
  });
});

describe('checkPicture', () => {
  it('knows whole JPEG and PNG files', async () => {
    await (await corners()).jpeg().toFile(source);
    expect(await checkPicture(source, source)).toMatchObject({
      kind: 'picture',
      extension: '.jpg',
      width: 64,
      height: 48,
    });
    await (await corners()).png().toFile(source);
    expect(await checkPicture(source, source)).toMatchObject({
      kind: 'picture',
      extension: '.png',
      width: 64,
      height: 48,
    });
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['a cut JPEG', async () => (await noise(64, 64).jpeg().toBuffer()).subarray(0, -300)],
    ['a JPEG without its end mark', async () => (await noise(64, 64).jpeg().toBuffer()).subarray(0, -2)],
    ['a cut PNG', async () => (await noise(64, 64).png().toBuffer()).subarray(0, -300)],
    ['another kind of picture', async () => (await corners()).webp().toBuffer()],
    ['an error page', async () => Buffer.from('<html>502 Bad Gateway</html>')],
    ['nothing', async () => Buffer.alloc(0)],
  ])('calls %s damaged', async (_, make) => {
    await writeFile(source, await make());
    await noise(64, 64).jpeg().toFile(target);
    expect(await checkPicture(source, target)).toMatchObject({ kind: 'damaged' });
  });

  it('does not call a file damaged that it cannot read', async () => {
    await expect(checkPicture(source, source)).rejects.toMatchObject({
      trouble: { code: 'ENOENT', side: 'data', path: source },
    });
  });
});
