import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onTheWay, readHistory, waitingElsewhere } from '../../../electron/engine/history.ts';
import { JobStore, resultKey } from '../../../electron/queue/index.ts';

let store: JobStore;
beforeEach(() => {
  store = new JobStore(':memory:', () => 1);
});
afterEach(() => store.close());

const settings = { level: 0.5, multiFace: false };
const file = { path: '/shoot/a.jpg', bytes: 10, modifiedAt: 1000 };

function add(batch: string, service = 'ailab', sourceRoot = '/shoot', createdAt = 1): void {
  const facts = { sourceRoot, outputRoot: '/out', options: {}, maxCredits: undefined };
  const job = { id: `${batch}-job`, source: file.path, relativePath: 'a.jpg', settings };
  store.addBatch({ id: batch, service, createdAt, ...facts }, [job]);
}

/** The job finds its photo among the kept results. */
function keep(batch: string, service = 'ailab', sha256 = 'abc'): void {
  const key = resultKey(sha256, settings, service);
  store.adoptResult(key, { submitted: '/s', retouched: '/r' }, 1);
  // File systems tell fractions of a millisecond.
  const original = { sha256, bytes: 10, modifiedAt: 1000.4 };
  store.apply(`${batch}-job`, { type: 'result-found', original, resultKey: key });
}

describe('the history of a folder', () => {
  it('knows what is paid without reading the file, as long as size and time are the same', () => {
    add('one');
    keep('one');
    const history = readHistory(store, 'ailab', ['/shoot']);
    expect(history.isPaid(file, settings)).toBe(true);
    expect(history.isPaid({ ...file, bytes: 11 }, settings)).toBe(false);
    expect(history.isPaid({ ...file, modifiedAt: 2000 }, settings)).toBe(false);
    expect(history.isPaid(file, { ...settings, level: 0.6 })).toBe(false);
    expect(history.isPaid({ ...file, path: '/shoot/b.jpg' }, settings)).toBe(false);
  });

  it('tells the latest job, and remembers the content that an earlier one found', () => {
    add('old', 'ailab', '/shoot', 1);
    keep('old');
    add('new', 'ailab', '/shoot', 2);
    const history = readHistory(store, 'ailab', ['/shoot']);
    expect(history.latest(file.path)).toMatchObject({ id: 'new-job', state: 'queued' });
    expect(history.latest('/shoot/b.jpg')).toBeUndefined();
    expect(history.isPaid(file, settings)).toBe(true);
  });

  it.each([
    ['the same folder', '/shoot', true],
    ['a folder above it', '/', true],
    ['a folder in it', '/shoot/day 1', true],
    ['a folder that only begins alike', '/shoot 2', false],
    ['another folder', '/other', false],
  ])('takes in batches of %s', (_what, root, known) => {
    add('one');
    expect(readHistory(store, 'ailab', [root]).latest(file.path) !== undefined).toBe(known);
  });

  it('is another one for each service', () => {
    add('one');
    expect(readHistory(store, 'demo', ['/shoot']).latest(file.path)).toBeUndefined();
  });
});

describe('what waits elsewhere', () => {
  it('counts the photos of other services, but for the demo’s', () => {
    add('live', 'ailab');
    add('demo', 'demo');
    add('mine', 'mine');
    expect(waitingElsewhere(store, 'mine')).toEqual({ waiting: 1, undecided: 0, services: ['ailab'] });
    expect(waitingElsewhere(store, 'demo')).toEqual({ waiting: 2, undecided: 0, services: ['ailab', 'mine'] });
    expect(onTheWay(store.counts({ batch: 'mine' }))).toBe(1);
  });
});
