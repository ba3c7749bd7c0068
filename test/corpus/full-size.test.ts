import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullSize } from '../../electron/imaging/full-size.ts';
import type { FullSizeRequest } from '../../electron/imaging/full-size.ts';
import { readMetadata } from '../../electron/imaging/metadata/read.ts';
import { openPicture } from '../../electron/imaging/open.ts';
import { prepare } from '../../electron/imaging/submission.ts';
import { retouchDisc } from '../unit/imaging/transfer/fixtures.ts';

const shared = new URL('../../../shared', import.meta.url).pathname;
const folders = ['derived', 'exif', 'icc', 'jpeg', 'orientation', 'png', 'tiff', 'webp', 'gif', 'avif', 'bmpsuite'];
const files = folders.flatMap((name) => {
  const folder = join(shared, 'formats', name);
  return existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [];
});
const photos = files.filter((file) => statSync(file).size < 4_000_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-corpus-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function requestFor(original: string): Promise<FullSizeRequest | undefined> {
  const prepared = await prepare(original, join(folder, 'submitted'));
  if (prepared.kind !== 'prepared') return undefined;
  const { data, info } = await sharp(prepared.submission.path)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const retouched = join(folder, 'retouched');
  const changed = sharp(retouchDisc(data, width, height), { raw: { width, height, channels: 3 } });
  await writeFile(retouched, await changed.jpeg({ quality: 90 }).toBuffer());
  return {
    original,
    submitted: prepared.submission.path,
    retouched,
    target: join(folder, 'result.part'),
    size: 'original',
    format: 'same',
    quality: 95,
    metadata: 'all',
    fade: 1,
  };
}

describe.skipIf(photos.length === 0)('every picture that can be submitted can be brought back at full size', () => {
  it.each(photos.map((path) => [basename(path), path] as const))('%s', async (_name, path) => {
    const request = await requestFor(path);
    if (!request) return;
    const opened = await openPicture(path);
    if (opened.kind === 'refused') throw new Error('was prepared and cannot be opened');
    const before = await readFile(path);
    const answer = await fullSize(request, new AbortController().signal, () => undefined);
    if (answer.kind !== 'written') throw new Error(JSON.stringify(answer));
    expect(Buffer.compare(await readFile(path), before)).toBe(0);
    expect([answer.width, answer.height]).toEqual([opened.upright.width, opened.upright.height]);

    const result = await openPicture(request.target);
    if (result.kind === 'refused') throw new Error(JSON.stringify(result));
    expect(result.upright).toEqual(opened.upright);
    expect(result.orientation).toBe(opened.orientation);
    if (answer.format === 'png' || answer.format === 'tiff') expect(result.alpha).toBe(opened.alpha);
    if (opened.depth === 16 && opened.space !== 'cmyk' && answer.format !== 'jpeg') expect(result.depth).toBe(16);

    const source = (await readMetadata(path, opened.format)).bag;
    const kept = (await readMetadata(request.target, answer.format)).bag;
    if (source.icc && answer.report.profile === 'kept') expect(Buffer.compare(kept.icc!, source.icc)).toBe(0);
    if (source.icc) expect(kept.icc).toBeDefined();
    if (
      source.xmp &&
      !/Thumbnails|MotionPhoto|MicroVideo|hdr-gain-map|container/.test(Buffer.from(source.xmp).toString())
    ) {
      expect(Buffer.compare(kept.xmp!, source.xmp)).toBe(0);
    }
    if (source.exif) expect(kept.exif).toBeDefined();
  });
});
