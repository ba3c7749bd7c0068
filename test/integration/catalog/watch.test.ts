import { mkdir, mkdtemp, open, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchFolder, type FolderChange, type FolderWatch } from '../../../electron/catalog/watch.ts';

let root: string;
let watching: FolderWatch | undefined;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'afterglow-watch-')));
});

afterEach(async () => {
  await watching?.close();
  watching = undefined;
  await rm(root, { recursive: true, force: true });
});

/** Watches, and hands the changes out one by one as they come. */
async function watched(): Promise<() => Promise<FolderChange>> {
  const arrived: FolderChange[] = [];
  let wake: (() => void) | undefined;
  watching = await watchFolder(
    root,
    (change) => {
      arrived.push(change);
      wake?.();
    },
    { settledMs: 100, lookAgainMs: 20 },
  );
  return async () => {
    for (;;) {
      const change = arrived.shift();
      if (change) return change;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
}

test('pictures that appear and vanish are told, other files and what was there before are not', async () => {
  await writeFile(join(root, 'old.jpg'), 'x');
  const next = await watched();
  await writeFile(join(root, 'notes.txt'), 'x');
  await writeFile(join(root, '.hidden.jpg'), 'x');
  await mkdir(join(root, 'day 2'));
  const added = join(root, 'day 2', 'new.jpg');
  await writeFile(added, 'x');
  expect(await next()).toEqual({ kind: 'added', path: added, relativePath: 'day 2/new.jpg' });
  await writeFile(added, 'longer');
  expect(await next()).toEqual({ kind: 'changed', path: added, relativePath: 'day 2/new.jpg' });
  await rm(join(root, 'old.jpg'));
  expect(await next()).toMatchObject({ kind: 'removed', relativePath: 'old.jpg' });
});

test('a file that is still being copied is told when it is whole', async () => {
  const next = await watched();
  const path = join(root, 'card.jpg');
  const file = await open(path, 'w');
  for (let part = 0; part < 5; part++) await file.write(Buffer.alloc(1000, part));
  await file.close();
  expect(await next()).toMatchObject({ kind: 'added', relativePath: 'card.jpg' });
  await writeFile(join(root, 'end.jpg'), 'x');
  expect(await next()).toMatchObject({ kind: 'added', relativePath: 'end.jpg' });
});

test('a folder that is not there is said', async () => {
  await expect(watchFolder(join(root, 'nowhere'), () => undefined)).rejects.toMatchObject({
    reason: { code: 'missing-input' },
  });
});
