import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { answered } from '../../base/answering.ts';
import { systemCode } from '../../base/reason.ts';
import type { PictureFile } from './known-pictures.ts';

/** What the file system says of a picture below a root; undefined where there is none. Throws what else it throws. */
export async function pictureFileAt(root: string, path: string): Promise<PictureFile | undefined> {
  try {
    const { dev, ino, size, mtimeMs } = await answered(path, () => stat(path, { bigint: true }));
    return {
      relativePath: relativePathOf(root, path),
      identity: ino === 0n ? undefined : `${dev}:${ino}`,
      bytes: Number(size),
      modifiedAt: Number(mtimeMs),
    };
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Path below a root, with `/`. */
export function relativePathOf(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** The path of what lies below a root. */
export function pathBelow(root: string, relativePath: string): string {
  return join(root, ...relativePath.split('/'));
}
