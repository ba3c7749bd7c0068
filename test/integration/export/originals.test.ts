import fc from 'fast-check';
import { link, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { identityOf } from '../../../electron/base/file-facts.ts';
import { ReasonError } from '../../../electron/base/reason.ts';
import { scanInputs } from '../../../electron/catalog/index.ts';
import { createExporter } from '../../../electron/export/exporter.ts';
import { checkBelow, folderKeys } from '../../../electron/export/originals.ts';
import { checkOutput, makeOutputFolder } from '../../../electron/export/output-folder.ts';
import type { ConflictRule } from '../../../electron/export/plan.ts';
import type { WriteRequest } from '../../../electron/export/writer.ts';

/** Folders that originals lie in; results are wanted in `Out`. */
const SOURCES = ['Card', 'Card/day', 'Archive', 'Shoot', 'Shoot/day'] as const;
const OUTPUTS = ['Out', 'Out/day', 'Out/card', 'Card', 'Card/day', 'Archive'] as const;
const NAMES = ['a.jpg', 'b.jpg', 'c.JPG'] as const;

type Item =
  | { readonly kind: 'photo' | 'file'; readonly at: string; readonly name: string }
  | { readonly kind: 'link' | 'hard link'; readonly at: string; readonly name: string; readonly to: string };

const paths = fc.tuple(fc.constantFrom(...SOURCES), fc.constantFrom(...NAMES)).map(([at, name]) => `${at}/${name}`);
const targets = fc.oneof(paths, fc.constantFrom<string>(...SOURCES));
const linkNames = fc.constantFrom('a.jpg', 'b.jpg', 'c.jpg', 'day', 'card', 'afterglow-report.json');
const items: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ kind: fc.constant('photo' as const), at: fc.constantFrom(...SOURCES), name: fc.constantFrom(...NAMES) }),
  fc.record({ kind: fc.constant('file' as const), at: fc.constantFrom(...OUTPUTS), name: fc.constantFrom(...NAMES) }),
  fc.record({
    kind: fc.constantFrom('link' as const, 'hard link' as const),
    at: fc.constantFrom<string>('Shoot', 'Shoot/day', 'Out', 'Out/day'),
    name: linkNames,
    to: targets,
  }),
);
const stories = fc.record({
  items: fc.array(items, { minLength: 4, maxLength: 16 }),
  inputs: fc.uniqueArray(fc.oneof(fc.constantFrom('Shoot', 'Shoot/day'), paths), { minLength: 1, maxLength: 3 }),
  output: fc.constantFrom(...OUTPUTS),
  rule: fc.constantFrom<ConflictRule>('rename', 'skip', 'overwrite'),
  /** A folder of the output that is replaced by a link while a result is being made. */
  swap: fc.option(fc.record({ at: fc.constantFrom('Out/day', 'Out/card', 'Out'), to: targets, when: fc.nat(3) })),
});
type Story = typeof stories extends fc.Arbitrary<infer S> ? S : never;

async function build(root: string, list: readonly Item[]): Promise<void> {
  for (const folder of SOURCES) await mkdir(join(root, folder), { recursive: true });
  // Photos first, so that links have something to lead to. What can't be made is left out.
  for (const item of [...list].sort((a, b) => Number('to' in a) - Number('to' in b))) {
    const path = join(root, item.at, item.name);
    try {
      await mkdir(dirname(path), { recursive: true });
      if (item.kind === 'link') await symlink(join(root, item.to), path);
      else if (item.kind === 'hard link') await link(join(root, item.to), path);
      else await writeFile(path, `${item.kind} ${item.at}/${item.name}`, { flag: 'wx' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}

/** Bytes and identity of every photo of the shoot, and what lies beside it. */
async function lookAt(photos: readonly string[]) {
  return Promise.all(
    photos.map(async (path) => ({
      path,
      identity: await identityOf(path),
      bytes: await readFile(path, 'utf8'),
      beside: (await readdir(dirname(path))).sort(),
    })),
  );
}

/** Everything that a batch does to files, but for the pictures. @returns how many results were written */
async function retouch(root: string, story: Story): Promise<number> {
  const inputs = story.inputs.map((input) => join(root, input));
  const scan = await scanInputs(inputs, { recursive: true, followLinks: true });
  const sources = scan.photos.map(({ path }) => path);
  const before = await lookAt(sources);
  const outputRoot = join(root, story.output);
  const identities = new Set(before.map(({ identity }) => identity));
  const originals = {
    roots: scan.roots,
    folders: folderKeys(sources),
    isOriginal: (identity: string) => identities.has(identity),
  };
  let results = 0;
  try {
    await checkOutput(scan.roots, outputRoot, sources);
    await checkBelow(
      outputRoot,
      scan.photos.map(({ relativePath }) => relativePath),
      originals,
    );
    await makeOutputFolder(outputRoot);
    const exporter = createExporter<WriteRequest & { batch: string }, null>({
      batches: () => ({
        outputRoot,
        originals,
        onConflict: story.rule,
        keepModifiedTime: false,
        written: [],
        options: null,
      }),
      extension: () => Promise.resolve('.jpg'),
      async render({ relativePath }, _options, target) {
        const bytes = Buffer.from(`\xff\xd8\xffresult of ${relativePath}`, 'latin1');
        await writeFile(target, bytes, { flag: 'wx' });
        if (story.swap?.when === results) await swap(root, story.swap);
        return { kind: 'written', extension: '.jpg', bytes: bytes.length, width: 1, height: 1 };
      },
      clock: systemClock,
    });
    for (const { path, relativePath } of scan.photos) {
      const request = { job: path, batch: 'b', source: path, relativePath, planned: undefined };
      const answer = await exporter.export(request, () => undefined, new AbortController().signal);
      if (answer.kind === 'exported') results++;
    }
  } catch (error) {
    if (!(error instanceof ReasonError)) throw error;
  }
  const roots = story.swap === null ? await lookAt(sources) : (await lookAt(sources)).map(withoutNeighbours);
  expect(roots).toEqual(story.swap === null ? before : before.map(withoutNeighbours));
  return results;
}

/** A swap itself may move folders about. */
const withoutNeighbours = ({ path, identity, bytes }: { path: string; identity: string; bytes: string }) => ({
  path,
  identity,
  bytes,
});

async function swap(root: string, { at, to }: { at: string; to: string }): Promise<void> {
  const path = join(root, at);
  await rename(path, `${path} away`).catch(() => undefined);
  await symlink(join(root, to), path).catch(() => undefined);
}

describe.skipIf(process.platform === 'win32')('originals, in random trees of links', () => {
  test('are not replaced by their hard links in the output folder: the result takes another name', async () => {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'afterglow-links-')));
    try {
      await build(root, [
        { kind: 'photo', at: 'Card', name: 'a.jpg' },
        { kind: 'hard link', at: 'Out', name: 'a.jpg', to: 'Card/a.jpg' },
        { kind: 'photo', at: 'Card', name: 'b.jpg' },
        { kind: 'link', at: 'Out', name: 'b.jpg', to: 'Card/b.jpg' },
      ]);
      const story: Story = { items: [], inputs: ['Card'], output: 'Out', rule: 'overwrite', swap: null };
      expect(await retouch(root, story)).toBe(2);
      expect((await readdir(join(root, 'Out'))).sort()).toEqual(['a (2).jpg', 'a.jpg', 'b (2).jpg', 'b.jpg']);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });

  test('never change, whatever leads where', { timeout: 120_000 }, async () => {
    let results = 0;
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const root = await realpath(await mkdtemp(join(tmpdir(), 'afterglow-links-')));
        try {
          await build(root, story.items);
          results += await retouch(root, story).catch((error: unknown) => {
            // Nothing at the named place: no story.
            if (error instanceof ReasonError && error.reason.code === 'missing-input') return 0;
            throw error;
          });
        } finally {
          await rm(root, { recursive: true, force: true });
        }
      }),
      { numRuns: 400 },
    );
    expect(results).toBeGreaterThan(50);
  });
});
