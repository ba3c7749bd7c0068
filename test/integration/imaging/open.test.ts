import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toRgb } from '../../../electron/imaging/colour.ts';
import { openPicture } from '../../../electron/imaging/open/open.ts';
import type { Opened } from '../../../electron/imaging/open/picture.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-open-'));
  file = join(folder, 'picture');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Field = readonly [tag: number, type: 1 | 3 | 4, values: readonly number[]];

/** An uncompressed little-endian TIFF with one directory. Values that do not fit into a field follow the directory. */
function tiff(fields: readonly Field[], pixels: Buffer): Buffer {
  const all: Field[] = [...fields, [273, 4, [0]], [279, 4, [pixels.length]]];
  all.sort((a, b) => a[0] - b[0]);
  const extra: Buffer[] = [];
  let extraAt = 8 + 2 + all.length * 12 + 4;
  const entries = all.map(([tag, type, values]) => {
    const size = type === 1 ? 1 : type === 3 ? 2 : 4;
    const data = Buffer.alloc(Math.max(4, values.length * size));
    values.forEach((v, i) => data.writeUIntLE(v, i * size, size));
    const entry = Buffer.alloc(12);
    entry.writeUInt16LE(tag);
    entry.writeUInt16LE(type, 2);
    entry.writeUInt32LE(values.length, 4);
    if (data.length > 4) {
      entry.writeUInt32LE(extraAt, 8);
      extra.push(data);
      extraAt += data.length;
    } else data.copy(entry, 8);
    return { tag, entry };
  });
  entries.find((e) => e.tag === 273)!.entry.writeUInt32LE(extraAt, 8);
  const head = Buffer.from('II*\0\x08\0\0\0\0\0', 'latin1');
  head.writeUInt16LE(all.length, 8);
  return Buffer.concat([head, ...entries.map((e) => e.entry), Buffer.alloc(4), ...extra, pixels]);
}

const size = (width: number, height: number): Field[] => [
  [256, 4, [width]],
  [257, 4, [height]],
  [278, 4, [height]],
];
const rgb8: Field[] = [
  [258, 3, [8, 8, 8]],
  [277, 3, [3]],
  [262, 3, [2]],
];

async function open(bytes: Buffer): Promise<Opened> {
  await writeFile(file, bytes);
  const opened = await openPicture(file);
  if (opened.kind === 'refused') throw new Error(opened.reason.message);
  return opened;
}

async function refusal(bytes: Buffer): Promise<string> {
  await writeFile(file, bytes);
  const opened = await openPicture(file);
  return opened.kind === 'refused' ? opened.reason.code : 'opened';
}

async function pixels(opened: Opened): Promise<number[]> {
  const decoded = await toRgb(opened, opened.upright);
  if (decoded.kind === 'refused') throw new Error(decoded.reason.message);
  return [...decoded.value.data];
}

const near = (a: number[], b: number[]): void => {
  expect(a).toHaveLength(b.length);
  a.forEach((v, i) => expect(Math.abs(v - b[i]!)).toBeLessThan(3));
};

describe('openPicture', () => {
  it('tells what a picture is like from its header', async () => {
    const create = { width: 30, height: 20, channels: 4 as const, background: '#ff000080' };
    const png = await sharp({ create }).withMetadata({ orientation: 6 }).png().toBuffer();
    expect(await open(png)).toMatchObject({
      format: 'png',
      width: 30,
      height: 20,
      orientation: 6,
      upright: { width: 20, height: 30 },
      channels: 4,
      depth: 8,
      space: 'rgb',
      alpha: true,
      frames: 1,
      notes: [],
    });
  });

  it('uses the first frame of an animation and says so', async () => {
    const frame = (background: string): Promise<Buffer> =>
      sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = [await frame('#f00'), await frame('#00f')];
    const opened = await open(
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
    );
    expect(opened.notes.map((n) => n.code)).toEqual(['first-frame']);
    expect((await pixels(opened)).slice(0, 3)).toEqual([255, 0, 0]);
  });

  it('takes an orientation from XMP in a PNG only', async () => {
    const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="3"/></x:xmpmeta>';
    const create = { width: 8, height: 8, channels: 3 as const, background: '#123' };
    expect((await open(await sharp({ create }).withXmp(xmp).png().toBuffer())).orientation).toBe(3);
    expect((await open(await sharp({ create }).withXmp(xmp).jpeg().toBuffer())).orientation).toBe(1);
  });

  it('ignores a junk profile and says so', async () => {
    const create = { width: 8, height: 8, channels: 3 as const, background: '#123456' };
    const jpeg = await sharp({ create }).jpeg().toBuffer();
    const icc = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), Buffer.alloc(200, 5)]);
    const segment = Buffer.concat([Buffer.from([0xff, 0xe2, 0, icc.length + 2]), icc]);
    const opened = await open(Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]));
    expect(opened.profile).toEqual({ kind: 'ignored', why: 'junk' });
    expect(opened.notes.map((n) => n.code)).toEqual(['profile-ignored']);
    near((await pixels(opened)).slice(0, 3), [0x12, 0x34, 0x56]);
  });

  it.each<[string, Field[]]>([
    ['a DNG by its version', [[50706, 1, [1, 4, 0, 0]]]],
    ['sensor data', [[262, 3, [32803]]]],
    [
      'a preview in front of a sub-directory',
      [
        [254, 4, [1]],
        [330, 4, [8]],
      ],
    ],
  ])('refuses a RAW file inside a TIFF: %s', async (_, fields) => {
    const plain = rgb8.filter(([tag]) => !fields.some((f) => f[0] === tag));
    expect(await refusal(tiff([...size(2, 1), ...plain, ...fields], Buffer.alloc(6)))).toBe('not-a-photo:raw');
  });

  it('opens an ordinary TIFF of a camera maker', async () => {
    const opened = await open(tiff([...size(2, 1), ...rgb8], Buffer.from([9, 8, 7, 6, 5, 4])));
    expect(await pixels(opened)).toEqual([9, 8, 7, 6, 5, 4]);
  });

  it('converts CIELab', async () => {
    const lab: Field[] = [
      [258, 3, [8, 8, 8]],
      [277, 3, [3]],
      [262, 3, [8]],
    ];
    // White, middle grey, and sRGB red: L 54.3, a 80.8, b 69.9 (D50).
    const opened = await open(tiff([...size(3, 1), ...lab], Buffer.from([255, 0, 0, 136, 0, 0, 138, 81, 70])));
    near(await pixels(opened), [255, 255, 255, 127, 127, 127, 255, 0, 0]);
  });

  it('scales 32-bit whole numbers', async () => {
    const deep: Field[] = [
      [258, 3, [32, 32, 32]],
      [277, 3, [3]],
      [262, 3, [2]],
    ];
    const data = Buffer.alloc(12);
    [0, 0x8000_0000, 0xffff_ffff].forEach((v, i) => data.writeUInt32LE(v, i * 4));
    near(await pixels(await open(tiff([...size(1, 1), ...deep], data))), [0, 128, 255]);
  });

  it('stretches a floating-point scan without a colour model', async () => {
    const data = Buffer.alloc(12);
    [-1, 0, 1].forEach((v, i) => data.writeFloatLE(v, i * 4));
    const scan: Field[] = [
      [258, 3, [32]],
      [339, 3, [3]],
    ];
    near(await pixels(await open(tiff([...size(3, 1), ...scan], data))), [0, 0, 0, 128, 128, 128, 255, 255, 255]);
  });

  it.each<[string, Field[]]>([
    ['an unknown compression', [[259, 3, [34925]]]],
    ['twelve bits', [[258, 3, [12, 12, 12]]]],
  ])('refuses a TIFF with %s plainly', async (_, fields) => {
    const plain = rgb8.filter(([tag]) => !fields.some((f) => f[0] === tag));
    expect(await refusal(tiff([...size(2, 1), ...plain, ...fields], Buffer.alloc(9)))).toBe('unsupported-kind');
  });

  it('does not follow a loop of directories', async () => {
    const looped = tiff([...size(2, 1), ...rgb8], Buffer.from([1, 2, 3, 4, 5, 6]));
    looped.writeUInt32LE(8, 10 + looped.readUInt16LE(8) * 12);
    const opened = await open(looped);
    expect(opened.frames).toBe(1);
    expect(await pixels(opened)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('throws what the file system throws', async () => {
    await expect(openPicture(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(openPicture(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
