import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openThumbnailCache, type ThumbnailMade } from '../../../electron/catalog/thumbnail-cache.ts';

let folder: string;
let made: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-thumbs-'));
  made = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const photo = (path: string, changes = {}) => ({ path, bytes: 1000, modifiedAt: 1, ...changes });

/** Draws a "thumbnail" of 100 bytes. */
async function draw(path: string, target: string): Promise<ThumbnailMade> {
  made.push(path);
  await writeFile(target, path.padEnd(100, '.'), { flag: 'wx' });
  return { kind: 'made' };
}

const open = (maxBytes = 10_000, makeThumbnail: Parameters<typeof openThumbnailCache>[0]['makeThumbnail'] = draw) =>
  openThumbnailCache({ folder, maxBytes, variant: '512', makeThumbnail });

async function fileFor(cache: Awaited<ReturnType<typeof open>>, path: string, changes = {}): Promise<string> {
  const answer = await cache.get(photo(path, changes), never);
  if (answer.kind !== 'ready') throw new Error(answer.reason.message);
  return answer.file;
}

async function filesOnDisk(): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test('a thumbnail is made once, also across restarts, and again when the photo changed', async () => {
  const cache = await open();
  const file = await fileFor(cache, '/a.jpg');
  expect(await readFile(file, 'utf8')).toMatch(/^\/a\.jpg\.+$/);
  expect(await fileFor(cache, '/a.jpg')).toBe(file);
  expect(await fileFor(await open(), '/a.jpg')).toBe(file);
  expect(made).toEqual(['/a.jpg']);
  expect(await fileFor(cache, '/a.jpg', { modifiedAt: 2 })).not.toBe(file);
  expect(await fileFor(cache, '/a.jpg', { bytes: 1001 })).not.toBe(file);
  expect(made).toHaveLength(3);
});

test('the least recently used ones go first, and the order of use outlives a restart', async () => {
  const cache = await open(300);
  const files = [];
  for (const path of ['/a', '/b', '/c']) files.push(await fileFor(cache, path));
  for (const [i, file] of files.entries()) await utimes(file, 1000 + i, 1000 + i);
  await fileFor(cache, '/a');

  const reopened = await open(300);
  await reopened.list();
  expect(reopened.size()).toBe(300);
  await fileFor(reopened, '/d');
  expect(reopened.size()).toBe(300);
  expect(await filesOnDisk()).toHaveLength(3);
  made = [];
  await fileFor(reopened, '/a');
  await fileFor(reopened, '/c');
  expect(made).toEqual([]);
  await fileFor(reopened, '/b');
  expect(made).toEqual(['/b']);
});

test('one that is larger than the whole cache is still handed out', async () => {
  const cache = await open(10);
  expect(await readFile(await fileFor(cache, '/a'), 'utf8')).toHaveLength(100);
});

test('a refusal is passed on and leaves nothing behind', async () => {
  const reason = { code: 'damaged', message: 'The file is damaged.' };
  const cache = await open(1000, async (path, target) => {
    await draw(path, target);
    return { kind: 'refused', reason };
  });
  expect(await cache.get(photo('/a'), never)).toEqual({ kind: 'refused', reason });
  expect(await filesOnDisk()).toEqual([]);
});

test('calls for the same photo share one making; the next call after a failure tries anew', async () => {
  const gate = Promise.withResolvers<undefined>();
  let calls = 0;
  const cache = await open(1000, async (path, target) => {
    calls++;
    await gate.promise;
    if (calls === 1) throw new Error('the helper died');
    return draw(path, target);
  });
  const both = Promise.allSettled([cache.get(photo('/a'), never), cache.get(photo('/a'), never)]);
  gate.resolve(undefined);
  expect((await both).map((result) => result.status)).toEqual(['rejected', 'rejected']);
  expect(calls).toBe(1);
  expect((await cache.get(photo('/a'), never)).kind).toBe('ready');
});

test('the making stops only when everybody who waits has gone', async () => {
  const started = Promise.withResolvers<AbortSignal>();
  const gate = Promise.withResolvers<undefined>();
  const cache = await open(1000, async (path, target, signal) => {
    started.resolve(signal);
    await gate.promise;
    return draw(path, target);
  });
  const [first, second] = [new AbortController(), new AbortController()];
  const gone = new Error('scrolled away');
  const answers = [cache.get(photo('/a'), first.signal), cache.get(photo('/a'), second.signal)];
  const signal = await started.promise;
  first.abort(gone);
  await expect(answers[0]).rejects.toBe(gone);
  expect(signal.aborted).toBe(false);
  second.abort(gone);
  await expect(answers[1]).rejects.toBe(gone);
  expect(signal.aborted).toBe(true);
  gate.resolve(undefined);
});

test('files that vanished or were cut short by a power cut are made anew, half-made ones cleared', async () => {
  const cache = await open();
  const vanished = await fileFor(cache, '/a');
  const empty = await fileFor(cache, '/b');
  await rm(vanished);
  await truncate(empty);
  await writeFile(`${vanished}.0123456789ab.part`, 'half');
  expect(await fileFor(cache, '/a')).toBe(vanished);
  const reopened = await open();
  await fileFor(reopened, '/b');
  expect(made).toEqual(['/a', '/b', '/a', '/b']);
  await reopened.list();
  expect((await filesOnDisk()).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('before it is listed, earlier thumbnails are found by name; then what is too much goes, the newest stays', async () => {
  const cache = await open();
  const [old, kept] = [await fileFor(cache, '/old'), await fileFor(cache, '/kept')];
  await utimes(old, 1000, 1000);
  await utimes(kept, 999, 999);

  const reopened = await open(200);
  expect(await fileFor(reopened, '/kept')).toBe(kept);
  await fileFor(reopened, '/new');
  expect(made).toEqual(['/old', '/kept', '/new']);
  expect(await filesOnDisk()).toHaveLength(3);
  await reopened.list();
  expect(reopened.size()).toBe(200);
  expect(await readdir(dirname(kept))).toContain(basename(kept));
  expect(await filesOnDisk()).not.toContain(basename(old));
});

test('listing leaves alone what is being made at this moment', async () => {
  const drawn = Promise.withResolvers<undefined>();
  const gate = Promise.withResolvers<undefined>();
  const cache = await open(1000, async (path, target) => {
    await draw(path, target);
    drawn.resolve(undefined);
    await gate.promise;
    return { kind: 'made' };
  });
  const file = fileFor(cache, '/a');
  await drawn.promise;
  await cache.list();
  gate.resolve(undefined);
  expect(await readFile(await file, 'utf8')).toHaveLength(100);
  expect(cache.size()).toBe(100);
});
