import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';

/** Neither waits for the other end of a pipe nor takes a terminal. Windows knows neither flag, and has no such files in folders. */
export const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Opens an ordinary file for reading. Pipes, sockets and devices are never opened, whatever their name: a pipe waits for ever, and
 * opening a device can set it going. One that takes the file's place in between is closed again unread.
 *
 * @throws what the file system throws; `EISDIR` for what is no ordinary file
 */
export async function openOriginal(path: string): Promise<FileHandle> {
  if (!(await stat(path)).isFile()) throw notAFile(path);
  const handle = await open(path, READ_ONLY);
  try {
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  throw notAFile(path);
}

/** Reads a whole file, as {@link openOriginal} opens it. */
export async function readOriginal(path: string): Promise<Buffer> {
  const handle = await openOriginal(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** A pipe, a socket, a device or a folder stands where a file is wanted. */
export function notAFile(path: string): Error {
  return Object.assign(new Error(`not an ordinary file: ${path}`), { code: 'EISDIR' });
}
