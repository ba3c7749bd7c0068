import { relative, sep } from 'node:path';
import { ReasonError } from '../base/reason.ts';
import { scanInputs, type Scan } from '../engine/index.ts';
import type { PhotoWish } from './command.ts';
import { count } from './text.ts';

/**
 * Finds the photos that a command names. A folder named beside one that it lies in belongs to that one: its photos are placed
 * there, or its results would have to lie among the originals of the other.
 * @param outputs folders that results were put into before
 * @throws ReasonError when there are none, and as {@link scanInputs}
 */
export async function scanNamed(
  { inputs, recursive, followLinks }: PhotoWish,
  outputs: readonly string[],
): Promise<Scan> {
  const { photos, skipped, roots } = await scanInputs(inputs, { recursive, followLinks, outputs });
  if (photos.length === 0) {
    const links = skipped.filter(({ reason }) => reason.code === 'link-out').length;
    const behind =
      links > 0
        ? ` ${count(links, 'link')} in it lead${links === 1 ? 's' : ''} out: --follow-links takes these, too.`
        : '';
    throw new ReasonError('no-photos', `There are no photos in what you named.${behind}`);
  }
  const outermost = new Map(roots.map((root) => [root, outermostOf(root, roots)]));
  const placed = <T extends { readonly root: string; readonly relativePath: string }>(file: T): T => {
    const root = outermost.get(file.root) ?? file.root;
    if (root === file.root) return file;
    const below = relative(root, file.root).split(sep).join('/');
    return { ...file, root, relativePath: `${below}/${file.relativePath}` };
  };
  return { photos: photos.map(placed), skipped: skipped.map(placed), roots: [...new Set(outermost.values())] };
}

/** The highest of the roots that a root lies in, or itself. */
function outermostOf(root: string, roots: readonly string[]): string {
  const above = roots.filter((other) => root.startsWith(other.endsWith(sep) ? other : other + sep));
  return above.reduce((highest, other) => (other.length < highest.length ? other : highest), root);
}
