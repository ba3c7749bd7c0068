import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { answered } from './answering.ts';

/** Whether a drive, a card or a network folder is mounted at exactly this folder. Throws what the file system throws. */
export async function isMountPoint(folder: string): Promise<boolean> {
  const above = dirname(folder);
  if (above === folder) return false;
  const [here, there] = await Promise.all([facts(folder), facts(above)]);
  return here.dev !== there.dev;
}

/**
 * Whether a folder can be looked into, and is what it was.
 * @param mounted a drive was mounted there: the empty folder that is left when it is taken out is not it
 */
export async function folderIsThere(folder: string, mounted: boolean): Promise<boolean> {
  try {
    if (!(await facts(folder)).isDirectory()) return false;
    return !mounted || (await isMountPoint(folder));
  } catch {
    // Whatever the system says (gone, no such device, host down, nothing): nobody can look into it now.
    return false;
  }
}

/** A dead network drive counts as gone. */
function facts(folder: string): ReturnType<typeof stat> {
  return answered(folder, () => stat(folder), { folder });
}

/** Those of some folders at which a drive is mounted. A folder that is not there now is none. */
export async function mountedOf(folders: readonly string[]): Promise<string[]> {
  const mounted: string[] = [];
  for (const folder of folders) {
    if ((await folderIsThere(folder, false)) && (await isMountPoint(folder))) mounted.push(folder);
  }
  return mounted;
}
