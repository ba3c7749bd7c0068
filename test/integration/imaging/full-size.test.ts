import { readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fileKeys } from '../../../electron/formats/picture-key/picture-key.ts';
import { fullSize } from '../../../electron/imaging/result/full-size.ts';
import type { FullSizeRequest } from '../../../electron/imaging/result/full-size.ts';
import { sourceMetadata } from '../../../electron/imaging/open/source-metadata.ts';
import { exifWithEverything, jpegWith, OLD_THUMBNAIL, SECRET_PLACE } from '../../unit/metadata/fixtures.ts';
import { texture } from '../../unit/imaging/transfer/fixtures.ts';
import { folder, fromRaw, HEIGHT, makeJob, portrait, rawOf, run, WIDTH, written } from './full-size-harness.ts';

describe('fullSize: what the service left alone', () => {
  it.each([
    ['png', () => portrait().png()],
    ['tiff', () => portrait().tiff({ compression: 'lzw' })],
    ['webp', () => portrait().webp({ lossless: true })],
  ] as const)('is the original to the bit in a lossless %s', async (format, make) => {
    const request = await makeJob(await make().toBuffer(), `a.${format}`, { retouched: false });
    const { report } = await written(request);
    expect(report.unchanged).toBe(1);
    expect(report.encoder).toBe('matched');
    expect(Buffer.compare(await rawOf(request.target), await rawOf(request.original))).toBe(0);
  });

  it('keeps 16 bits, and their values', async () => {
    const deep = Uint16Array.from(texture(WIDTH, HEIGHT), (value, i) => value * 257 + (i % 7));
    const image = sharp(deep, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).toColourspace('rgb16');
    const request = await makeJob(await image.png().toBuffer(), 'deep.png', { retouched: false });
    const { report } = await written({ ...request, format: 'tiff' });
    expect(report.bitDepth).toBe(16);
    const [before, after] = [
      await rawOf(request.original, 'rgb16', 'ushort'),
      await rawOf(request.target, 'rgb16', 'ushort'),
    ];
    expect(Buffer.compare(after, before)).toBe(0);
  });

  it('keeps alpha and the far side of a picture when one spot was retouched', async () => {
    const rgb = texture(WIDTH, HEIGHT);
    const rgba = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, i) =>
      i % 4 === 3 ? (i / 4) % WIDTH : rgb[Math.floor(i / 4) * 3 + (i % 4)]!,
    );
    const request = await makeJob(await fromRaw(rgba, WIDTH, HEIGHT, 4).png().toBuffer(), 'alpha.png', { png: true });
    const { report } = await written(request);
    expect(report.encoder).toBe('lossless');
    expect(report.unchanged).toBeLessThan(0.95);
    const after = await rawOf(request.target);
    for (let i = 3; i < rgba.length; i += 4) expect(after[i]).toBe(rgba[i]);
    expect(Buffer.compare(after.subarray(0, WIDTH * 4 * 20), Buffer.from(rgba.subarray(0, WIDTH * 4 * 20)))).toBe(0);
  });
});

describe('fullSize: orientation', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    '%d: the retouch lies where the service put it, the stored orientation stays',
    async (orientation) => {
      // Off centre in the upright picture, so that any mistake in turning back shows.
      const request = await makeJob(await portrait().withMetadata({ orientation }).png().toBuffer(), 'turned.png', {
        scale: 1,
        retouched: false,
      });
      const submitted = await sharp(request.submitted).raw().toBuffer({ resolveWithObject: true });
      const { width, height } = submitted.info;
      const back = Buffer.from(submitted.data);
      const spot = { left: Math.round(width * 0.7), top: Math.round(height * 0.2) };
      for (let y = spot.top - 18; y < spot.top + 18; y++)
        back.fill(30, (y * width + spot.left - 18) * 3, (y * width + spot.left + 18) * 3);
      await writeFile(request.retouched, await fromRaw(back, width, height).png().toBuffer());

      const answer = await written(request);
      expect([answer.width, answer.height]).toEqual([width, height]);
      expect((await sharp(request.target).metadata()).orientation ?? 1).toBe(orientation);
      const upright = await sharp(request.target).autoOrient().raw().toBuffer();
      const before = await sharp(request.original).autoOrient().raw().toBuffer();
      const at = (spot.top * width + spot.left) * 3;
      expect(Math.abs(upright[at]! - 30)).toBeLessThanOrEqual(3);
      const mirrored = (spot.top * width + (width - spot.left)) * 3;
      expect(upright[mirrored]).toBe(before[mirrored]);
    },
  );
});

describe('fullSize: metadata of a JPEG', () => {
  const xmp = Buffer.from(
    'http://ns.adobe.com/xap/1.0/\0<x xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,1N" exif:FNumber="28/10"/>',
  );
  const source = async (): Promise<Uint8Array> => {
    const plain = await portrait().withIccProfile('p3').jpeg({ quality: 97, chromaSubsampling: '4:4:4' }).toBuffer();
    return jpegWith(plain, [
      [0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifWithEverything(false)])],
      [0xe1, xmp],
    ]);
  };

  it('is kept, with a fresh thumbnail, the profile byte for byte, and the original’s quality', async () => {
    const request = await makeJob(await source(), 'all.JPG');
    const answer = await written(request);
    expect(answer.extension).toBe('.JPG');
    expect(answer.report).toMatchObject({ exif: 'kept', xmp: 'kept', profile: 'kept', quality: 97 });
    const [before, after] = [
      await sourceMetadata(request.original, 'jpeg'),
      await sourceMetadata(request.target, 'jpeg'),
    ];
    expect(Buffer.compare(after.set.icc!, before.set.icc!)).toBe(0);
    expect(Buffer.compare(after.set.xmp!, before.set.xmp!)).toBe(0);
    const file = await readFile(request.target);
    expect(file.includes(SECRET_PLACE)).toBe(true);
    expect(file.includes(OLD_THUMBNAIL)).toBe(false);
    const exif = Buffer.from(after.set.exif!);
    const thumbnail = await sharp(exif.subarray(exif.indexOf(Buffer.from([0xff, 0xd8, 0xff])))).metadata();
    expect(Math.max(thumbnail.width, thumbnail.height)).toBe(160);
  });

  it('loses its places, really, when asked', async () => {
    const request = await makeJob(await source(), 'placeless.jpg');
    const { report } = await written({ ...request, metadata: 'no-location' });
    expect(report).toMatchObject({ exif: 'trimmed', xmp: 'trimmed' });
    const file = await readFile(request.target);
    expect(file.includes(SECRET_PLACE)).toBe(false);
    expect(file.includes('48,1N')).toBe(false);
    expect(file.includes('28/10')).toBe(true);
    expect(file.includes('Canon')).toBe(true);
  });

  it('is gone when asked, and the picture still stands upright in its colours', async () => {
    const request = await makeJob(await source(), 'bare.jpg');
    const { report } = await written({ ...request, metadata: 'none' });
    expect(report).toMatchObject({ exif: 'removed', xmp: 'removed', profile: 'kept' });
    const file = await readFile(request.target);
    expect(file.includes('Canon')).toBe(false);
    expect(file.includes('28/10')).toBe(false);
    expect(await sharp(request.target).metadata()).toMatchObject({ orientation: 6, hasProfile: true });
  });
});

describe('fullSize: kinds of originals', () => {
  it('keeps a grey picture grey', async () => {
    const request = await makeJob(await portrait().toColourspace('b-w').jpeg({ quality: 92 }).toBuffer(), 'grey.jpg');
    await written(request);
    expect(await sharp(request.target).metadata()).toMatchObject({ channels: 1, space: 'b-w' });
  });

  it('converts CMYK and says so', async () => {
    const cmyk = await portrait().toColourspace('cmyk').jpeg({ quality: 92 }).toBuffer();
    const request = await makeJob(cmyk, 'print.jpg');
    const { notes, report } = await written(request);
    expect(notes.map(({ code }) => code)).toContain('colours-converted');
    expect(report.profile).toBe('converted');
    expect(await sharp(request.target).metadata()).toMatchObject({ channels: 3, space: 'srgb', hasProfile: true });
  });

  it('takes one pixel', async () => {
    const request = await makeJob(
      await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
      'dot.png',
      { scale: 1 },
    );
    expect(await written(request)).toMatchObject({ width: 1, height: 1 });
  });

  it('works with a picture that came back smaller', async () => {
    const request = await makeJob(await portrait().png().toBuffer(), 'smaller.png', { scale: 1 });
    await writeFile(
      request.retouched,
      await sharp(request.retouched)
        .resize(WIDTH / 2, HEIGHT / 2)
        .png()
        .toBuffer(),
    );
    expect(await written(request)).toMatchObject({ width: WIDTH, height: HEIGHT });
  });
});

describe('fullSize: the service’s encoder', () => {
  it('may be one that can’t be imitated: its noise stays out of what was left alone', async () => {
    const request = await makeJob(await portrait().png().toBuffer(), 'foreign.png', { scale: 1, png: true });
    const strange = await sharp(request.retouched)
      .jpeg({ quality: 82, mozjpeg: true, quantisationTable: 3 })
      .toBuffer();
    await writeFile(request.retouched, strange);
    const { report } = await written(request);
    expect(report.encoder).toBe('unmatched');
    const [before, after] = [await rawOf(request.original), await rawOf(request.target)];
    let different = 0;
    for (let i = 0; i < WIDTH * 3 * 40; i++) if (before[i] !== after[i]) different++;
    expect(different / (WIDTH * 3 * 40)).toBeLessThan(0.001);
    const middle = ((HEIGHT >> 1) * WIDTH + (WIDTH >> 1)) * 3;
    expect(after[middle]).not.toBe(before[middle]);
  });
});

describe('fullSize at the service’s size', () => {
  it('is the very picture that came back, with the original’s metadata told upright', async () => {
    const jpeg = await portrait().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
    const request = { ...(await makeJob(jpeg, 'service.jpg')), size: 'service' as const };
    const answer = await written(request);
    expect([answer.width, answer.height]).toEqual([HEIGHT / 2, WIDTH / 2]);
    const pixels = (path: string): Promise<Buffer> => sharp(path, { ignoreIcc: true }).raw().toBuffer();
    expect(Buffer.compare(await pixels(request.target), await pixels(request.retouched))).toBe(0);
    expect((await sharp(request.target).metadata()).orientation).toBe(1);
  });

  it('fades towards what was submitted', async () => {
    const base = await makeJob(await portrait().png().toBuffer(), 'faded.png', { scale: 1, png: true });
    const request = { ...base, size: 'service' as const, fade: 0 };
    await written(request);
    expect(Buffer.compare(await rawOf(request.target), await rawOf(request.submitted))).toBe(0);
  });
});

describe('fullSize: other endings', () => {
  const leftovers = async (request: FullSizeRequest): Promise<string[]> =>
    (await readdir(folder)).filter((name) => name === basename(request.target) || name.startsWith('.'));

  it('refuses an original that changed since, by its content', async () => {
    const request = await makeJob(await portrait().png().toBuffer(), 'changed.png');
    const { sha256, picture } = await fileKeys(request.original);
    const expected = { sha256, picture };
    expect((await run({ ...request, expected })).kind).toBe('written');
    await rm(request.target);
    await writeFile(request.original, await portrait().negate().png().toBuffer());
    const answer = await run({ ...request, expected });
    expect(answer).toMatchObject({ kind: 'refused', reason: { code: 'original-changed' } });
    expect(await leftovers(request)).toEqual([]);
  });

  it('takes an original into which another program wrote meanwhile, with the metadata it has now', async () => {
    const request = await makeJob(await portrait().jpeg().toBuffer(), 'starred.jpg');
    const { sha256, picture } = await fileKeys(request.original);
    const caption = portrait().withExif({ IFD0: { ImageDescription: 'Bride and groom' } });
    await writeFile(request.original, await caption.jpeg().toBuffer());
    expect((await fileKeys(request.original)).sha256).not.toBe(sha256);
    expect((await run({ ...request, expected: { sha256, picture } })).kind).toBe('written');
    expect((await readFile(request.target)).includes('Bride and groom')).toBe(true);
    await rm(request.target);
    const turned = portrait().withMetadata({ orientation: 6 });
    await writeFile(request.original, await turned.jpeg().toBuffer());
    const answer = await run({ ...request, expected: { sha256, picture } });
    expect(answer).toMatchObject({ kind: 'refused', reason: { code: 'original-changed' } });
  });

  it.each([
    ['retouched', 'retouched-damaged'],
    ['submitted', 'submitted-damaged'],
    ['original', 'damaged'],
  ] as const)('refuses a damaged %s picture', async (which, code) => {
    const request = await makeJob(await portrait().jpeg({ quality: 92 }).toBuffer(), 'damaged.jpg');
    const bytes = await readFile(request[which]);
    await writeFile(request[which], bytes.subarray(0, bytes.length >> 1));
    expect(await run(request)).toMatchObject({ kind: 'refused', reason: { code } });
    expect(await leftovers(request)).toEqual([]);
  });

  it('refuses a picture of another shape', async () => {
    const request = await makeJob(await portrait().png().toBuffer(), 'shape.png');
    await writeFile(request.retouched, await portrait().resize(100, 100, { fit: 'fill' }).png().toBuffer());
    expect(await run(request)).toMatchObject({ kind: 'refused', reason: { code: 'retouched-other-shape' } });
  });

  it('says that a folder or file is missing without blaming the photo', async () => {
    const request = await makeJob(await portrait().png().toBuffer(), 'gone.png');
    const answer = await run({ ...request, target: join(folder, 'no-such-folder', 'x.part') });
    expect(answer).toMatchObject({ kind: 'local', side: 'output', code: 'ENOENT', effect: 'place' });
    await rename(request.retouched, `${request.retouched}.away`);
    expect(await run(request)).toMatchObject({ kind: 'local', side: 'data', path: request.retouched });
    await rename(`${request.retouched}.away`, request.retouched);
    await rm(request.original);
    expect(await run(request)).toMatchObject({ kind: 'local', side: 'original', path: request.original });
    if (process.platform === 'win32') return;
    await symlink(request.original, request.original);
    expect(await run(request)).toMatchObject({ kind: 'local', side: 'original', code: 'ELOOP', effect: 'again' });
  });

  it('stops when it is aborted, with the reason and without a file', async () => {
    const request = await makeJob(await portrait().png().toBuffer(), 'aborted.png');
    const controller = new AbortController();
    const stopAtFirstProgress = (): void => controller.abort(new Error('enough'));
    await expect(fullSize(request, controller.signal, stopAtFirstProgress)).rejects.toThrow('enough');
    expect(await leftovers(request)).toEqual([]);
  });
});
