/**
 * Where Electron's binary is. The npm package alone does not hold it, and `require('electron')` would start a download,
 * so the package's own notes (`path.txt`, `ELECTRON_OVERRIDE_DIST_PATH`) are read instead.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const electronPackage = fileURLToPath(new URL('../../node_modules/electron/', import.meta.url));

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [folder] the `electron` package
 * @returns {string | undefined} the executable's path; undefined where it is not installed
 */
export function electronBinary(env = process.env, folder = electronPackage) {
  const notes = join(folder, 'path.txt');
  const noted = existsSync(notes) ? readFileSync(notes, 'utf8').trim() : '';
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) return existing(join(override, noted || 'electron'));
  return noted ? existing(join(folder, 'dist', noted)) : undefined;
}

/** @param {string} path */
function existing(path) {
  return existsSync(path) ? path : undefined;
}
