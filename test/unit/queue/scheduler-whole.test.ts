import { describe, expect, it } from 'vitest';
import type { SubmitAnswer } from '../../../electron/queue/ports.ts';
import { REASON } from './samples.ts';
import { fail, stage } from './scripted.ts';
import { addBatch, prepare } from './store-fixture.ts';

describe('the whole queue', () => {
  it.each(['key', 'locked', 'withdrawn', 'credits'] as const)(
    'pauses once for %s, loses nothing, and goes on when a person says so',
    async (kind) => {
      const it = stage();
      it.submit.usual = () => ({ kind: 'refused', failure: fail(kind) });
      it.add('b1', ['a', 'b', 'c', 'd', 'e', 'f']);
      await it.pass(600_000);
      expect(it.scheduler.status()).toMatchObject({ paused: { kind }, active: false });
      expect(it.submit.calls.length).toBeLessThanOrEqual(4);
      expect(it.store.counts({ batch: 'b1' }).failed).toBe(0);
      it.submit.usual = () => ({ kind: 'accepted', taskId: `new-${it.submit.calls.length}` });
      it.scheduler.resume();
      await it.pass(60_000);
      expect(it.store.counts({ batch: 'b1' }).exported).toBe(6);
    },
  );

  it('is not paused by the old key’s refusal that comes in after the new key', async () => {
    const it = stage();
    let answer: (answer: SubmitAnswer) => void = () => {};
    it.submit.next = [() => new Promise<SubmitAnswer>((resolve) => (answer = resolve))];
    it.add('b1', ['a']);
    await it.pass(1_000);
    it.scheduler.pause({ kind: 'key', message: 'The key is wrong.' });
    it.scheduler.resume();
    await it.pass(1_000);
    it.scheduler.resume();
    answer({ kind: 'refused', failure: fail('key') });
    await it.pass(30_000);
    expect(it.scheduler.status().paused).toBeUndefined();
    expect(it.state('a')).toBe('exported');
  });

  it('is offline without using up any photo’s patience, probes ever more seldom, and goes on by itself', async () => {
    const it = stage({ policy: { submitAttempts: 2, cutAttempts: 2 } });
    it.submit.usual = () => ({ kind: 'not-sent', offline: true, reason: REASON });
    it.credits.usual = () => ({ kind: 'failed', failure: fail('transient'), offline: true });
    it.add('b1', ['a', 'b', 'c']);
    await it.pass(600_000);
    expect(it.scheduler.status()).toMatchObject({ online: false, active: true });
    expect(it.submit.calls.length).toBeLessThanOrEqual(3);
    expect(it.credits.calls.length).toBeLessThan(30);
    it.submit.usual = () => ({ kind: 'accepted', taskId: `t-${it.submit.calls.length}` });
    it.credits.usual = () => ({ kind: 'balance', credits: 800 });
    it.scheduler.systemChanged();
    await it.pass(30_000);
    expect(it.store.counts({ batch: 'b1' }).exported).toBe(3);
  });

  it('does not spin while a probe is under way', async () => {
    const it = stage();
    it.submit.usual = () => ({ kind: 'not-sent', offline: true, reason: REASON });
    it.credits.usual = () => new Promise(() => {});
    let looks = 0;
    it.scheduler.on('status', () => looks++);
    it.add('b1', ['a']);
    await it.pass(20_000);
    expect(looks).toBeLessThan(20);
    // The probe that never comes back is broken off by the stop at the test's end.
    it.credits.usual = () => ({ kind: 'balance', credits: 1 });
    it.restart();
  });

  it('spends no more than the run may, and then waits with one clear message', async () => {
    const it = stage({ maxCredits: 16 });
    it.submit.next = [{ kind: 'refused', failure: fail('photo') }];
    it.add('b1', ['a', 'b', 'c', 'd']);
    await it.pass(60_000);
    expect(it.store.counts({ batch: 'b1' })).toMatchObject({ failed: 1, exported: 2 });
    expect(it.scheduler.status()).toMatchObject({ paused: { kind: 'budget' }, active: false });
    expect(it.store.spent({ batch: 'b1' })).toBe(16);
  });

  it('does not get new room to spend from a decision about an earlier run', async () => {
    const it = stage({ start: false });
    addBatch(it.store, 'b1', ['a', 'b', 'c']);
    prepare(it.store, 'a');
    it.store.beginSubmit('a', it.clock.now(), 8, 100);
    it.restart({ maxCredits: 8 });
    it.scheduler.decide(['a'], 'drop');
    await it.pass(60_000);
    expect(it.submit.calls).toHaveLength(1);
    expect(it.scheduler.status().paused?.kind).toBe('budget');
  });

  it('lets one batch’s limit stop that batch alone', async () => {
    const it = stage();
    it.add('b1', ['a', 'b', 'c'], 8);
    it.add('b2', ['d', 'e']);
    await it.pass(60_000);
    expect(it.store.counts({ batch: 'b1' })).toMatchObject({ exported: 1 });
    expect(it.store.counts({ batch: 'b2' })).toMatchObject({ exported: 2 });
    expect(it.scheduler.status().paused?.kind).toBe('budget');
    it.scheduler.cancel('b1');
    it.scheduler.resume();
    await it.pass(1_000);
    expect(it.scheduler.status()).toMatchObject({ paused: undefined, active: false });
  });

  it('asks before it sends a photo again that was dropped while its outcome was unknown', async () => {
    const it = stage({ sha: () => 'same' });
    it.submit.next = [{ kind: 'unclear', offline: false, reason: REASON }];
    it.add('b1', ['a']);
    await it.pass(10_000);
    it.scheduler.decide(['a'], 'drop');
    it.add('b2', ['b']);
    await it.pass(10_000);
    expect(it.job('b')).toMatchObject({ state: 'outcome-unknown', reason: { code: 'dropped-before' } });
    expect(it.submit.calls).toHaveLength(1);
    it.scheduler.decide(['b'], 'pay-again');
    await it.pass(20_000);
    expect(it.state('b')).toBe('exported');
  });

  it('tells of a lost answer what the balance was before and after, when nothing else was going on', async () => {
    const it = stage();
    it.submit.next = [{ kind: 'unclear', offline: false, reason: REASON }];
    await it.pass(1_000);
    it.credits.usual = () => ({ kind: 'balance', credits: 792 });
    it.add('b1', ['a']);
    await it.pass(60_000);
    expect(it.state('a')).toBe('outcome-unknown');
    expect(it.job('a')).not.toHaveProperty('balance');
    await it.pass(300_000);
    expect(it.job('a')).toMatchObject({ balance: { before: 800, after: 792 } });
  });

  it('says nothing about the balance when credits were bought meanwhile', async () => {
    const it = stage();
    it.submit.next = [{ kind: 'unclear', offline: false, reason: REASON }];
    await it.pass(1_000);
    it.credits.usual = () => ({ kind: 'balance', credits: 2_792 });
    it.add('b1', ['a']);
    await it.pass(600_000);
    expect(it.state('a')).toBe('outcome-unknown');
    expect(it.job('a')).not.toHaveProperty('balance');
  });
});
