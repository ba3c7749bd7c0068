import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contain } from '../../../electron/imaging/result/encode-container.ts';
import { readBytes } from '../../../electron/formats/bytes.ts';
import { exifBlockOf, readFirstIfd } from '../../../electron/formats/tiff/ifd-tree.ts';
import { emptyMetadata } from '../../../electron/metadata/metadata-set.ts';
import { tiffPatch } from '../../../electron/metadata/read/tiff.ts';
import { sourceMetadata } from '../../../electron/imaging/open/source-metadata.ts';
import { withIptc } from '../../../electron/formats/photoshop.ts';
import { exifWithEverything } from './fixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-containers-'));
});
afterAll(() => rm(folder, { recursive: true }));

const size = { width: 31, height: 17 };
const picture = sharp({ create: { ...size, channels: 4, background: { r: 200, g: 90, b: 40, alpha: 0.4 } } });
const set = {
  exif: exifWithEverything(true),
  xmp: Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/">é</x:xmpmeta>'),
  icc: (await sharp(await picture.clone().withIccProfile('p3').png().toBuffer()).metadata()).icc!,
  segments: [],
  chunks: [{ type: 'tEXt', data: Buffer.from('Title\0A portrait', 'latin1') }],
  left: [],
};

async function throughFile(format: 'png' | 'webp' | 'tiff', encoded: Buffer, extra: object = {}) {
  const { parts, unsupported } = await contain(encoded, format, { ...set, ...extra }, size);
  const path = join(folder, `picture.${format}`);
  await writeFile(path, Buffer.concat(parts));
  return { path, unsupported, back: (await sourceMetadata(path, format)).set };
}

describe('contain', () => {
  it.each(['png', 'webp'] as const)('keeps EXIF, XMP and profile byte for byte in %s', async (format) => {
    const encoded = await (
      format === 'png' ? picture.clone().png() : picture.clone().webp({ lossless: true })
    ).toBuffer();
    const { path, back } = await throughFile(format, encoded);
    expect(Buffer.compare(back.exif!, set.exif)).toBe(0);
    expect(Buffer.compare(back.xmp!, set.xmp)).toBe(0);
    expect(Buffer.compare(back.icc!, set.icc)).toBe(0);
    const header = await sharp(path).metadata();
    expect(header).toMatchObject({ ...size, hasAlpha: true, hasProfile: true, orientation: 6 });
    const pixels = (input: string | Buffer): Promise<Buffer> =>
      sharp(input, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();
    expect(Buffer.compare(await pixels(path), await pixels(encoded))).toBe(0);
  });

  it('keeps a PNG’s text', async () => {
    const { back } = await throughFile('png', await picture.clone().png().toBuffer());
    expect(back.chunks.map(({ type, data }) => [type, Buffer.from(data).toString('latin1')])).toEqual([
      ['tEXt', 'Title\0A portrait'],
    ]);
  });

  it('keeps all of it in a TIFF: camera data, GPS, XMP, IPTC, profile', async () => {
    const iptc = Buffer.from([0x1c, 2, 120, 0, 2, 0x41, 0x42]);
    const encoded = await picture.clone().removeAlpha().tiff({ compression: 'lzw' }).toBuffer();
    const { path, back } = await throughFile('tiff', encoded, { photoshop: withIptc(undefined, iptc) });
    expect(Buffer.compare(back.xmp!, set.xmp)).toBe(0);
    expect(Buffer.compare(back.icc!, set.icc)).toBe(0);
    // In LONGs, so with a byte of padding.
    expect(Buffer.compare(back.iptc!, Buffer.concat([iptc, Buffer.alloc(1)]))).toBe(0);
    const ifd = await readFirstIfd(readBytes(back.exif!), () => true);
    const children = ifd.fields.flatMap((field) => (field.child ? [[field.tag, field.child.fields.length]] : []));
    expect(children).toEqual([
      [0x8769, 2],
      [0x8825, 2],
    ]);
    expect(await sharp(path).metadata()).toMatchObject({
      ...size,
      orientation: 6,
      hasProfile: true,
    });
  });

  it('says when IPTC has no place', async () => {
    const photoshop = withIptc(undefined, Buffer.from([0x1c, 2, 120, 0, 1, 0x41]));
    const { unsupported } = await throughFile('png', await picture.clone().png().toBuffer(), { photoshop });
    expect(unsupported).toEqual(['iptc']);
  });
});

describe('BigTIFF', () => {
  it.each([true, false])('gives its metadata like a classic one, little-endian %s', async (little) => {
    const bytes = Buffer.alloc(200);
    const put = (value: number, at: number, length: number): void => {
      const number = Buffer.alloc(8);
      number.writeBigUInt64LE(BigInt(value));
      const own = number.subarray(0, length);
      bytes.set(little ? own : own.reverse(), at);
    };
    const entry = (at: number, tag: number, type: number, count: number, value: number, length: number): void => {
      put(tag, at, 2);
      put(type, at + 2, 2);
      put(count, at + 4, 8);
      put(value, at + 12, length);
    };
    bytes.write(little ? 'II' : 'MM', 'latin1');
    put(43, 2, 2);
    put(8, 4, 2);
    put(16, 8, 8);
    put(3, 16, 8);
    entry(24, 0x10f, 2, 12, 180, 8);
    entry(44, 0x112, 3, 1, 6, 2);
    entry(64, 0x8769, 18, 1, 120, 8);
    put(1, 120, 8);
    entry(128, 0x829a, 5, 1, 1, 4);
    put(125, 144, 4);
    bytes.write('Hasselblad X', 180, 'latin1');

    const path = join(folder, 'big.tif');
    await writeFile(path, bytes);
    const { set: found } = await sourceMetadata(path, 'tiff');
    expect(found.left).toEqual([]);
    const { fields } = await readFirstIfd(readBytes(found.exif!), () => true);
    const valueOf = (tag: number): Uint8Array | undefined => fields.find((field) => field.tag === tag)?.value;
    expect(Buffer.from(valueOf(0x10f)!).toString()).toBe('Hasselblad X');
    expect(valueOf(0x112)?.[0]).toBe(6);
    const [exposure] = fields.find((field) => field.tag === 0x8769)?.child?.fields ?? [];
    expect(Buffer.from(exposure!.value).readUInt32LE(4)).toBe(125);
  });

  it("keeps a TIFF's text in EXIF 3.0's own type, UTF-8", async () => {
    const artist = { tag: 0x13b, type: 129, count: 9, value: Buffer.from('Zoë Åse\0').subarray(0, 9) };
    const plain = await picture.clone().removeAlpha().tiff().toBuffer();
    const patch = await tiffPatch(plain, { ...emptyMetadata, exif: exifBlockOf({ fields: [artist] }) });
    plain.writeUInt32LE(patch.firstDirectory, 4);
    const path = join(folder, 'utf8.tif');
    await writeFile(path, Buffer.concat([plain, patch.appended]));
    const { set: found } = await sourceMetadata(path, 'tiff');
    const { fields } = await readFirstIfd(readBytes(found.exif!), () => true);
    expect(fields.find(({ tag }) => tag === 0x13b)).toEqual({ ...artist, value: Uint8Array.from(artist.value) });
  });
});
