import { describe, expect, it } from 'vitest';
import { NOW, REASON } from './samples.ts';
import { addBatch, finish, prepare, send, storeOnDisk } from './store-fixture.ts';

const ANY = Number.POSITIVE_INFINITY;

describe('beginning a submit', () => {
  it('lets only one of two jobs with the same photo begin, and gives the other the result', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b']);
    addBatch(store, 'b2', ['c']);
    for (const id of ['a', 'b', 'c']) prepare(store, id, 'same');
    expect(store.beginSubmit('a', NOW, 8, ANY).kind).toBe('started');
    expect(store.beginSubmit('b', NOW, 8, ANY)).toEqual({ kind: 'held', by: 'a', undecided: false });
    expect(store.submittable('svc', NOW, 10)).toEqual([]);
    store.apply('a', { type: 'submit-unclear', reason: REASON, charged: 'maybe' });
    expect(store.beginSubmit('c', NOW, 8, ANY)).toEqual({ kind: 'held', by: 'a', undecided: true });
    expect(store.heldByUndecided('svc')).toBe(2);
    store.adoptResult(store.job('a')!.resultKey!, { submitted: 's', retouched: 'r' }, NOW);
    expect(store.beginSubmit('b', NOW, 8, ANY)).toEqual({
      kind: 'kept',
      result: { submitted: 's', retouched: 'r' },
    });
  });

  it('does nothing for a job that was moved on', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a']);
    prepare(store, 'a');
    store.apply('a', { type: 'cancelled', at: NOW });
    expect(store.beginSubmit('a', NOW, 8, ANY)).toEqual({ kind: 'moved-on' });
  });

  it('keeps to the limit of the batch and of the run', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b', 'c'], 16);
    for (const id of ['a', 'b', 'c']) prepare(store, id);
    expect(store.beginSubmit('a', NOW, 8, 7)).toEqual({ kind: 'over-budget', whose: 'run' });
    expect(store.beginSubmit('a', NOW, 8, 8).kind).toBe('started');
    store.apply('a', { type: 'submit-unclear', reason: REASON, charged: 'maybe' });
    expect(store.beginSubmit('b', NOW, 8, ANY).kind).toBe('started');
    expect(store.beginSubmit('c', NOW, 8, ANY)).toEqual({ kind: 'over-budget', whose: 'batch' });
    // What turned out free may be spent again; what may have been charged may not.
    store.apply('b', { type: 'submit-refused', nextAt: NOW, counts: true });
    expect(store.committed(8, { batch: 'b1' })).toBe(8);
    expect(store.beginSubmit('c', NOW, 8, ANY).kind).toBe('started');
  });

  it('counts a task once, whether it is open, billed, or asked about again', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a']);
    send(store, 'a');
    expect(store.committed(8, { service: 'svc' })).toBe(8);
    finish(store, 'a');
    expect(store.committed(8, { service: 'svc' })).toBe(8);
    store.apply('a', { type: 'address-gone', nextAt: NOW });
    expect(store.committed(8, { service: 'svc' })).toBe(8);
    finish(store, 'a');
    expect(store.ledger()).toHaveLength(1);
    expect(store.spent({ batch: 'b1' })).toBe(8);
    expect(store.spentSince('svc', NOW + 1)).toBe(0);
  });

  it('knows a task number that was given before, for ever', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b']);
    send(store, 'a');
    expect(store.taskKnown('svc', 'task-a')).toBe(true);
    store.apply('a', { type: 'paid-lost', reason: REASON, charged: 'maybe' });
    store.decide('a', 'drop', REASON, NOW);
    expect(store.job('a')).not.toHaveProperty('taskId');
    expect(store.taskKnown('svc', 'task-a')).toBe(true);
    expect(store.taskKnown('svc', 'task-b')).toBe(false);
    expect(store.taskKnown('other', 'task-a')).toBe(false);
    prepare(store, 'b');
    store.beginSubmit('b', NOW, 8, ANY);
    const again = { type: 'submit-accepted', taskId: 'task-a', at: NOW, nextAt: NOW } as const;
    expect(() => store.apply('b', again)).toThrow(/UNIQUE/);
    expect(store.job('b')?.state).toBe('submitting');
  });
});

describe('a decision', () => {
  const undecidedPair = () => {
    const { store, path } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b'], 16);
    prepare(store, 'a', 'same');
    prepare(store, 'b', 'same');
    store.beginSubmit('a', NOW, 8, ANY);
    store.apply('a', { type: 'submit-unclear', reason: REASON, charged: 'maybe' });
    return { store, path };
  };

  it('to pay again frees the photo, and goes on counting what may have been charged', () => {
    const { store } = undecidedPair();
    expect(store.decide('a', 'pay-again', REASON, NOW).map((job) => [job.id, job.state])).toEqual([['a', 'prepared']]);
    expect(store.committed(8, { batch: 'b1' })).toBe(8);
    expect(store.beginSubmit('a', NOW, 8, ANY).kind).toBe('started');
    expect(store.committed(8, { batch: 'b1' })).toBe(16);
  });

  it('to drop takes the duplicates along, and the photo is not sent in another batch without asking', () => {
    const { store } = undecidedPair();
    const dropped = store.decide('a', 'drop', REASON, NOW + 5);
    expect(dropped.map((job) => [job.id, job.state])).toEqual([
      ['a', 'cancelled'],
      ['b', 'cancelled'],
    ]);
    expect(store.committed(8, { batch: 'b1' })).toBe(8);
    addBatch(store, 'b2', ['c']);
    prepare(store, 'c', 'same');
    expect(store.beginSubmit('c', NOW, 8, ANY)).toEqual({ kind: 'paid-before', at: NOW + 5 });
    store.apply('c', { type: 'paid-before', reason: REASON, charged: 'maybe', at: NOW + 5 });
    // The same doubt is not counted a second time.
    expect(store.committed(8, { service: 'svc' })).toBe(8);
    store.decide('c', 'pay-again', REASON, NOW + 9);
    expect(store.beginSubmit('c', NOW, 8, ANY).kind).toBe('started');
  });

  it('holds for every job that is undecided about the same photo', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b']);
    const original = { sha256: 'same', bytes: 10, modifiedAt: NOW };
    const key = 'same-0.500-one-svc';
    store.adoptResult(key, { submitted: 's', retouched: 'r' }, NOW);
    for (const id of ['a', 'b']) {
      store.apply(id, { type: 'result-lost', original, resultKey: key, reason: REASON, charged: 'surely', at: NOW });
    }
    expect(store.decide('b', 'pay-again', REASON, NOW).map((job) => job.state)).toEqual(['queued', 'queued']);
    expect(store.result(key)).toBeUndefined();
    expect(() => store.decide('a', 'drop', REASON, NOW)).toThrow('job a has nothing to decide');
  });
});

describe('what was spent', () => {
  it('is told by day and folder, latest first, and task by task', () => {
    const { store } = storeOnDisk();
    const day = (text: string) => new Date(`${text}T12:00:00`).getTime();
    addBatch(store, 'b1', ['a', 'b', 'c']);
    addBatch(store, 'b2', ['d']);
    for (const [id, at] of [
      ['a', day('2026-03-01')],
      ['b', day('2026-03-01')],
      ['c', day('2026-03-02')],
      ['d', day('2026-03-02')],
    ] as const) {
      send(store, id, undefined, `sha-${id}`);
      finish(store, id, undefined, at);
    }
    const folder = store.batch('b1')!.sourceRoot;
    expect(store.spending('svc')).toEqual([
      { day: '2026-03-02', folder, photos: 2, credits: 16 },
      { day: '2026-03-01', folder, photos: 2, credits: 16 },
    ]);
    expect(store.spending('another')).toEqual([]);
    expect(store.purchases('svc').map(({ photo, at }) => [photo, at])).toEqual([
      [store.job('a')!.relativePath, day('2026-03-01')],
      [store.job('b')!.relativePath, day('2026-03-01')],
      [store.job('c')!.relativePath, day('2026-03-02')],
      [store.job('d')!.relativePath, day('2026-03-02')],
    ]);
    expect(store.purchases('svc')[0]).toMatchObject({ folder, credits: 8, multiFace: false });
  });
});

describe('kept results', () => {
  it('are not taken off the list once another photo wants them', () => {
    const { store } = storeOnDisk();
    const key = 'same-0.500-one-svc';
    const original = { sha256: 'same', bytes: 10, modifiedAt: NOW };
    store.adoptResult(key, { submitted: 's', retouched: 'r' }, NOW);
    expect(store.evict(key)).toBe(false);
    addBatch(store, 'b1', ['a', 'b']);
    store.apply('a', { type: 'result-found', original, resultKey: key });
    store.apply(
      'a',
      { type: 'exported', output: 'out', at: NOW, skipped: undefined, details: {} },
      { exportedAt: NOW },
    );
    store.apply('b', { type: 'result-found', original, resultKey: key });
    expect(store.evict(key)).toBe(false);
    store.apply('b', { type: 'cancelled', at: NOW });
    expect(store.evict(key)).toBe(true);
    expect(store.result(key)).toBeUndefined();
  });

  it('may be evicted once they were exported, oldest use first, unless somebody still needs them', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b']);
    for (const [n, id] of ['a', 'b'].entries()) {
      send(store, id);
      finish(store, id);
      store.apply(id, { type: 'downloaded' }, { result: { submitted: `s${id}`, retouched: `r${id}` } });
      if (n === 0) expect(store.evictable()).toEqual([]);
    }
    const exported = (id: string, at: number) =>
      store.apply(id, { type: 'exported', output: id, at, skipped: undefined, details: {} }, { exportedAt: at });
    exported('a', NOW + 2);
    exported('b', NOW + 1);
    expect(store.evictable().map(({ retouched }) => retouched)).toEqual(['rb', 'ra']);
    addBatch(store, 'b2', ['c']);
    prepare(store, 'c', 'sha-b');
    expect(store.evictable().map(({ retouched }) => retouched)).toEqual(['ra']);
  });
});
