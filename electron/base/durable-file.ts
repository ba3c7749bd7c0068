import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PRIVATE_FILE } from './private-files.ts';

/** Flushes a folder's entries, so that a rename in it survives a power cut. Systems that cannot (Windows) are passed over. */
export async function syncFolder(folder: string): Promise<void> {
  let handle;
  try {
    handle = await open(folder, 'r');
  } catch (error) {
    if (process.platform === 'win32') return;
    throw error;
  }
  try {
    await handle.sync();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EPERM' && code !== 'EINVAL' && code !== 'EISDIR') throw error;
  } finally {
    await handle.close();
  }
}

/** Flushes a file's bytes to the disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether a file name is one that {@link temporaryBeside} gives. */
export function isTemporaryName(name: string): boolean {
  return /^\.[A-Za-z0-9]{0,24}\.[0-9a-f]{12}\.part$/.test(name);
}

/** How the names begin that {@link temporaryBeside} gives: plain and short, whatever the file's own name. */
export function temporaryPrefix(path: string): string {
  // File systems stop at 255 bytes, and cutting a name could split a character.
  const hint = basename(path)
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 24);
  return `.${hint}.`;
}

/** A name beside `path` that no other writer uses. It begins with a dot, so that galleries pass it over. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `${temporaryPrefix(path)}${randomBytes(6).toString('hex')}.part`);
}

/**
 * Writes a whole file so that it is complete or absent: temporary file beside it, fsync, rename, fsync of the folder.
 * Replaces an existing file of that name. Throws what the file system throws, and leaves no temporary file behind then.
 * @param mode of the new file; for its owner alone unless said otherwise, since most files written so lie in the data folder
 */
export async function writeDurably(path: string, data: Uint8Array | string, mode = PRIVATE_FILE): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}
