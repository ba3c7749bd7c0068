import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, expect } from 'vitest';
import { fullSize } from '../../../electron/imaging/result/full-size.ts';
import type { FullSizeAnswer, FullSizeRequest } from '../../../electron/imaging/result/full-size.ts';
import { retouchDisc, texture } from '../../unit/imaging/transfer/fixtures.ts';

export const WIDTH = 360;
export const HEIGHT = 240;
export let folder: string;
let counter = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-full-size-'));
});
afterAll(() => rm(folder, { recursive: true }));

export const fromRaw = (data: Uint8Array, width: number, height: number, channels: 1 | 2 | 3 | 4 = 3): Sharp =>
  sharp(data, { raw: { width, height, channels } });
export const portrait = (): Sharp => fromRaw(texture(WIDTH, HEIGHT), WIDTH, HEIGHT);

/** An original, the copy that would be submitted of it, and what a service would send back. */
export async function makeJob(
  bytes: Uint8Array,
  name: string,
  options: { scale?: number; retouched?: boolean; png?: boolean } = {},
): Promise<FullSizeRequest> {
  const base = join(folder, String(counter++));
  const original = `${base}-${name}`;
  await writeFile(original, bytes);
  const upright = await sharp(bytes)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .png()
    .toBuffer();
  const { width, height } = await sharp(upright).metadata();
  const scale = options.scale ?? 0.5;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const submitted = await sharp(upright)
    .resize(w, h, { fit: 'fill' })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
  await writeFile(`${base}-s.jpg`, submitted);
  const pixels = await sharp(submitted).toColourspace('srgb').raw().toBuffer();
  const changed = fromRaw(options.retouched === false ? pixels : retouchDisc(pixels, w, h), w, h);
  const back = options.png ? changed.png() : changed.jpeg({ quality: 90, chromaSubsampling: '4:2:0' });
  await writeFile(`${base}-r`, await back.toBuffer());
  return {
    original,
    submitted: `${base}-s.jpg`,
    retouched: `${base}-r`,
    target: `${base}-f.part`,
    size: 'original',
    format: 'same',
    quality: 95,
    metadata: 'all',
    fade: 1,
  };
}

export const run = (request: FullSizeRequest): Promise<FullSizeAnswer> =>
  fullSize(request, new AbortController().signal, () => undefined);

export async function written(request: FullSizeRequest): Promise<Extract<FullSizeAnswer, { kind: 'written' }>> {
  const answer = await run(request);
  if (answer.kind !== 'written') throw new Error(JSON.stringify(answer));
  expect((await readFile(request.target)).length).toBe(answer.bytes);
  return answer;
}

export const rawOf = (path: string, space = 'srgb', depth: 'uchar' | 'ushort' = 'uchar'): Promise<Buffer> =>
  sharp(path, { ignoreIcc: true }).toColourspace(space).raw({ depth }).toBuffer();
