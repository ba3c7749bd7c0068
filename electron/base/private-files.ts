import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from './reason.ts';

/** Modes of what only the photographer's own account may read: pictures of clients, addresses of results, spending. */
export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;

/** Drives without owners and modes (exFAT, many network drives) can't do better; somebody else's file is not ours to change. */
const CANNOT = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EROFS', 'ENOSYS', 'EINVAL']);

/**
 * Takes a file or folder from everybody but its owner. Passed over on Windows, where the folders of an account are its own,
 * and on drives that know no modes. Links are not followed. @throws what else the file system throws
 */
export function makePrivate(path: string): void {
  if (process.platform === 'win32') return;
  const stat = lstatSync(path);
  if (!stat.isFile() && !stat.isDirectory()) return;
  const wanted = stat.isDirectory() ? PRIVATE_FOLDER : PRIVATE_FILE;
  if ((stat.mode & 0o777) === wanted) return;
  try {
    chmodSync(path, wanted);
  } catch (error) {
    if (!CANNOT.has(systemCode(error) ?? '')) throw error;
  }
}

/** Makes a folder, and those above it, where they are missing: for its owner alone. An existing one becomes so. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
  makePrivate(path);
}

/** Makes an empty file for its owner alone, where there is none: libraries that create files themselves ask for no mode. */
export function touchPrivate(path: string): void {
  closeSync(openSync(path, 'a', PRIVATE_FILE));
  makePrivate(path);
}

/** Takes a folder and everything in it from everybody but its owner. What vanishes meanwhile is passed over. */
export function makeTreePrivate(path: string): void {
  if (process.platform === 'win32') return;
  try {
    makePrivate(path);
    if (!lstatSync(path).isDirectory()) return;
    for (const name of readdirSync(path)) makeTreePrivate(join(path, name));
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
