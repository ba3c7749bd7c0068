import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SourceFile {
  /** Path from the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export const repositoryRoot = join(import.meta.dirname, '../../..');

/** What is installed, built or left by a test run; never part of the repository. */
const notOurs = new Set([
  '.git',
  'node_modules',
  '.vitest',
  'afterglow-demo',
  'out',
  'dist',
  'coverage',
  'test-results',
  'playwright-report',
  'artifacts',
]);

/** Every file below `folder` (from the root, with `/`; empty for all), in a stable order. */
export function filesBelow(folder = ''): string[] {
  return readdirSync(join(repositoryRoot, folder), { withFileTypes: true })
    .filter((entry) => !notOurs.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

export function read(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8');
}

export function load(paths: readonly string[]): SourceFile[] {
  return paths.map((path) => ({ path, text: read(path) }));
}
