import type { LevelEntry } from './levels-file.ts';

export interface MatchedLevels {
  /** Relative path of a photo -> its entry. */
  readonly entries: ReadonlyMap<string, LevelEntry>;
  /** Entries that no photo answers to: most likely misspelled. */
  readonly unmatched: readonly LevelEntry[];
}

/** Ever more forgiving ways to write a path; an entry goes by the first one that some photo answers to. */
const SPELLINGS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.trim().replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC'),
  (path) => path.trim().replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC').toLowerCase(),
];

/**
 * Finds the photos that the entries of a levels file mean. A path below the folder counts more than a bare file name, which
 * means every photo of that name in whatever subfolder.
 */
export function matchLevels(levels: readonly LevelEntry[], relativePaths: readonly string[]): MatchedLevels {
  const byPath = SPELLINGS.map((spell) => groupBy(relativePaths, spell));
  const byName = SPELLINGS.map((spell) =>
    groupBy(relativePaths, (path) => spell(path.slice(path.lastIndexOf('/') + 1))),
  );
  const exact = new Map<string, LevelEntry>();
  const loose = new Map<string, LevelEntry>();
  const unmatched: LevelEntry[] = [];
  for (const entry of levels) {
    const paths = find(byPath, entry.name);
    // At the top of the folder a file's name is its path too; it still means its namesakes further down.
    const names = find(byName, entry.name);
    for (const path of paths) exact.set(path, entry);
    for (const path of names) loose.set(path, entry);
    if (paths.length + names.length === 0) unmatched.push(entry);
  }
  return { entries: new Map([...loose, ...exact]), unmatched };
}

function groupBy(paths: readonly string[], key: (path: string) => string): ReadonlyMap<string, string[]> {
  return Map.groupBy(paths, key);
}

function find(groups: readonly ReadonlyMap<string, string[]>[], name: string): readonly string[] {
  for (const [index, spell] of SPELLINGS.entries()) {
    const found = groups[index]?.get(spell(name));
    if (found) return found;
  }
  return [];
}
