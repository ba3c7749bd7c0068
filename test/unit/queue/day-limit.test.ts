import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../electron/queue/day.ts';
import { addBatch } from './store-fixture.ts';
import { stage } from './scripted.ts';

const HOUR = 3_600_000;

describe('a limit for a day', () => {
  it('holds batches of one name together, lets others go on, and begins anew at midnight by itself', async () => {
    const it = stage();
    it.store.setDayLimit('hot', 16);
    addBatch(it.store, 'b1', ['a', 'b'], undefined, 'svc', { dayLimit: 'hot' });
    addBatch(it.store, 'b2', ['c', 'd'], undefined, 'svc', { dayLimit: 'hot' });
    addBatch(it.store, 'b3', ['e', 'f']);
    it.scheduler.poke();
    await it.pass(60_000);
    const left = () => ['b1', 'b2', 'b3'].map((batch) => it.store.counts({ batch }).exported);
    expect(left()).toEqual([2, 0, 2]);
    // The queue as a whole does not stand still: nobody needs to press anything tomorrow.
    expect(it.scheduler.status()).toMatchObject({ paused: undefined, active: false });
    const today = dayOf(it.clock.now());
    expect(it.store.dayLimit('hot', 'svc', 8, today.start)).toEqual({ limit: 16, committed: 16, waiting: 2 });

    it.restart();
    await it.pass(today.end - it.clock.now() - 60_000);
    expect(left()).toEqual([2, 0, 2]);
    await it.pass(120_000);
    expect(left()).toEqual([2, 2, 2]);
  });

  it('counts what may have been charged, and goes on when it is raised', async () => {
    const it = stage();
    it.store.setDayLimit('hot', 8);
    it.submit.next = [{ kind: 'unclear', offline: false, reason: { code: 'lost', message: 'Lost.' } }];
    addBatch(it.store, 'b1', ['a', 'b'], undefined, 'svc', { dayLimit: 'hot' });
    it.scheduler.poke();
    await it.pass(HOUR);
    expect(it.submit.calls).toHaveLength(1);
    it.store.setDayLimit('hot', 16);
    it.scheduler.poke();
    await it.pass(HOUR);
    expect(it.submit.calls).toHaveLength(2);
    // Undecided from yesterday, it takes nothing of today.
    await it.pass(24 * HOUR);
    expect(it.store.dayLimit('hot', 'svc', 8, dayOf(it.clock.now()).start)?.committed).toBe(0);
  });
});

it('knows when a day begins and ends, also where the clocks change', () => {
  const noon = new Date(2026, 2, 29, 12).getTime();
  expect(dayOf(noon)).toEqual({ start: new Date(2026, 2, 29).getTime(), end: new Date(2026, 2, 30).getTime() });
});
