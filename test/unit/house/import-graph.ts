import { posix } from 'node:path';
import { ownerOf, rooms, roots } from '../../../rooms.js';
import { importsOf } from './imports.ts';
import type { SourceFile } from './repository.ts';

/** Files of the list that a file imports, types included. */
function edges(files: readonly SourceFile[]): Map<string, string[]> {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .flatMap(({ specifier }) => (specifier?.startsWith('.') ? [target(file.path, specifier)] : []))
        .filter((path) => known.has(path)),
    ]),
  );
}

function target(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier.replace(/\?.*$/, ''));
}

/** Circles of files that import each other, each as `a -> b -> a`, one for every import that closes one. */
export function circles(files: readonly SourceFile[]): string[] {
  const graph = edges(files);
  const done = new Set<string>();
  const path: string[] = [];
  const found: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}

/** Rights of the table that no file of its room makes use of. */
export function unusedRights(files: readonly SourceFile[]): string[] {
  const used = new Map<string, Set<string>>();
  // A package may also be looked up by its name (`require.resolve`).
  const named = (pack: string): boolean => files.some(({ text }) => text.includes(`resolve('${pack}')`));
  for (const file of files) {
    const owner = ownerOf(file.path)?.name ?? '';
    const uses = used.get(owner) ?? new Set();
    used.set(owner, uses);
    for (const { specifier } of importsOf(file)) {
      if (specifier === undefined) continue;
      if (specifier.startsWith('.')) uses.add(ownerOf(target(file.path, specifier))?.name ?? '');
      else
        uses.add(
          specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/'),
        );
    }
  }
  return [...Object.entries(rooms), ...Object.entries(roots)].flatMap(([name, rule]) => {
    const uses = used.get(name) ?? new Set();
    return [
      ...[...rule.rooms, ...(rule.types ?? [])]
        .filter((room) => !uses.has(room))
        .map((room) => `${name} needs no import of ${room}`),
      ...rule.packages
        .filter((pack) => !uses.has(pack) && !named(pack))
        .map((pack) => `${name} needs no package ${pack}`),
    ];
  });
}
