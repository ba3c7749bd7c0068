import { basename, dirname, join } from 'node:path';
import {
  checkOutput,
  defaultOutput,
  type Engine,
  type ExportSettings,
  type Scan,
  type SkippedFile,
} from '../engine/index.ts';
import type { PhotoWish } from './command.ts';
import type { WishedPhoto } from './wished.ts';

/** One of the folders named on the command line (or the folder that named files lie in), and where its results go. */
export interface Shoot {
  /** Absolute. */
  readonly root: string;
  /** Absolute. No two shoots have the same, so that photos of one name never meet. */
  readonly out: string;
}

/**
 * Where the results of each folder go: beside it, or with `--out` in that folder, each of several in a subfolder of its own.
 * Folders in which no photos were found have no results.
 * @throws ReasonError when that is a source folder, or inside one
 */
export async function shootsOf(wish: PhotoWish, scan: Scan): Promise<Shoot[]> {
  const filled = new Set(scan.photos.map(({ root }) => root));
  const roots = scan.roots.filter((root) => filled.has(root));
  const names = shootNames(roots);
  const photos = scan.photos.map(({ path }) => path);
  const shoots: Shoot[] = [];
  for (const [index, root] of roots.entries()) {
    const name = names[index] ?? '';
    const wished = wish.out === undefined || roots.length === 1 ? wish.out : join(wish.out, name);
    shoots.push({ root, out: await checkOutput(scan.roots, wished ?? (await defaultOutput(root)), photos) });
  }
  return shoots;
}

/** What of a command is one shoot's. */
export interface Share {
  readonly shoot: Shoot;
  readonly wanted: readonly WishedPhoto[];
  readonly skipped: readonly SkippedFile[];
}

/** Parts the photos by shoot, and with the rule `skip` those whose result is there already from the others, before anybody pays. */
export async function shares(job: {
  readonly engine: Engine;
  /** Id of the service that would be paid. */
  readonly service: string;
  readonly command: { readonly settings: ExportSettings };
  readonly scan: Scan;
  readonly shoots: readonly Shoot[];
  readonly photos: readonly WishedPhoto[];
  readonly signal: AbortSignal;
}): Promise<Share[]> {
  const { engine, service, command, scan, shoots, photos, signal } = job;
  const rootOf = new Map(scan.photos.map(({ path, root }) => [path, root]));
  const parts: Share[] = [];
  for (const [index, shoot] of shoots.entries()) {
    const mine = photos.filter(({ source }) => rootOf.get(source) === shoot.root);
    const { wanted, there } = await engine.alreadyThere(service, mine, shoot.out, command.settings, signal);
    const { root } = shoot;
    const passedOver = scan.skipped.filter((file) => file.root === root || (index === 0 && !hasShoot(shoots, file)));
    const leftOut = there.map(({ photo: { source: path, relativePath }, reason }) => ({
      path,
      root,
      relativePath,
      reason,
    }));
    parts.push({
      shoot,
      wanted,
      skipped: [...passedOver, ...leftOut],
    });
  }
  return parts;
}

/** A folder without photos has no report: what was passed over there is told with the first one. */
function hasShoot(shoots: readonly Shoot[], { root }: SkippedFile): boolean {
  return shoots.some((shoot) => shoot.root === root);
}

/**
 * A name for each folder that no other has, on no system: its own, with the names of folders above before it as far as they are
 * needed ("Smith - jpg", "Jones - jpg"). It does not depend on the order, so that the next run finds the same places.
 */
export function shootNames(roots: readonly string[]): string[] {
  const parts = roots.map(partsOf);
  const depth = Math.max(1, ...parts.map(({ length }) => length));
  for (let count = 1; count < depth; count++) {
    const names = parts.map((each) => each.slice(-count).join(' - '));
    if (allDiffer(names)) return names;
  }
  const longest = parts.map((each) => each.join(' - '));
  // Only names that hold " - " or differ in their capitals alone come here.
  return allDiffer(longest) ? longest : longest.map((name, index) => `${name} (${index + 1})`);
}

function allDiffer(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.normalize('NFC').toLowerCase())).size === names.length;
}

/** The names of a folder and of those above it, the highest first; a drive's letter or "drive" for the top. */
function partsOf(root: string): string[] {
  const names: string[] = [];
  let path = root;
  for (; path !== dirname(path); path = dirname(path)) names.unshift(basename(path));
  return [path.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim() || 'drive', ...names];
}
