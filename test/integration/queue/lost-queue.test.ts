import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { undecided } from '../../../electron/queue/outcome.ts';
import { closeStore, openStore } from '../../../electron/queue/open.ts';
import { dataFolders, diskFiles } from '../../../electron/queue/result-files.ts';
import type { JobStore } from '../../../electron/queue/store.ts';
import { DROPPED } from '../../../electron/queue/commands.ts';
import { addBatch, finish, prepare, send } from '../../unit/queue/store-fixture.ts';

const PAGE = 4096;

async function dataFolder() {
  const root = await mkdtemp(join(tmpdir(), 'afterglow-lost-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const folders = await dataFolders(root);
  const path = join(root, 'queue.sqlite');
  return { root, folders, path, open: () => openStore(root, folders, () => 1_000) };
}
type Data = Awaited<ReturnType<typeof dataFolder>>;

/** Keeps a pair of pictures for a job that is `ready`. */
async function keep({ folders }: Data, store: JobStore, id: string): Promise<string> {
  const files = diskFiles(folders);
  const key = store.job(id)!.resultKey!;
  await writeFile(`${files.submissionTarget(id)}.jpg`, `sent ${id}`);
  await writeFile(files.downloadTarget(id), `retouched ${id}`);
  const result = await files.keep(key, `${files.submissionTarget(id)}.jpg`, files.downloadTarget(id), '.jpg');
  store.apply(id, { type: 'downloaded' }, { result });
  return key;
}

/** A queue with one photo of every kind that has to do with money. */
async function busyQueue(data: Data): Promise<{ kept: string }> {
  const { store } = await data.open();
  addBatch(store, 'b1', ['new', 'sending', 'task', 'billed', 'kept', 'refused', 'dropped', 'unclear']);
  for (const id of ['sending', 'refused']) prepare(store, id);
  for (const id of ['sending', 'refused']) store.beginSubmit(id, 1, 8, 100);
  store.apply('refused', { type: 'submit-refused', nextAt: 0, counts: true });
  for (const id of ['task', 'billed', 'kept', 'dropped', 'unclear']) send(store, id);
  for (const id of ['billed', 'kept']) finish(store, id);
  const kept = await keep(data, store, 'kept');
  for (const id of ['dropped', 'unclear']) {
    store.apply(id, { type: 'paid-lost', ...undecided({ kind: 'task-never-ended', wasDone: false }) });
  }
  store.decide('dropped', 'drop', DROPPED, 5);
  closeStore(store);
  return { kept };
}

/** What must hold of the busy queue after its file was lost, whatever could be read of that. */
function expectMoneyKnown(store: JobStore, kept: string): void {
  for (const [id, task, charged] of [
    ['sending', undefined, 'maybe'],
    ['task', 'task-task', 'maybe'],
    ['billed', 'task-billed', 'surely'],
    ['unclear', 'task-unclear', 'maybe'],
  ] as const) {
    expect(store.job(id), id).toMatchObject({ state: 'outcome-unknown', charged });
    expect((store.job(id) as { taskId?: string }).taskId, id).toBe(task);
  }
  expect(store.result(kept)).toBeDefined();
  expect(store.spent({ service: 'svc' })).toBe(16);
  for (const id of ['task', 'billed', 'kept', 'dropped', 'unclear']) {
    expect(store.taskKnown('svc', `task-${id}`)).toBe(true);
  }
  // No result may take an original's place.
  expect(store.knowsOriginal('0:0', store.job('billed')!.source)).toBe(true);
  // The same photo in another batch is not sent again without being asked about.
  addBatch(store, `again-${store.batches().length}`, [`copy-${store.batches().length}`]);
  const copy = `copy-${store.batches().length - 1}`;
  prepare(store, copy, 'sha-dropped');
  expect(store.beginSubmit(copy, 1, 8, 100).kind).toBe('paid-before');
}

describe('a queue file that is lost', () => {
  it.each([
    ['missing', (path: string) => rm(path)],
    ['empty', (path: string) => truncate(path, 0)],
    ['no database', (path: string) => writeFile(path, 'this is no database, and it is longer than a header is')],
    ['cut short', (path: string) => truncate(path, 5 * PAGE)],
  ])('(%s) is made anew, and nothing that was at the service is sent again by itself', async (_how, lose) => {
    const data = await dataFolder();
    await busyQueue(data);
    await lose(data.path);
    const { store, notices } = await data.open();
    expect(notices).toMatchObject([{ code: 'queue-damaged' }]);
    expect(notices[0]?.message).not.toMatch(/not be charged twice/);
    expect(store.unaccounted()).toContain('need your decision');
    for (const job of store.undecided()) store.decide(job.id, 'drop', DROPPED, 9);
    expect(store.unaccounted()).toBeUndefined();
    closeStore(store);
  });

  it('knows everything about money again, also after it was lost twice', async () => {
    const data = await dataFolder();
    const { kept } = await busyQueue(data);
    for (let time = 0; time < 2; time++) {
      await rm(data.path);
      const { store } = await data.open();
      expectMoneyKnown(store, kept);
      closeStore(store);
    }
  });

  it('has its unsent photos again where they can be read', async () => {
    const data = await dataFolder();
    const { store: first } = await data.open();
    addBatch(
      first,
      'b1',
      Array.from({ length: 400 }, (_, n) => `j${n}`),
    );
    send(first, 'j7');
    closeStore(first);
    const bytes = await readFile(data.path);
    // A page in the middle of the lines.
    bytes.fill(0, 20 * PAGE, 21 * PAGE);
    await writeFile(data.path, bytes);
    const { store, notices } = await data.open();
    expect(notices).toMatchObject([{ code: 'queue-damaged' }]);
    expect([...store.jobsOf('b1')].length).toBeGreaterThan(350);
    expect(store.job('j7')?.state).toBe('outcome-unknown');
    closeStore(store);
  });

  it(
    'of which any one page was zeroed after an orderly end opens, and nothing is forgotten',
    { timeout: 60_000 },
    async () => {
      const data = await dataFolder();
      const { kept } = await busyQueue(data);
      const whole = await readFile(data.path);
      const record = await readFile(join(data.root, 'money.log'));
      for (let page = 0; page < whole.length / PAGE; page++) {
        const bytes = Buffer.from(whole);
        bytes.fill(0, page * PAGE, (page + 1) * PAGE);
        await writeFile(data.path, bytes);
        await writeFile(join(data.root, 'money.log'), record);
        const { store, notices } = await data.open();
        if (notices.length > 0) expectMoneyKnown(store, kept);
        else expect(store.inState('processing').map(({ id }) => id)).toEqual(['task']);
        closeStore(store);
      }
    },
  );

  it('and its record with it: nothing is sent until a person says so', async () => {
    const data = await dataFolder();
    const { kept } = await busyQueue(data);
    await rm(data.path);
    await rm(join(data.root, 'money.log'));
    const first = await data.open();
    expect(first.notices[0]?.message).toContain('nothing is sent until');
    expect(first.store.result(kept)).toBeDefined();
    closeStore(first.store);
    const { store, notices } = await data.open();
    expect(notices).toEqual([]);
    expect(store.unaccounted()).toContain('check-data --repair');
    store.accept();
    expect(store.unaccounted()).toBeUndefined();
    closeStore(store);
  });

  it('is not missed in a folder where nothing was done', async () => {
    const data = await dataFolder();
    await writeFile(data.path, '');
    const { store, notices } = await data.open();
    expect([notices, store.unaccounted()]).toEqual([[], undefined]);
    closeStore(store);
  });
});

describe('a queue file that is older than the record', () => {
  it('learns what was sent, charged and decided since', async () => {
    const data = await dataFolder();
    const first = await data.open();
    addBatch(first.store, 'b1', ['a', 'b', 'c', 'd']);
    for (const id of ['a', 'b', 'c']) prepare(first.store, id);
    closeStore(first.store);
    await copyFile(data.path, join(data.root, 'backup'));
    const second = await data.open();
    for (const id of ['a', 'b', 'c']) second.store.beginSubmit(id, 1, 8, 100);
    second.store.apply('a', { type: 'submit-accepted', taskId: 'ta', at: 1, nextAt: 1 });
    second.store.apply('b', { type: 'submit-refused', nextAt: 0, counts: false });
    closeStore(second.store);
    await copyFile(join(data.root, 'backup'), data.path);
    const { store, notices } = await data.open();
    expect(notices).toMatchObject([{ code: 'queue-older' }]);
    expect(store.job('a')).toMatchObject({ state: 'outcome-unknown', taskId: 'ta' });
    expect(store.job('b')?.state).toBe('prepared');
    expect(store.job('c')?.state).toBe('outcome-unknown');
    expect(store.job('d')?.state).toBe('queued');
    closeStore(store);
    const again = await data.open();
    expect(again.notices).toEqual([]);
    closeStore(again.store);
  });
});

describe('the record of money', () => {
  it('may have lost its last line half written', async () => {
    const data = await dataFolder();
    await busyQueue(data);
    const path = join(data.root, 'money.log');
    await writeFile(path, 'a1b2 {"n":99,"half', { flag: 'a' });
    const first = await data.open();
    expect(first.notices).toEqual([]);
    addBatch(first.store, 'b2', ['later']);
    send(first.store, 'later');
    closeStore(first.store);
    expect(await readFile(path, 'utf8')).not.toContain('half');
    await rm(data.path);
    const { store } = await data.open();
    expect(store.job('later')?.state).toBe('outcome-unknown');
    closeStore(store);
  });

  it('with a damaged line is not believed to be whole', async () => {
    const data = await dataFolder();
    await busyQueue(data);
    const path = join(data.root, 'money.log');
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, lines.map((line, n) => (n === 3 ? line.replace('"', '_') : line)).join('\n'));
    await rm(data.path);
    const { store } = await data.open();
    expect(store.unaccounted()).toContain('check-data --repair');
    closeStore(store);
  });

  it('is written anew from the queue file when it is gone', async () => {
    const data = await dataFolder();
    const { kept } = await busyQueue(data);
    await rm(join(data.root, 'money.log'));
    const first = await data.open();
    expect(first.notices).toMatchObject([{ code: 'record-lost' }]);
    expect(first.store.job('task')?.state).toBe('processing');
    closeStore(first.store);
    await rm(data.path);
    const { store } = await data.open();
    expectMoneyKnown(store, kept);
    closeStore(store);
  });

  it('holds no address of a result, and is for its owner alone', async () => {
    const data = await dataFolder();
    await busyQueue(data);
    const path = join(data.root, 'money.log');
    expect(await readFile(path, 'utf8')).not.toContain('r.example');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readdir(data.root)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
