import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { systemCode } from './reason.ts';

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
