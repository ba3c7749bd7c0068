import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closeStore, openStore } from '../../../electron/queue/open.ts';
import { claim } from '../../../electron/queue/owner.ts';
import { dataFolders, diskFiles, evictResults, resultsSize } from '../../../electron/queue/result-files.ts';
import { addBatch, finish, send } from '../../unit/queue/store-fixture.ts';

const NEVER = new AbortController().signal;
const KEY = `${'ab'.repeat(32)}-0.500-one-svc`;

async function dataFolder() {
  const root = await mkdtemp(join(tmpdir(), 'afterglow-data-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const folders = await dataFolders(root);
  return { root, folders, files: diskFiles(folders), open: () => openStore(root, folders, () => 1_000) };
}

/** Leaves a pair of pictures in the work folder, and keeps it. */
async function keepPair({ folders, files }: Awaited<ReturnType<typeof dataFolder>>, key = KEY) {
  const submission = `${files.submissionTarget('j1')}.jpg`;
  await writeFile(submission, 'sent');
  await writeFile(files.downloadTarget('j1'), 'retouched');
  const kept = await files.keep(key, submission, files.downloadTarget('j1'), '.png');
  expect(await readdir(folders.work)).toEqual([]);
  return kept;
}

describe('the queue file of a data folder', () => {
  it('is found again as it was left', async () => {
    const data = await dataFolder();
    const first = await data.open();
    addBatch(first.store, 'b1', ['a']);
    closeStore(first.store);
    const second = await data.open();
    expect(second.notices).toEqual([]);
    expect(second.store.job('a')?.state).toBe('queued');
    closeStore(second.store);
  });

  it('that is no database is set aside and said, and what was paid for is known again', async () => {
    const data = await dataFolder();
    const kept = await keepPair(data);
    await writeFile(join(data.root, 'queue.sqlite'), 'this is no database, and it is longer than a header is');
    const { store, notices } = await data.open();
    expect(notices).toMatchObject([{ code: 'queue-damaged' }]);
    expect(notices[0]?.message).toContain('1 kept results');
    expect(store.result(KEY)).toMatchObject({ submitted: kept.submitted, retouched: kept.retouched });
    closeStore(store);
    const aside = (await readdir(data.root)).find((name) => name.startsWith('queue.damaged-'));
    expect(await readFile(join(data.root, aside!), 'utf8')).toContain('this is no database');
  });

  it('that lost its end in a crash is set aside, and made anew', async () => {
    const data = await dataFolder();
    const { store } = await data.open();
    const ids = Array.from({ length: 300 }, (_, n) => `j${n}`);
    addBatch(store, 'b1', ids);
    send(store, 'j1');
    finish(store, 'j1');
    // A crash: not marked as closed in an orderly way.
    store.close();
    const path = join(data.root, 'queue.sqlite');
    await truncate(path, 40_960);
    const again = await data.open();
    expect(again.notices).toMatchObject([{ code: 'queue-damaged' }]);
    // What could still be read of it is there again, and what the record knows.
    expect(again.store.batches()).toMatchObject([{ id: 'b1' }]);
    expect(again.store.job('j1')).toMatchObject({ state: 'outcome-unknown', taskId: 'task-j1', charged: 'surely' });
    closeStore(again.store);
  });

  it('has one owner at a time, and none when the owner has gone', async () => {
    const { root } = await dataFolder();
    const path = join(root, 'owner.lock');
    const first = claim(path);
    expect(first).toBeDefined();
    expect(claim(path)).toBeUndefined();
    first?.release();
    first?.release();
    const second = claim(path);
    expect(second).toBeDefined();
    second?.release();
  });
});

describe('the files of a data folder', () => {
  it('keep a pair whole under its key, also when a crash had moved half of it', async () => {
    const data = await dataFolder();
    const { files, folders } = data;
    const kept = await keepPair(data);
    expect([await readFile(kept.submitted, 'utf8'), await readFile(kept.retouched, 'utf8')]).toEqual([
      'sent',
      'retouched',
    ]);
    // The submitted copy is in its place; the download was fetched again.
    await writeFile(files.downloadTarget('j1'), 'again');
    const submission = `${files.submissionTarget('j1')}.jpg`;
    const again = await files.keep(KEY, submission, files.downloadTarget('j1'), '.png');
    expect(again).toMatchObject({ submitted: kept.submitted, retouched: kept.retouched });
    expect(again.sums?.submitted).toBe(kept.sums?.submitted);
    expect(again.sums?.retouched).not.toBe(kept.sums?.retouched);
    expect(await readFile(kept.retouched, 'utf8')).toBe('again');
    expect(await resultsSize(folders.results)).toBe(9);
  });

  it('reject keeping what is not there', async () => {
    const { files } = await dataFolder();
    await writeFile(files.downloadTarget('j1'), 'retouched');
    await expect(files.keep(KEY, 'gone.jpg', files.downloadTarget('j1'), '.jpg')).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('know a file by its content, and notice that it changed', async () => {
    const { root, files } = await dataFolder();
    const path = join(root, 'photo.jpg');
    await writeFile(path, 'pixels');
    const print = await files.fingerprint(path, NEVER);
    expect(print).toMatchObject({ bytes: 6, sha256: createHash('sha256').update('pixels').digest('hex') });
    expect(await files.unchanged(path, print, NEVER)).toBe(true);
    await utimes(path, 5, 5);
    expect(await files.unchanged(path, print, NEVER)).toBe(false);
    expect(await files.unchanged(join(root, 'gone'), print, NEVER)).toBe(false);
    expect(await files.exists(path)).toBe(true);
    await expect(files.fingerprint(join(root, 'gone'), NEVER)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('tidy up after one job only, and stay in their folder whatever a job is called', async () => {
    const { files, folders } = await dataFolder();
    for (const name of ['j1.submission.jpg', 'j1.download', '.j1.download.part', 'j10.download']) {
      await writeFile(join(folders.work, name), 'x');
    }
    await files.discard('j1');
    expect(await readdir(folders.work)).toEqual(['j10.download']);
    expect(files.downloadTarget('../../etc/passwd')).toBe(join(folders.work, '__.._etc_passwd.download'));
  });

  it('make room by removing what was used longest ago, listed first as gone', async () => {
    const { folders } = await dataFolder();
    await mkdir(join(folders.results, 'aa'));
    const pair = async (key: string) => {
      const submitted = join(folders.results, 'aa', `${key}.sent.jpg`);
      const retouched = join(folders.results, 'aa', `${key}.jpg`);
      await writeFile(submitted, '12345');
      await writeFile(retouched, '12345');
      return { key, submitted, retouched };
    };
    const pairs = [await pair('one'), await pair('two'), await pair('three')];
    const forgotten: string[] = [];
    const removed = await evictResults(pairs, await resultsSize(folders.results), 15, (key) => forgotten.push(key) > 0);
    expect([removed, forgotten]).toEqual([2, ['one', 'two']]);
    expect((await readdir(join(folders.results, 'aa'))).sort()).toEqual(['three.jpg', 'three.sent.jpg']);
  });
});
