import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, load, read, repositoryRoot } from './repository.ts';
import type { SourceFile } from './repository.ts';

const all = filesBelow();
const binary = /\.(jpe?g|png|webp|avif|gif|bmp|tiff?|heic|icc|icns|ico|wasm|woff2?|db|sqlite|zip)$/i;
const texts = load(all.filter((path) => !binary.test(path) && path !== 'package-lock.json'));
const version = () => (JSON.parse(read('package.json')) as { version: string }).version;

describe('file length', () => {
  const limit = 300;
  /** Files that may be longer: path -> why. */
  const exceptions = new Map<string, string>();
  const tooLong = (files: readonly SourceFile[]) =>
    files
      .filter(({ path }) => /\.(ts|tsx|js|mjs|cjs|css|sh)$/.test(path))
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > limit);

  it(`of every source is ${limit} lines at most`, () => {
    expect(tooLong(texts).filter(({ path }) => !exceptions.has(path))).toEqual([]);
  });

  it('has no exception that is not needed', () => {
    const long = new Set(tooLong(texts).map(({ path }) => path));
    expect([...exceptions.keys()].filter((path) => !long.has(path))).toEqual([]);
  });

  it('is really measured', () => {
    const file = (lines: number) => ({ path: 'electron/x.ts', text: 'x;\n'.repeat(lines) });
    expect(tooLong([file(300), file(301)])).toEqual([{ path: 'electron/x.ts', lines: 301 }]);
  });
});

describe('the text of the repository', () => {
  // Put together from parts, so that this file does not find itself.
  const word = (...parts: string[]) => parts.join('');
  const forbidden: [name: string, pattern: RegExp][] = [
    ['a path of one machine', new RegExp(word('(^|[^\\w.])/(wo', 'rk|ro', 'ot|tmp/hel', 'pers)/'), 'm')],
    ['a person’s home folder', new RegExp(word('/(ho', 'me|Us', 'ers)/(?!runner|anna|ada|me\\b|you\\b|name\\b)\\w+/'))],
    ['a note of work left', new RegExp(word('\\b(TO', 'DO|FIX', 'ME|XX', 'X)\\b'))],
    ['talk of how it was made', new RegExp(word('\\biss', 'ue #\\d|\\bsub-?ag', 'ent'), 'i')],
    [
      'the name of an assistant',
      new RegExp(word('\\b(cla', 'ude|anth', 'ropic|chat', 'gpt|open', 'ai|cop', 'ilot)\\b'), 'i'),
    ],
    ['a package registry’s host', new RegExp(word('registry\\.[a-z]|arti', 'factory|verda', 'ccio'), 'i')],
    ['a registry’s credentials', new RegExp(word('_auth', 'Token|npm_[A-Za-z0-9]{36}'))],
  ];
  const findings = (files: readonly SourceFile[]) =>
    files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          forbidden.flatMap(([name, pattern]) => (pattern.test(line) ? [`${path}:${index + 1}: ${name}`] : [])),
        ),
    );

  it('speaks of the product only', () => {
    expect(texts.length).toBeGreaterThan(0);
    expect(findings(texts)).toEqual([]);
  });

  it.each([
    [`cp x ${word('/wo', 'rk/')}main`, 'a path of one machine'],
    [word('see "/ro', 'ot/.cache"'), 'a path of one machine'],
    [word('/ho', 'me/bob/photos'), 'a person’s home folder'],
    [word('// TO', 'DO later'), 'a note of work left'],
    [word('as iss', 'ue #12 says'), 'talk of how it was made'],
    [word('written by Cla', 'ude'), 'the name of an assistant'],
    [word('https://regi', 'stry.example.org/x'), 'a package registry’s host'],
    [word('//x/:_auth', 'Token=1'), 'a registry’s credentials'],
  ])('would be caught in: %s', (text, name) => {
    expect(findings([{ path: 'a.md', text: `fine\n${text}` }])).toEqual([`a.md:2: ${name}`]);
  });
});

describe('package-lock.json', () => {
  it('names no host to download from', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved":\s*"(https?|git\+)/);
  });

  it('has the version of package.json', () => {
    expect((JSON.parse(read('package-lock.json')) as { version: string }).version).toBe(version());
  });

  it('holds no Node ranges that an older npm would warn of: run "npm run lock"', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { engines?: unknown }> };
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(Object.keys(packages).filter((where) => packages[where]?.engines !== undefined)).toEqual(['']);
  });
});

describe('the afterglow command of a checkout', () => {
  it('has the version of package.json', () => {
    expect((JSON.parse(read('electron/bin/package.json')) as { version: string }).version).toBe(version());
  });
});

describe('CHANGELOG.md', () => {
  it('has the version of package.json at its top', () => {
    expect(/^## \[?(\d[^\]\s]*)\]?/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version());
  });
});

describe('the tests', () => {
  /** The source folder or root file that a test's place stands for; undefined for the house's own tests. */
  const mirrored = (test: string): string | undefined => {
    const [, , ...rest] = test.split('/');
    const folder = rest.slice(0, -1).join('/');
    if (folder === '') return `electron/${rest[0]?.replace(/(\.[\w-]+)*\.test\.tsx?$/, '.ts')}`;
    if (folder === 'house' || folder.startsWith('house/')) return undefined;
    return /^renderer(\/|$)/.test(folder) ? folder : `electron/${folder}`;
  };
  const astray = (tests: readonly string[], exists: (path: string) => boolean) =>
    tests.filter((test) => {
      const source = mirrored(test);
      return source !== undefined && !exists(source);
    });
  const units = all.filter((path) => /^test\/unit\/.*\.test\.tsx?$/.test(path));

  it('mirror folders that exist', () => {
    expect(units.length).toBeGreaterThan(0);
    expect(astray(units, (path) => existsSync(join(repositoryRoot, path)))).toEqual([]);
  });

  it('would be found astray', () => {
    const tests = ['test/unit/queue/a.test.ts', 'test/unit/attic/a.test.ts', 'test/unit/cli.exit.test.ts'];
    expect(astray(tests, (path) => path === 'electron/queue' || path === 'electron/cli.ts')).toEqual([
      'test/unit/attic/a.test.ts',
    ]);
  });
});

describe('the documents', () => {
  /** Relative links, and paths in backticks that begin with a folder of ours. */
  const pathsIn = ({ path, text }: SourceFile): { from: string; target: string }[] => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) =>
      posix.join(dirname(path), match[1] ?? ''),
    );
    const named = [...text.matchAll(/`((?:electron|renderer|test|build|docs|\.ci)\/[\w./@-]*)`/g)].map(
      (match) => match[1] ?? '',
    );
    return [...links, ...named].map((target) => ({ from: path, target }));
  };
  const dead = (files: readonly SourceFile[]) =>
    files.flatMap(pathsIn).filter(({ target }) => !existsSync(join(repositoryRoot, target)));

  it('name only what exists', () => {
    expect(dead(texts.filter(({ path }) => /^[^/]+\.md$|^docs\/.*\.md$/.test(path)))).toEqual([]);
  });

  it('would be found out', () => {
    const text =
      'See [here](LICENSE), [there](docs/gone.md), `electron/base/` and `electron/attic/x.ts`; [web](https://x.y).';
    expect(dead([{ path: 'README.md', text }]).map(({ target }) => target)).toEqual([
      'docs/gone.md',
      'electron/attic/x.ts',
    ]);
  });
});
