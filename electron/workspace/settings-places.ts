import { dirname, join, relative, sep } from 'node:path';
import type { FolderSettings } from './settings-file.ts';

/** What was set for photos while they were open under a folder. */
export interface LoadedSettings {
  readonly folder: string;
  readonly settings: FolderSettings;
  /** When that was last written, Unix milliseconds; 0 when never. */
  readonly at: number;
}

/** The folders that a folder lies in, the nearest first. */
export function foldersAbove(folder: string): string[] {
  const above: string[] = [];
  for (let path = folder; path !== dirname(path); path = dirname(path)) above.push(dirname(path));
  return above;
}

/** The path of what lies below a folder, given with `/`. */
export function pathBelow(folder: string, relativePath: string): string {
  return join(folder, ...relativePath.split('/'));
}

/** Path below a folder, with `/`; undefined for what lies elsewhere. */
export function placeBelow(folder: string, path: string): string | undefined {
  if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
  return relative(folder, path).split(sep).join('/');
}

/**
 * What was set for the photos below a folder, whichever folder they were opened under. What was written last holds: each file has
 * all that was known of its photos when it was written.
 */
export function settingsBelow(folder: string, all: readonly LoadedSettings[]): FolderSettings {
  const found: FolderSettings = new Map();
  for (const { folder: place, settings } of [...all].sort((a, b) => a.at - b.at)) {
    for (const [relativePath, choices] of settings) {
      const below = placeBelow(folder, pathBelow(place, relativePath));
      if (below !== undefined) found.set(below, choices);
    }
  }
  return found;
}
