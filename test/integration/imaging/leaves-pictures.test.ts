import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPicture } from '../../../electron/imaging/open/open.ts';
import { intoProfile, leavesPictures } from '../../../electron/imaging/transfer/colour/into-profile.ts';
import { decodeNative } from '../../../electron/imaging/transfer/pictures/original.ts';
import type { SmallPictures } from '../../../electron/imaging/transfer/pictures/small-pictures.ts';
import { jpegWith } from '../../unit/metadata/fixtures.ts';
import { small, texture } from '../../unit/imaging/transfer/fixtures.ts';
import { fromRaw } from './full-size-harness.ts';

const [WIDE, HIGH] = [64, 48];
const rgb = texture(WIDE, HIGH);
const picture = (): Sharp => fromRaw(rgb, WIDE, HIGH);
const deep = (): Sharp =>
  sharp(
    Uint16Array.from(rgb, (value) => value * 257),
    { raw: { width: WIDE, height: HIGH, channels: 3 } },
  ).toColourspace('rgb16');

let folder: string;
let p3: Buffer;
/** The same without its curves, as profiles made of tables are. */
let tables: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-leaves-'));
  p3 = (await sharp(await picture().withIccProfile('p3').png().toBuffer()).metadata()).icc!;
  tables = Buffer.from(p3);
  for (const name of ['rTRC', 'gTRC', 'bTRC']) tables.write('x', tables.indexOf(name));
});
afterAll(() => rm(folder, { recursive: true }));

const tagged = async (icc: Uint8Array): Promise<Uint8Array> =>
  jpegWith(await picture().jpeg().toBuffer(), [
    [0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), icc])],
  ]);

/** While the original is still being decoded, small pictures are given away that nobody must need afterwards. */
describe('leavesPictures', () => {
  it.each([
    ['no profile', true, () => picture().jpeg().toBuffer()],
    ['curves and a matrix', true, () => tagged(p3)],
    ['a profile that is ignored', true, () => tagged(Buffer.alloc(300, 7))],
    ['grey', true, () => picture().toColourspace('b-w').jpeg().toBuffer()],
    ['16 bits', true, () => deep().png().toBuffer()],
    ['transparency', true, () => picture().ensureAlpha(0.5).png().toBuffer()],
    ['CMYK, converted', true, () => picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['Lab, converted', true, () => picture().toColourspace('lab').tiff({ compression: 'lzw' }).toBuffer()],
    ['tables', false, () => tagged(tables)],
    ['CMYK with a profile', false, () => picture().toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer()],
  ] as const)('of an original with %s: %s, and what it says is so', async (name, leaves, make) => {
    const path = join(folder, name);
    await writeFile(path, await make());
    const opened = await openPicture(path);
    if (opened.kind === 'refused') throw new Error(opened.reason.message);
    expect(leavesPictures(opened)).toBe(leaves);
    if (!leaves) return;
    const own = small(rgb, WIDE, HIGH);
    const pictures: SmallPictures = { submitted: own, control: own, retouched: own, match: 'lossless' };
    const native = await decodeNative(opened);
    const target = join(folder, 'target');
    expect((await intoProfile(pictures, native, target)).small).toBe(pictures);
    expect(native.pixels.height).toBe(opened.height);
    expect((await readdir(folder)).filter((file) => file.includes('target'))).toEqual([]);
  });
});
