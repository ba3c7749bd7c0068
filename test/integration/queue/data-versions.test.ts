import { chmod, lstat, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { closeStore, openStore } from '../../../electron/queue/open.ts';
import { dataFolders, diskFiles } from '../../../electron/queue/result-files.ts';
import { SCHEMA_VERSION } from '../../../electron/queue/schema.ts';
import { makeDataFolderPrivate } from '../../../electron/queue/store/private-folder.ts';
import { OLD_JOBS, OLD_SERVICE, oldDataFolder } from './old-data-folder.ts';

const open = async (root: string) => openStore(root, await dataFolders(root), () => 1_000);

/** Every file and folder below, with its mode. */
async function modes(root: string): Promise<Map<string, number>> {
  const found = new Map([['.', (await lstat(root)).mode & 0o777]]);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(root.length + 1), (await lstat(path)).mode & 0o777);
  }
  return found;
}

async function openToOthers(root: string): Promise<string[]> {
  return [...(await modes(root))].filter(([, mode]) => (mode & 0o077) !== 0).map(([path]) => path);
}

describe('a data folder of an earlier version', () => {
  it('is taken over with everything that it knows, and copied aside before', async () => {
    const root = await oldDataFolder();
    const { store, notices } = await open(root);
    expect(notices).toEqual([]);
    expect(store.job(OLD_JOBS.exported)?.state).toBe('exported');
    expect(store.job(OLD_JOBS.undecided)?.state).toBe('outcome-unknown');
    expect(store.job(OLD_JOBS.processing)).toMatchObject({ state: 'processing', taskId: /^demo-/ });
    expect(store.spent({ service: OLD_SERVICE })).toBe(16);
    closeStore(store);
    const copy = new Database(join(root, 'queue.before-schema-3.sqlite'), { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(2);
    expect(copy.prepare('SELECT COUNT(*) FROM jobs').pluck().get()).toBe(4);
    copy.close();
  });

  it('finds its pictures in the place where it lies now, also after one more move', async () => {
    const root = await oldDataFolder();
    const first = await open(root);
    closeStore(first.store);
    const moved = `${root}-moved`;
    await rename(root, moved);
    const { store } = await open(moved);
    const files = diskFiles(await dataFolders(moved));
    const key = store.job(OLD_JOBS.exported)!.resultKey!;
    const kept = store.result(key)!;
    expect(kept.submitted.startsWith(join(moved, 'results'))).toBe(true);
    expect([await files.exists(kept.submitted), await files.exists(kept.retouched)]).toEqual([true, true]);
    const undecided = store.undecided()[0]!;
    expect(undecided.submission?.path).toBe(join(moved, 'work', `${OLD_JOBS.undecided}.submission.jpg`));
    closeStore(store);
    const raw = new Database(join(moved, 'queue.sqlite'));
    expect(raw.prepare(`SELECT COUNT(*) FROM results WHERE submitted LIKE '/%'`).pluck().get()).toBe(0);
    raw.close();
    await rename(moved, root);
  });

  it('that a newer program wrote is refused in one sentence, and left as it is', async () => {
    const root = await oldDataFolder();
    const db = new Database(join(root, 'queue.sqlite'));
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    await expect(open(root)).rejects.toMatchObject({ reason: { code: 'data-newer' } });
    expect((await readdir(root)).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});

// Windows gives each account its own folders instead.
describe.skipIf(process.platform === 'win32')('nobody but its owner', () => {
  it('can read a data folder that an earlier version left open', async () => {
    const root = await oldDataFolder();
    await mkdir(join(root, 'cache/ab'), { recursive: true });
    await writeFile(join(root, 'cache/ab/thumbnail'), '');
    await writeFile(join(root, 'queue.damaged-1.sqlite'), '');
    await writeFile(join(root, 'of-somebody-else.txt'), '');
    for (const path of (await modes(root)).keys()) {
      const isFolder = (await lstat(join(root, path))).isDirectory();
      await chmod(join(root, path), isFolder ? 0o755 : 0o644);
    }
    makeDataFolderPrivate(root);
    expect(await openToOthers(root)).toEqual(['of-somebody-else.txt']);
  });

  it('can read what is written into it', async () => {
    const root = join(await oldDataFolder(), 'new');
    makeDataFolderPrivate(root);
    const { store } = await open(root);
    const folders = await dataFolders(root);
    const files = diskFiles(folders);
    // As another process with another mask may leave them.
    await writeFile(join(folders.work, 'j.submission.jpg'), 'sent', { mode: 0o644 });
    await writeFile(files.downloadTarget('j'), 'retouched', { mode: 0o644 });
    await files.keep('ab-key', join(folders.work, 'j.submission.jpg'), files.downloadTarget('j'), '.jpg');
    expect((await modes(root)).size).toBeGreaterThan(6);
    expect(await openToOthers(root)).toEqual([]);
    closeStore(store);
  });
});
