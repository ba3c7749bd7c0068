import { lstat, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { systemCode } from '../base/reason.ts';
import type { FoundFile } from './found.ts';

/** What lies at a place that a watch told of. `left-out`: a link, or a place that leads out of the folder. */
export type FoundAt =
  | { readonly kind: 'file'; readonly file: FoundFile }
  | { readonly kind: 'left-out' }
  /** Gone again, or no file. */
  | { readonly kind: 'none' };

/**
 * Looks at one file below a folder, as {@link scanInputs} would. A link is never followed here: nobody named it, and what it leads to
 * would be sent and paid for. One within the folder shows a photo that is there under its own name.
 *
 * @param root absolute and real
 */
export async function foundAt(
  root: string,
  { path, relativePath }: { path: string; relativePath: string },
): Promise<FoundAt> {
  try {
    if ((await lstat(path)).isSymbolicLink()) return { kind: 'left-out' };
    // A folder on the way may have become a link since the watch began.
    const real = await realpath(path);
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) return { kind: 'left-out' };
    const facts = await stat(real);
    if (!facts.isFile()) return { kind: 'none' };
    const modifiedAt = Math.round(facts.mtimeMs);
    return { kind: 'file', file: { path: real, root, relativePath, bytes: facts.size, modifiedAt } };
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return { kind: 'none' };
    throw error;
  }
}

/** Whether a photo was reached through a link: its real place is not where it is listed. Pure. */
export function isBehindLink({ path, root, relativePath }: FoundFile): boolean {
  const place = (root.endsWith(sep) ? root : root + sep) + relativePath.split('/').join(sep);
  return path !== place;
}
