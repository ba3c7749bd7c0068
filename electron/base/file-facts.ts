import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { systemCode } from './reason.ts';

/** Device and inode (on Windows volume and file id), links followed; the path itself where a file system has no inodes. */
export async function identityOf(path: string): Promise<string> {
  // As numbers, the file ids of NTFS and ReFS would be rounded.
  const { dev, ino } = await stat(path, { bigint: true });
  return ino === 0n ? path : `${dev}:${ino}`;
}

/** {@link identityOf}; undefined for what is not there. */
export async function identityIfThere(path: string): Promise<string | undefined> {
  try {
    return await identityOf(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** What the file system says of a file; undefined when there is none. Throws what else it throws. */
export async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Length of a file, bytes; 0 when there is none. Throws what else the file system throws. */
export async function sizeIfThere(path: string): Promise<number> {
  return (await statIfThere(path))?.size ?? 0;
}
