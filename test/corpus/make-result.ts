import { existsSync, readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { FullSizeRequest } from '../../electron/imaging/result/full-size.ts';
import { prepare } from '../../electron/imaging/submission/submission.ts';
import { retouchDisc } from '../unit/imaging/transfer/fixtures.ts';

/** The collection of pictures beside the repository; tests that need it skip where it is absent. */
export const SHARED = new URL('../../../shared/', import.meta.url).pathname;

/** Files of the collection's folders, up to a length in bytes. */
export function collected(folders: readonly string[], maxBytes: number): readonly string[] {
  return folders.flatMap((name) => {
    const folder = join(SHARED, name);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .map((file) => join(folder, file))
      .filter((path) => statSync(path).isFile() && statSync(path).size <= maxBytes);
  });
}

/**
 * What is needed to bring a picture back at full size: its submission copy, as the app makes it, and what a service would return
 * (a disc in the middle was retouched). Undefined for a picture that is not submitted.
 *
 * @param work begins the paths of the files made
 */
export async function resultRequest(original: string, work: string): Promise<FullSizeRequest | undefined> {
  const prepared = await prepare(original, `${work}-submitted`);
  if (prepared.kind !== 'prepared') return undefined;
  const { data, info } = await sharp(prepared.submission.path)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const retouched = `${work}-retouched`;
  const changed = sharp(retouchDisc(data, width, height), { raw: { width, height, channels: 3 } });
  await writeFile(retouched, await changed.jpeg({ quality: 90 }).toBuffer());
  return {
    original,
    submitted: prepared.submission.path,
    retouched,
    target: `${work}-result`,
    size: 'original',
    format: 'same',
    quality: 95,
    metadata: 'all',
    fade: 1,
  };
}
