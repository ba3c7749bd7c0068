import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { answered } from '../base/answering.ts';
import { identityIfThere, identityOf } from '../base/file-facts.ts';
import { ReasonError } from '../base/reason.ts';
import { onSide } from '../base/system-errors.ts';
import { collisionKey } from './file-name.ts';
import { deepestExisting, isInside } from './output-folder.ts';

/** What results must stay away from. */
export interface Originals {
  /** The folders that were named, with everything in them. */
  readonly roots: readonly string[];
  /** The real folders that photos lie in, wherever links led: what {@link folderKeys} makes of them. */
  readonly folders: ReadonlySet<string>;
  /** Whether a file is a photo of this batch, or one that the queue knows of: by device and inode, or by its real path. */
  readonly isOriginal: (identity: string, path: string) => boolean;
}

/** The real folders that files lie in, as {@link Originals} has them. */
export function folderKeys(files: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const file of files) folders.add(dirname(file));
  return new Set([...folders].map(collisionKey));
}

/**
 * Whether originals lie in a folder that exists, or it lies in one of the named folders, whatever links and spellings lead there.
 * A root that is no longer there holds nothing.
 *
 * @param photo the photo whose result is to be written there: its folder counts by identity, too
 */
export async function leadsToOriginals(
  folder: string,
  { roots, folders }: Originals,
  photo?: string,
): Promise<boolean> {
  const real = await realpath(folder);
  if (folders.has(collisionKey(real))) return true;
  const own = photo === undefined ? undefined : await sourceIdentity(dirname(photo));
  if (own !== undefined && own === (await identityOf(real))) return true;
  return onSide('original', real, () => isInside(real, roots));
}

function sourceIdentity(folder: string): Promise<string | undefined> {
  return onSide('original', folder, () => answered(folder, () => identityIfThere(folder), { folder }));
}

/** Whether the file at a path, links followed, is an original. Nothing there is none. */
export async function isOriginalFile(path: string, { isOriginal }: Originals): Promise<boolean> {
  const identity = await identityIfThere(path);
  return identity !== undefined && isOriginal(identity, await realpath(path));
}

/**
 * Looks at the folders that results will go into, as far as they are there already: a link in the output folder may lead back
 * to the originals. To be called before anybody pays. Throws a ReasonError `output-leads-to-source`.
 *
 * @param relativePaths of the photos, with `/`
 */
export async function checkBelow(
  outputRoot: string,
  relativePaths: Iterable<string>,
  originals: Originals,
): Promise<void> {
  const below = new Set<string>();
  for (const path of relativePaths) below.add(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  for (const folder of below) {
    const path = join(outputRoot, folder);
    const existing = await deepestExisting(path);
    if (!(await leadsToOriginals(existing.folder, originals))) continue;
    throw new ReasonError(
      'output-leads-to-source',
      `The results can’t go into “${path}”: it leads to a folder with originals. Choose another folder for the results.`,
    );
  }
}
