import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toRgb } from '../../electron/imaging/colour.ts';
import { openPicture } from '../../electron/imaging/open/open.ts';
import { prepare } from '../../electron/imaging/submission/submission.ts';
import { Studio } from '../integration/cli/harness.ts';

const HEIC = new URL('../../../shared/formats/heic/', import.meta.url).pathname;

/** A telephone's photo (tiles, Display P3, EXIF) held sideways: turned by the container, and EXIF says so too. */
async function sideways(): Promise<Buffer> {
  const file = await readFile(join(HEIC, 'IMG_2682.heic'));
  const turn = file.indexOf('irot', 0, 'latin1');
  file[turn + 4] = 3;
  const orientation = file.indexOf(Buffer.from('01120003000000010001', 'hex'));
  file[orientation + 9] = 6;
  expect(Math.min(turn, orientation)).toBeGreaterThan(0);
  return file;
}

describe.skipIf(!existsSync(HEIC))('HEIC photos (../shared)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterglow-heic-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function pixels(path: string, width: number, height: number): Promise<Buffer> {
    const opened = await openPicture(path);
    if (opened.kind === 'refused') throw new Error(opened.reason.message);
    const decoded = await toRgb(opened, { width, height });
    if (decoded.kind === 'refused') throw new Error(decoded.reason.message);
    return decoded.value.data;
  }

  it('are turned once', async () => {
    const turned = join(folder, 'turned.heic');
    await writeFile(turned, await sideways());
    const straight = await pixels(join(HEIC, 'IMG_2682.heic'), 160, 120);
    const raw = { width: 160, height: 120, channels: 3 as const };
    const expected = await sharp(straight, { raw }).rotate(90).raw().toBuffer();
    expect(difference(await pixels(turned, 120, 160), expected)).toBeLessThan(1.5);
  });

  it.each([
    ['cut off at the end', (file: Buffer) => file.subarray(0, file.length - 1000)],
    ['cut off in the middle', (file: Buffer) => file.subarray(0, file.length / 2)],
    ['overwritten with zeros', (file: Buffer) => file.fill(0, 400_000, 404_096)],
  ])('%s are refused', async (_what, damage) => {
    const path = join(folder, 'damaged.heic');
    await writeFile(path, damage(await readFile(join(HEIC, 'IMG_2682.heic'))));
    expect(await prepare(path, join(folder, 'copy'))).toMatchObject({ kind: 'refused', reason: { code: 'damaged' } });
  });

  it('become JPEGs with their colours and their EXIF data when they are retouched', async () => {
    await using studio = await Studio.open();
    const original = await sideways();
    await studio.write('Shoot/IMG_2682.heic', original);
    const ended = await studio.retouch(await studio.service(), '--json');
    expect(ended.code, ended.out + ended.err).toBe(0);
    expect(await studio.files(studio.out)).toContain('IMG_2682.jpg');
    const result = join(studio.out, 'IMG_2682.jpg');
    const { exif, icc, ...facts } = await sharp(result).metadata();
    expect(facts).toMatchObject({ format: 'jpeg', width: 3024, height: 4032, orientation: 1 });
    expect(exif!.includes('iPhone 7')).toBe(true);
    expect(icc!.includes('Copyright Apple Inc., 2017')).toBe(true);
    // The test's service brightens by 12; the rest is the photo, upright.
    await writeFile(join(folder, 'original.heic'), original);
    const before = await pixels(join(folder, 'original.heic'), 120, 160);
    expect(difference(await pixels(result, 120, 160), before)).toBeLessThan(16);
    expect(difference(await pixels(result, 120, 160), before)).toBeGreaterThan(6);
  });
});

/** Mean absolute difference of two pictures of the same size, 0 to 255. */
function difference(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}
