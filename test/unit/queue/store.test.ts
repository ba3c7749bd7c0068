import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allows, IllegalTransition } from '../../../electron/queue/job-event.ts';
import { ALL_STATES, type StateName } from '../../../electron/queue/job.ts';
import { JobStore } from '../../../electron/queue/store.ts';
import { EVERY_EVENT, NOW } from './samples.ts';
import { addBatch, finish, prepare, send, sql, storeOnDisk } from './store-fixture.ts';

describe('the queue file', () => {
  it('is flushed at every change, and holds after being closed', () => {
    const { store, path } = storeOnDisk();
    const db = (store as unknown as { db: import('better-sqlite3').Database }).db;
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    addBatch(store, 'b1', ['a']);
    send(store, 'a');
    const again = new JobStore(path, () => NOW);
    expect(again.job('a')).toMatchObject({ state: 'processing', taskId: 'task-a' });
    again.close();
  });

  it('adds a batch whole or not at all', () => {
    const { store } = storeOnDisk();
    expect(() => addBatch(store, 'b1', ['a', 'b', 'a'])).toThrow(/UNIQUE/);
    expect(store.batches()).toEqual([]);
    expect(store.job('b')).toBeUndefined();
  });

  it('changes nothing when an event is not allowed', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a']);
    expect(() => store.apply('a', { type: 'downloaded' })).toThrow(IllegalTransition);
    expect(store.job('a')?.state).toBe('queued');
    expect(() => store.apply('nobody', { type: 'downloaded' })).toThrow('no job nobody');
  });

  it('takes times that are no whole milliseconds', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a']);
    send(store, 'a');
    finish(store, 'a', 'task-a', NOW + 0.25);
    expect(store.ledger()[0]?.at).toBe(NOW);
  });
});

describe('the counts', () => {
  it('equal a recount after any sequence of events', () => {
    const { store, path } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b', 'c']);
    addBatch(store, 'b2', ['d', 'e']);
    for (const [n, id] of ['a', 'b', 'c', 'd', 'e'].entries()) prepare(store, id, `sha${n % 3}`);
    const step = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom(...EVERY_EVENT));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        for (const [id, event] of steps) {
          const job = store.job(id)!;
          // A task's number is given once.
          if (event.type === 'submit-accepted' || !allows(job, event.type)) continue;
          store.apply(id, event);
        }
        for (const batch of ['b1', 'b2']) {
          const counts = store.counts({ batch });
          const recount = (state: StateName): number =>
            [...store.jobsOf(batch)].filter((job) => job.state === state).length;
          for (const state of ALL_STATES) expect([state, counts[state]]).toEqual([state, recount(state)]);
        }
      }),
      { numRuns: 40 },
    );
    expect(sql<{ n: number }>(path, 'SELECT SUM(n) AS n FROM counts')[0]?.n).toBe(5);
  });
});

describe('what is due', () => {
  it('comes in order of its time, then of the queue, and leaves out batches that must wait', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b', 'c']);
    addBatch(store, 'b2', ['d']);
    store.apply('a', { type: 'prepare-postponed', nextAt: NOW + 50 });
    store.apply('b', { type: 'prepare-postponed', nextAt: NOW + 20 });
    const due = (now: number, without: string[] = []) =>
      store.due('svc', 'queued', now, 9, without).map(({ id }) => id);
    expect(due(NOW)).toEqual(['c', 'd']);
    expect(due(NOW + 50)).toEqual(['c', 'd', 'b', 'a']);
    expect(due(NOW + 50, ['b1'])).toEqual(['d']);
    expect(store.due('svc', 'queued', NOW + 50, 1).map(({ id }) => id)).toEqual(['c']);
    expect(store.due('other', 'queued', NOW, 9)).toEqual([]);
    expect(store.nextDue('svc', NOW)).toBe(NOW + 20);
  });

  it('no later than a clock that was set back can explain', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b']);
    store.apply('a', { type: 'prepare-postponed', nextAt: NOW + 86_400_000 });
    store.apply('b', { type: 'prepare-postponed', nextAt: NOW + 1_000 });
    expect(store.alignClock('svc', NOW, 900_000)).toBe(1);
    expect(store.due('svc', 'queued', NOW, 9).map(({ id }) => id)).toEqual(['a']);
  });
});

describe('a damaged line', () => {
  it('does not keep the others from being found, and is written down as what is made of it', () => {
    const { store, path } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b', 'c']);
    send(store, 'a');
    sql(path, `UPDATE jobs SET data = '{"sub' WHERE id IN ('a', 'b')`);
    expect(store.due('svc', 'queued', NOW, 9).map(({ id }) => id)).toEqual(['c']);
    expect(store.due('svc', 'processing', NOW, 9)).toEqual([]);
    expect(store.takeDamaged()).toEqual(['b', 'a']);
    expect(store.takeDamaged()).toEqual([]);
    expect(store.mendDamaged('a')).toMatchObject({ state: 'outcome-unknown', taskId: 'task-a' });
    expect(store.mendDamaged('b')).toMatchObject({ state: 'failed' });
    expect(store.mendDamaged('c')).toBeUndefined();
    expect(store.counts({ batch: 'b1' })).toMatchObject({ queued: 1, failed: 1, 'outcome-unknown': 1, processing: 0 });
    expect(store.meta('damaged-a')).toContain('{\\"sub');
    expect(store.committed(8, { batch: 'b1' })).toBe(8);
  });

  it('is mended before an event is taken, so that the counts stay true', () => {
    const { store, path } = storeOnDisk();
    addBatch(store, 'b1', ['a']);
    prepare(store, 'a');
    sql(path, `UPDATE jobs SET data = '{}'`);
    expect(store.apply('a', { type: 'retry' }).state).toBe('queued');
    expect(store.counts({ batch: 'b1' })).toMatchObject({ queued: 1, prepared: 0, failed: 0 });
  });

  it('of a state that nobody knows is found', () => {
    const { store, path } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b']);
    sql(path, `UPDATE jobs SET state = 'smudged' WHERE id = 'b'`);
    expect(store.withUnknownState('svc')).toEqual(['b']);
    store.mendDamaged('b');
    expect(store.withUnknownState('svc')).toEqual([]);
    expect(store.counts({ batch: 'b1' })).toMatchObject({ queued: 1, failed: 1 });
  });
});

describe('many at once', () => {
  it('takes an event on the wanted jobs of some states, in queue order, of one batch or all', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b']);
    addBatch(store, 'b2', ['c']);
    addBatch(store, 'x1', ['d'], undefined, 'other');
    prepare(store, 'b');
    const cancel = { type: 'cancelled', at: NOW } as const;
    const ids = store
      .applyWhere(['prepared', 'queued'], 'svc', cancel, 'b1', (job) => job.id !== 'z')
      .map(({ id }) => id);
    expect(ids).toEqual(['a', 'b']);
    expect(store.counts({ service: 'svc' })).toMatchObject({ cancelled: 2, queued: 1 });
    expect(store.applyWhere(['queued'], 'svc', cancel, undefined, () => false)).toEqual([]);
  });

  it('reads a long batch page by page, in order', () => {
    const { store } = storeOnDisk();
    const ids = Array.from({ length: 1_203 }, (_, n) => `j${n}`);
    addBatch(store, 'b1', ids);
    expect([...store.jobsOf('b1')].map(({ id }) => id)).toEqual(ids);
  });
});
