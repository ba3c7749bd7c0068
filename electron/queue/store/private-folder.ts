import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivate, makePrivateFolder, makeTreePrivate, PRIVATE_FOLDER } from '../../base/private-files.ts';

/**
 * What Afterglow keeps in a data folder. Nothing else there is touched: a person may have named a folder with other things in
 * it, and Electron keeps its own files beside these.
 */
const OURS =
  /^(?:queue\.|owner\.lock|money\.log|preferences\.|api-key\.bin|results$|work$|cache$|photo-settings$|logs$)/;

/**
 * Makes a data folder where it is missing, and takes it from everybody but its owner: 0700 for folders, 0600 for files. One
 * that an earlier version left open to others is gone through whole, once. Throws what the file system throws.
 */
export function makeDataFolderPrivate(root: string): void {
  if (!existsSync(root)) makePrivateFolder(root);
  if (process.platform === 'win32') return;
  const open = (lstatSync(root).mode & 0o777) !== PRIVATE_FOLDER;
  for (const name of readdirSync(root)) {
    if (!OURS.test(name)) continue;
    if (open || hasOthersIn(join(root, name))) makeTreePrivate(join(root, name));
  }
  // Last: where this is interrupted, the next start goes through everything again.
  makePrivate(root);
}

/** Whether a file or folder at the top is open to others, for instance after it was copied back from elsewhere. */
function hasOthersIn(path: string): boolean {
  return (lstatSync(path).mode & 0o077) !== 0;
}
