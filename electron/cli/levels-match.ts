import { basename } from 'node:path';
import { ReasonError } from '../base/reason.ts';
import type { LevelEntry } from './levels-file.ts';

/** A photo as an entry may name it. */
export interface NamedPhoto {
  /** Absolute. */
  readonly path: string;
  readonly relativePath: string;
  /** The folder that was named on the command line, absolute. */
  readonly root: string;
}

export interface MatchedLevels {
  /** Absolute path of a photo -> its entry. */
  readonly entries: ReadonlyMap<string, LevelEntry>;
  /** Entries that no photo answers to: most likely misspelled. */
  readonly unmatched: readonly LevelEntry[];
  /** Entries that mean photos in more than one of the folders named. */
  readonly ambiguous: readonly LevelEntry[];
}

/** Ever more forgiving ways to write a path; an entry goes by the first one that some photo answers to. */
const SPELLINGS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.trim().replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC'),
  (path) => path.trim().replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC').toLowerCase(),
];

const withoutExtension = (name: string): string => name.replace(/\.[^./\\]+$/, '');
const fromFolder = ({ root, relativePath }: NamedPhoto): string => `${basename(root)}/${relativePath}`;
const fileName = ({ relativePath }: NamedPhoto): string => relativePath.slice(relativePath.lastIndexOf('/') + 1);

/** What of a photo an entry may name, the most exact first: a path counts more than a bare file name, which means its namesakes too. */
const NAMES: readonly ((photo: NamedPhoto) => string)[] = [
  ({ path }) => path,
  ({ relativePath }) => relativePath,
  fromFolder,
  ({ path }) => withoutExtension(path),
  ({ relativePath }) => withoutExtension(relativePath),
  (photo) => withoutExtension(fromFolder(photo)),
  fileName,
  (photo) => withoutExtension(fileName(photo)),
];

/**
 * Finds the photos that the entries of a levels file mean.
 * @throws ReasonError `bad-levels-file` where two entries, written differently, give one photo different levels
 */
export function matchLevels(levels: readonly LevelEntry[], photos: readonly NamedPhoto[]): MatchedLevels {
  const groups = NAMES.map((name) => SPELLINGS.map((spell) => Map.groupBy(photos, (photo) => spell(name(photo)))));
  const chosen = new Map<string, { readonly entry: LevelEntry; readonly rank: number }>();
  const unmatched: LevelEntry[] = [];
  const ambiguous: LevelEntry[] = [];
  for (const entry of levels) {
    const meant = new Map<string, { readonly photo: NamedPhoto; readonly rank: number }>();
    for (const [rank, spelled] of groups.entries()) {
      for (const photo of find(spelled, entry.name)) {
        if (!meant.has(photo.path)) meant.set(photo.path, { photo, rank });
      }
    }
    const roots = new Set([...meant.values()].map(({ photo }) => photo.root));
    if (roots.size === 0) unmatched.push(entry);
    else if (roots.size > 1) ambiguous.push(entry);
    else for (const { photo, rank } of meant.values()) choose(chosen, photo, entry, rank);
  }
  return { entries: new Map([...chosen].map(([path, { entry }]) => [path, entry])), unmatched, ambiguous };
}

function choose(
  chosen: Map<string, { readonly entry: LevelEntry; readonly rank: number }>,
  { path, relativePath }: NamedPhoto,
  entry: LevelEntry,
  rank: number,
): void {
  const before = chosen.get(path);
  if (before !== undefined && before.rank < rank) return;
  if (before?.rank === rank && (before.entry.level !== entry.level || before.entry.multiFace !== entry.multiFace)) {
    const both = `“${before.entry.name}” (${before.entry.where}) and “${entry.name}” (${entry.where})`;
    throw new ReasonError('bad-levels-file', `The levels file: ${both} give “${relativePath}” different levels.`);
  }
  chosen.set(path, { entry, rank });
}

function find(groups: readonly ReadonlyMap<string, NamedPhoto[]>[], name: string): readonly NamedPhoto[] {
  for (const [index, spell] of SPELLINGS.entries()) {
    const found = groups[index]?.get(spell(name));
    if (found) return found;
  }
  return [];
}
