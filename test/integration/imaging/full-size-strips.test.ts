import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { fullSize } from '../../../electron/imaging/result/full-size.ts';
import type { FullSizeRequest } from '../../../electron/imaging/result/full-size.ts';
import { frameOf, readJpegHeader } from '../../../electron/formats/jpeg/jpeg.ts';
import { MARKER } from '../../../electron/formats/jpeg/segments.ts';
import { sourceMetadata } from '../../../electron/imaging/open/source-metadata.ts';
import { TransferHelpers } from '../../../electron/imaging/transfer/helper.ts';
import { exifWithEverything, jpegWith } from '../../unit/metadata/fixtures.ts';
import { texture } from '../../unit/imaging/transfer/fixtures.ts';
import { folder, fromRaw, makeJob, rawOf, written } from './full-size-harness.ts';

const helpers = new TransferHelpers(new URL('../../../electron/transfer-worker.ts', import.meta.url));
const WIDE = 300;
const HIGH = 1000;
/** Four strips high. */
const tall = (): Sharp => fromRaw(texture(WIDE, HIGH), WIDE, HIGH);
const cells = (values: Uint8Array): Uint8Array => values.filter((_, i) => i % 3 === 1);

async function restartInterval(path: string): Promise<number | undefined> {
  const segment = readJpegHeader(await readFile(path))!.segments.find(({ marker: code }) => code === MARKER.dri);
  return segment && (segment.data[0]! << 8) | segment.data[1]!;
}

describe('fullSize: a JPEG of several strips', () => {
  it.each([
    ['4:4:4', 38 * 40],
    ['4:2:0', 19 * 20],
  ] as const)(
    'is what the original encodes to in one piece, where nothing was retouched (%s)',
    async (chroma, interval) => {
      const jpeg = await tall().jpeg({ quality: 94, chromaSubsampling: chroma }).toBuffer();
      const request = await makeJob(jpeg, 'tall.jpg', { retouched: false });
      const { report } = await written(request);
      expect(report).toMatchObject({ unchanged: 1, quality: 95 });
      expect(await restartInterval(request.target)).toBe(interval);
      const whole = await sharp(await sharp(jpeg).raw().toBuffer(), { raw: { width: WIDE, height: HIGH, channels: 3 } })
        .jpeg({ quality: 95, chromaSubsampling: chroma })
        .toBuffer();
      const expected = await sharp(whole).raw().toBuffer();
      expect(Buffer.compare(await rawOf(request.target), expected)).toBe(0);
    },
  );

  it('is the same with a helper, and has the retouch in it', async () => {
    const request = await makeJob(await tall().png().toBuffer(), 'tall.png', { scale: 0.8 });
    const alone = { ...request, format: 'jpeg' as const, target: `${request.target}-alone` };
    const helped = { ...request, format: 'jpeg' as const };
    const { report } = await written(alone);
    expect(report.unchanged).toBeLessThan(0.95);
    const signal = new AbortController().signal;
    expect(await fullSize(helped, signal, () => undefined, helpers)).toMatchObject({ kind: 'written' });
    expect((await readFile(helped.target)).equals(await readFile(alone.target))).toBe(true);
    const [before, after] = [await rawOf(request.original), await rawOf(request.target)];
    const difference = (y: number): number => {
      const at = (y * WIDE + WIDE / 2 - 20) * 3;
      const [a, b] = [before.subarray(at, at + 120), after.subarray(at, at + 120)];
      return a.reduce((sum, value, i) => sum + b[i]! - value, 0) / 120;
    };
    expect(difference(HIGH / 2)).toBeGreaterThan(5);
    expect(Math.abs(difference(20))).toBeLessThan(1);
  });

  it('has a thumbnail of the whole picture, taken from what the strips decode to', async () => {
    const [width, height] = [240, 2800];
    const content = Uint8Array.from(
      { length: width * height * 3 },
      (_, i) => (Math.floor(i / 3 / width) * 255) / height,
    );
    const plain = await fromRaw(content, width, height).jpeg({ quality: 95 }).toBuffer();
    const own = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifWithEverything(false)]);
    const jpeg = jpegWith(plain, [[0xe1, own]]);
    const request = await makeJob(jpeg, 'long.jpg', { retouched: false, scale: 0.25 });
    await written(request);
    const exif = Buffer.from((await sourceMetadata(request.target, 'jpeg')).set.exif!);
    const thumbnail = exif.subarray(exif.indexOf(Buffer.of(0xff, 0xd8, 0xff)));
    const { data, info } = await sharp(thumbnail).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([14, 160]);
    const middles = cells(data).filter((_, i) => i % 14 === 7);
    middles.forEach((level, y) => expect(Math.abs(level - ((y + 0.5) * 255) / 160)).toBeLessThan(4));
  });

  it.each([312, 313, 320, 40])('of one strip may be wide, and %d rows high', async (height) => {
    const jpeg = await fromRaw(texture(2567, height), 2567, height).jpeg({ quality: 92 }).toBuffer();
    const request = await makeJob(jpeg, 'wide.jpg', { retouched: false, scale: 0.3 });
    await written(request);
    expect(await restartInterval(request.target)).toBeUndefined();
    expect(frameOf(readJpegHeader(await readFile(request.target))!)).toMatchObject({ width: 2567, height });
  });

  it.each([641, 647, 655])('may end in a low strip with a border in it: %d rows', async (height) => {
    const framed = texture(WIDE, height).map((value, i) => (Math.floor(i / 3 / WIDE) >= height - 6 ? 255 : value >> 2));
    const jpeg = await fromRaw(framed, WIDE, height).jpeg({ quality: 95 }).toBuffer();
    const request = await makeJob(jpeg, 'framed.jpg', { retouched: false });
    expect(await written(request)).toMatchObject({ height });
  });
});

describe('fullSize: a JPEG of several strips that is aborted', () => {
  const leftovers = async (request: FullSizeRequest): Promise<string[]> =>
    (await readdir(folder)).filter((name) => name === basename(request.target) || name.startsWith('.'));

  it.each([
    ['at the first progress', 0],
    ['in the middle of the strips', 0.3],
    ['when the last rows are done', 0.75],
    ['before it is written', 0.85],
  ])('%s, leaves no file and says the reason', async (_when, from) => {
    const request = await makeJob(await tall().jpeg({ quality: 94 }).toBuffer(), 'stopped.jpg', { scale: 0.9 });
    for (const lent of [undefined, helpers]) {
      const abort = new AbortController();
      const reason = new Error('enough');
      const shares: number[] = [];
      const onProgress = (share: number): void => {
        shares.push(share);
        if (share >= from) abort.abort(reason);
      };
      await expect(fullSize(request, abort.signal, onProgress, lent)).rejects.toBe(reason);
      expect(shares.at(-1)).toBeLessThanOrEqual(0.85);
      expect(await leftovers(request)).toEqual([]);
    }
    // The same request still works.
    await written(request);
  });

  it('by a timer’s chance, leaves no file either', async () => {
    const request = await makeJob(await tall().jpeg({ quality: 94 }).toBuffer(), 'any.jpg', { scale: 0.9 });
    for (let turns = 0; turns < 60; turns += 6) {
      const abort = new AbortController();
      const running = fullSize(request, abort.signal, () => undefined, helpers);
      const settled = running.then(
        ({ kind }) => kind,
        (error: unknown) => error,
      );
      for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
      const reason = new Error('enough');
      abort.abort(reason);
      expect(await settled).toBe(reason);
      expect(await leftovers(request)).toEqual([]);
    }
  });
});
