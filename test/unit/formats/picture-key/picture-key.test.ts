import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PictureDigest } from '../../../../electron/formats/picture-key/digest.ts';
import { Feed } from '../../../../electron/formats/picture-key/feed.ts';
import { readGif } from '../../../../electron/formats/picture-key/gif-reader.ts';
import { readJpeg } from '../../../../electron/formats/picture-key/jpeg-reader.ts';
import { fileKeys } from '../../../../electron/formats/picture-key/picture-key.ts';
import { readPng } from '../../../../electron/formats/picture-key/png-reader.ts';
import { readWebp } from '../../../../electron/formats/picture-key/webp-reader.ts';

const readers = { jpeg: readJpeg, png: readPng, webp: readWebp, gif: readGif } as const;
type Streamed = keyof typeof readers;

let folder: string;
const files = new Map<string, Buffer>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-key-'));
  const noise = sharp({
    create: {
      width: 90,
      height: 70,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 120, sigma: 40 },
    },
  });
  files.set('jpeg', await noise.clone().withIccProfile('p3').jpeg({ quality: 90, progressive: true }).toBuffer());
  files.set('png', await noise.clone().withIccProfile('p3').png().toBuffer());
  files.set('webp', await noise.clone().withIccProfile('p3').webp().toBuffer());
  files.set('gif', await noise.clone().gif().toBuffer());
  files.set('tiff', await noise.clone().withIccProfile('p3').tiff({ compression: 'lzw' }).toBuffer());
  files.set('avif', await noise.clone().withIccProfile('p3').avif().toBuffer());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function keysOf(bytes: Uint8Array): ReturnType<typeof fileKeys> {
  const path = join(folder, 'picture');
  await writeFile(path, bytes);
  return fileKeys(path);
}

function streamed(kind: Streamed, portions: readonly Buffer[]): { understood: boolean; key: string } {
  const digest = new PictureDigest();
  const feed = new Feed(readers[kind], digest);
  for (const portion of portions) feed.push(portion);
  return { understood: feed.end(), key: digest.hex() };
}

/** A JPEG segment. */
function segment(marker: number, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255]), bytes]);
}

const behindStart = (jpeg: Buffer, ...parts: Buffer[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)]);

describe('the key of a picture', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'])(
    '%s: is another one than the hash of its bytes',
    async (kind) => {
      const bytes = files.get(kind)!;
      const { picture, sha256, bytes: length } = await keysOf(bytes);
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(picture).toMatch(/^[0-9a-f]{64}p$/);
      expect(length).toBe(bytes.length);
    },
  );

  it('is the hash of all bytes where the structure is not understood', async () => {
    for (const bytes of [
      Buffer.from('BM no bitmap, but named so'),
      Buffer.alloc(0),
      files.get('jpeg')!.subarray(0, 30),
    ]) {
      const { picture, sha256 } = await keysOf(bytes);
      expect(picture).toBe(sha256);
    }
  });

  it('tells what the file system says, with its code', async () => {
    await expect(fileKeys(join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fileKeys(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'])('%s: changes with every pixel', async (kind) => {
    const bytes = files.get(kind)!;
    const { picture } = await keysOf(bytes);
    // In the middle of any of these files lie coded pixels.
    for (const share of [0.5, 0.6, 0.7, 0.8]) {
      const other = Buffer.from(bytes);
      const at = Math.floor(bytes.length * share);
      other[at] = other[at]! ^ 0x15;
      expect((await keysOf(other)).picture, String(share)).not.toBe(picture);
    }
  });
});

describe('a JPEG', () => {
  it('is the same with comments, captions, previews and what lies behind its end', async () => {
    const jpeg = files.get('jpeg')!;
    const { picture } = await keysOf(jpeg);
    const edited = behindStart(
      jpeg,
      segment(0xfe, 'a comment'),
      segment(0xed, 'Photoshop 3.0\0 and a caption'),
      segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>'),
      segment(0xe2, 'MPF\0 a list of pictures'),
    );
    expect((await keysOf(Buffer.concat([edited, jpeg]))).picture).toBe(picture);
  });

  it('is another one with other colours: Adobe’s flag, and another profile', async () => {
    const jpeg = files.get('jpeg')!;
    const plain = Buffer.from(await sharp(jpeg).jpeg().toBuffer());
    const jfif = segment(0xe0, Buffer.from('4a46494600010100000100010000', 'hex'));
    expect(plain.includes('JFIF')).toBe(false);
    const { picture } = await keysOf(plain);
    const rgb = segment(0xee, Buffer.from([...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]));
    expect((await keysOf(behindStart(plain, jfif))).picture).toBe(picture);
    // A JFIF segment goes before Adobe's, as libjpeg has it.
    expect((await keysOf(behindStart(plain, jfif, rgb))).picture).toBe(picture);
    expect((await keysOf(behindStart(plain, rgb))).picture).not.toBe(picture);
    expect((await keysOf(await sharp(plain).keepIccProfile().withIccProfile('p3').jpeg().toBuffer())).picture).not.toBe(
      picture,
    );
  });

  it('is another one when it is turned, and its first EXIF block decides', async () => {
    const jpeg = await sharp(files.get('jpeg')).jpeg().toBuffer();
    const exif = (orientation: number): Buffer =>
      segment(
        0xe1,
        Buffer.from(
          `457869660000${'4d4d002a00000008'}${'0001'}${`011200030000000100${`0${orientation}`}0000`}${'00000000'}`,
          'hex',
        ),
      );
    const { picture } = await keysOf(jpeg);
    expect((await keysOf(behindStart(jpeg, exif(1)))).picture).toBe(picture);
    expect((await keysOf(behindStart(jpeg, exif(6)))).picture).not.toBe(picture);
    expect((await keysOf(behindStart(jpeg, exif(1), exif(6)))).picture).toBe(picture);
  });
});

describe.each(Object.keys(readers) as Streamed[])('reading %s', (kind) => {
  it('gives the same key in whatever portions the bytes come', () => {
    const bytes = files.get(kind)!;
    const whole = streamed(kind, [bytes]);
    expect(whole.understood).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 40 }), (cuts) => {
        const places = [0, ...new Set(cuts), bytes.length].sort((a, b) => a - b);
        const portions = places.slice(1).map((to, i) => bytes.subarray(places[i], to));
        expect(streamed(kind, portions)).toEqual(whole);
      }),
    );
    const single = [...bytes].map((byte) => Buffer.from([byte]));
    expect(streamed(kind, single)).toEqual(whole);
  });

  it('bears any damage', () => {
    const bytes = files.get(kind)!;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: bytes.length }),
        (changes, length) => {
          const damaged = Buffer.from(bytes.subarray(0, length));
          for (const [at, byte] of changes) if (at < length) damaged[at] = byte;
          streamed(kind, [damaged]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe.each(['tiff', 'avif'])('reading %s', (kind) => {
  it('bears any damage', async () => {
    const bytes = files.get(kind)!;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(Math.min(bytes.length - 1, 900)), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: bytes.length }),
        async (changes, length) => {
          const damaged = Buffer.from(bytes.subarray(0, length));
          for (const [at, byte] of changes) if (at < length) damaged[at] = byte;
          await keysOf(damaged);
        },
      ),
      { numRuns: 150 },
    );
  });
});
