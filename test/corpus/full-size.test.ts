import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullSize } from '../../electron/imaging/result/full-size.ts';
import { sourceMetadata } from '../../electron/imaging/open/source-metadata.ts';
import { openPicture } from '../../electron/imaging/open/open.ts';
import { collected, resultRequest } from './make-result.ts';

const folders = ['derived', 'exif', 'icc', 'jpeg', 'orientation', 'png', 'tiff', 'webp', 'gif', 'avif', 'bmpsuite'];
const photos = collected(
  folders.map((name) => `formats/${name}`),
  4_000_000,
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-corpus-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(photos.length === 0)('every picture that can be submitted can be brought back at full size', () => {
  it.each(photos.map((path) => [basename(path), path] as const))('%s', async (_name, path) => {
    const request = await resultRequest(path, join(folder, 'picture'));
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

    const source = (await sourceMetadata(path, opened.format)).set;
    const kept = (await sourceMetadata(request.target, answer.format)).set;
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
