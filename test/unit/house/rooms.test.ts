import { describe, expect, it } from 'vitest';
import { ownerOf, rooms, roots } from '../../../rooms.js';
import type { RoomRule } from '../../../rooms.js';
import { circles, unusedRights } from './import-graph.ts';
import { bridgeUses, brokenRules, importsOf, runtimeStatements } from './imports.ts';
import { filesBelow, load, read } from './repository.ts';

const code = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;
const assembly = 'electron/imaging/kernels/assembly/';
const sources = load(
  [...filesBelow('electron'), ...filesBelow('renderer')].filter(
    (path) => code.test(path) && !path.startsWith(assembly),
  ),
);

const owners: [string, RoomRule][] = [
  ...Object.entries(rooms).map(([room, rule]): [string, RoomRule] => [`${room}/some-file.ts`, rule]),
  ...Object.entries(roots),
];
const up = (file: string) => '../'.repeat(file.split('/').length - 1);
const broken = (path: string, text: string) => brokenRules([{ path, text }]);

describe('the sources', () => {
  it('break no import rule', () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(brokenRules(sources)).toEqual([]);
  });

  it('have no circle, types included', () => {
    expect(circles(sources)).toEqual([]);
  });

  it('use every right that the table gives', () => {
    expect(unusedRights(sources)).toEqual([]);
  });

  it('all belong to a room or are a root', () => {
    expect(sources.map(({ path }) => path).filter((path) => ownerOf(path) === undefined)).toEqual([]);
  });

  it('of the renderer reach the main process through one module', () => {
    const users = sources.filter(({ path }) => path.startsWith('renderer/')).flatMap(bridgeUses);
    expect([...new Set(users.map((use) => use.replace(/:\d+$/, '')))].length, users.join('\n')).toBeLessThanOrEqual(1);
  });

  it('of the contract are types and nothing else', () => {
    expect(sources.filter(({ path }) => path.startsWith('electron/contract/')).flatMap(runtimeStatements)).toEqual([]);
  });
});

describe('the table of rooms', () => {
  it('has no circle: imports run one way', () => {
    const visit = (room: string, path: readonly string[]): void => {
      expect(path, [...path, room].join(' -> ')).not.toContain(room);
      for (const next of rooms[room]?.rooms ?? []) visit(next, [...path, room]);
    };
    for (const room of Object.keys(rooms)) visit(room, []);
  });

  it('names only rooms that it defines', () => {
    const named = owners.flatMap(([, rule]) => [...rule.rooms, ...(rule.types ?? [])]);
    expect(named.filter((room) => rooms[room] === undefined)).toEqual([]);
  });

  it.each([
    ['sharp', ['electron/imaging']],
    ['undici', ['electron/ailab']],
    ['better-sqlite3', ['electron/queue']],
    ['electron-store', ['electron/settings']],
    ['electron', ['electron/settings', 'electron/window', 'electron/ipc']],
  ])('lets only its own rooms use %s', (name, expected) => {
    const users = Object.keys(rooms).filter((room) => rooms[room]?.packages.includes(name));
    expect(users).toEqual(expected);
  });

  it('ships exactly the packages that the rooms of electron/ use', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json')) as {
      dependencies: Record<string, string>;
      optionalDependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const used = Object.entries(rooms).flatMap(([room, rule]) => (room === 'renderer' ? [] : rule.packages));
    // Electron itself is the runtime; the renderer's packages are bundled.
    const shipped = [...new Set(used)].filter((name) => name !== 'electron').sort();
    expect([...Object.keys(dependencies), ...Object.keys(optionalDependencies)].sort()).toEqual(shipped);
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining([...(rooms['renderer']?.packages ?? [])]));
  });

  it('is the one that ARCHITECTURE.md shows', () => {
    const list = (names: readonly string[]) =>
      names.map((name) => `\`${name.replace(/^electron\//, '')}\``).join(', ') || '–';
    const expected = [...Object.entries(rooms), ...Object.entries(roots)].map(
      ([name, rule]) => `| \`${name}\` | ${list(rule.rooms)} | ${list(rule.types ?? [])} | ${list(rule.packages)} |`,
    );
    const shown = read('ARCHITECTURE.md')
      .split('\n')
      .map((line) => line.replace(/\s*\|\s*/g, ' | ').trim());
    expect(expected.filter((row) => !shown.includes(row))).toEqual([]);
  });
});

describe('the graph of imports', () => {
  const circle = [
    { path: 'electron/base/a.ts', text: `import type { B } from './b.ts';` },
    { path: 'electron/base/b.ts', text: `export * from './c.ts';` },
    { path: 'electron/base/c.ts', text: `import './a.ts';` },
  ];

  it('shows a circle, types included', () => {
    expect(circles(circle)).toEqual([
      'electron/base/a.ts -> electron/base/b.ts -> electron/base/c.ts -> electron/base/a.ts',
    ]);
    expect(circles(circle.slice(0, 2))).toEqual([]);
  });

  it('shows rights that nobody uses', () => {
    const unused = unusedRights([{ path: 'electron/ailab/a.ts', text: `import 'undici';` }]);
    expect(unused).toContain('electron/ailab needs no import of electron/base');
    expect(unused).toContain('electron/ailab needs no package zod');
    expect(unused).not.toContain('electron/ailab needs no package undici');
  });
});

describe('the check itself', () => {
  it.each(owners)('refuses to %s every room it may not import, and allows the others', (file, rule) => {
    const own = ownerOf(file)?.name;
    for (const room of Object.keys(rooms).filter((name) => name !== own)) {
      const value = broken(file, `import { x } from '${up(file)}${room}/x.ts';`);
      const type = broken(file, `import type { X } from '${up(file)}${room}/x.ts';`);
      const mayUse = rule.rooms.includes(room);
      expect(value.length, value.join()).toBe(mayUse ? 0 : 1);
      expect(type.length, type.join()).toBe(mayUse || rule.types?.includes(room) ? 0 : 1);
    }
    for (const root of Object.keys(roots).filter((name) => name !== own)) {
      expect(broken(file, `import '${up(file)}${root}';`)).toHaveLength(1);
    }
  });

  it.each(owners)('holds %s to its packages', (file, rule) => {
    for (const name of ['electron', 'sharp', 'undici', 'react', '@fastify/busboy', 'fs', 'left-pad/x']) {
      const expected = rule.packages.includes(name) ? 0 : 1;
      expect(broken(file, `import x from '${name}';`), name).toHaveLength(expected);
    }
    expect(broken(file, `import { join } from 'node:path';`)).toHaveLength(rule.node === false ? 1 : 0);
  });

  const queue = 'electron/queue/store.ts';
  it.each([
    ['a plain import', `import { x } from '../ailab/x.ts';`],
    ['an import for its effect', `import '../ailab/x.ts';`],
    ['a type import', `import type { X } from '../ailab/x.ts';`],
    ['an export from', `export { x } from '../ailab/x.ts';`],
    ['an export of everything', `export * from '../ailab/x.ts';`],
    ['an export of types', `export type * from '../ailab/x.ts';`],
    ['a dynamic import', `const x = await import('../ailab/x.ts');`],
    ['a dynamic import of a template', 'const x = await import(`../ailab/x.ts`);'],
    ['a computed import', `const x = await import(name);`],
    ['an import in a type', `let x: import('../ailab/x.ts').X;`],
    ['typeof import', `let x: typeof import('../ailab/x.ts');`],
    ['import =', `import x = require('../ailab/x.ts');`],
    ['require', `const x = require('../ailab/x.ts');`],
    ['a renamed require', `const load = createRequire(import.meta.url); load('../ailab/x.ts');`],
    ['a require used at once', `createRequire(import.meta.url)('../ailab/x.ts');`],
    ['a detour through the same folder', `import { x } from './../ailab/x.ts';`],
    ['a bundler query', `import x from '../ailab/x.ts?url';`],
    ['a path out of every room', `import x from '../../package.json';`],
  ])('sees %s, and tells file and line', (_, snippet) => {
    expect(broken(queue, `// The first line.\n${snippet}`)).toEqual([
      expect.stringMatching(/^electron\/queue\/store\.ts:2: electron\/queue may not import /),
    ]);
  });

  it('tells types from values where only types are allowed', () => {
    const file = 'renderer/gallery/grid.tsx';
    expect(broken(file, `import type { X } from '../../electron/contract/index.ts';`)).toEqual([]);
    // The module itself would stay imported, only without names.
    expect(broken(file, `import { type X } from '../../electron/contract/index.ts';`)).toHaveLength(1);
    expect(broken(file, `import { x } from '../../electron/contract/index.ts';`)).toEqual([
      `${file}:1: renderer may import only types from electron/contract: write \`import type\``,
    ]);
  });

  it('refuses a file that belongs to no room', () => {
    expect(broken('electron/attic/x.ts', `import 'node:path';`)).toHaveLength(1);
  });

  it('lets only the launchers load the built bundles', () => {
    expect(broken('electron/bin/x.mjs', `await import('../../out/main/cli.js'); await import(path);`)).toEqual([]);
    expect(broken('electron/cli/x.ts', `await import('../../out/main/cli.js');`)).toHaveLength(1);
  });

  it('reads no import out of strings and comments', () => {
    expect(importsOf({ path: queue, text: `// import '../ailab/x.ts'\nconst s = "import '../ailab/x.ts'";` })).toEqual(
      [],
    );
  });

  it('finds every use of the bridge', () => {
    const text = `window.afterglow.invoke('x');\nglobalThis['afterglow'];\nother.afterglow;`;
    expect(bridgeUses({ path: 'renderer/a.ts', text })).toEqual(['renderer/a.ts:1', 'renderer/a.ts:2']);
  });

  it('finds what is left of a contract at run time', () => {
    const text = `import type { A } from './a.ts';\nexport interface B { a: A }\nexport const c = 1;\nimport './d.ts';`;
    expect(runtimeStatements({ path: 'electron/contract/x.ts', text })).toEqual([
      'electron/contract/x.ts:3',
      'electron/contract/x.ts:4',
    ]);
  });
});
