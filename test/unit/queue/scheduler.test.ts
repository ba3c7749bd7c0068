import { describe, expect, it } from 'vitest';
import type { SubmitAnswer } from '../../../electron/queue/ports.ts';
import { REASON } from './samples.ts';
import { fail, stage } from './scripted.ts';

const states = (it: ReturnType<typeof stage>, ids: readonly string[]) => ids.map((id) => it.state(id));

describe('a batch on a good day', () => {
  it('goes through every state once, and settles', async () => {
    const it = stage();
    it.add('b1', ['a', 'b']);
    const settled = it.scheduler.settled();
    await it.pass(20_000);
    expect(await settled).toMatchObject({ active: false, online: true, paused: undefined, inFlight: 0, balance: 800 });
    expect(it.told.filter((line) => line.startsWith('a '))).toEqual([
      'a queued>prepared',
      'a prepared>submitting',
      'a submitting>processing',
      'a processing>ready',
      'a ready>retouched',
      'a retouched>exported',
    ]);
    expect(it.job('a')).toMatchObject({ state: 'exported', output: 'out/a.jpg', kept: false });
    expect([...it.files].filter((path) => path.startsWith('work/'))).toEqual([]);
    expect(it.store.spent({ batch: 'b1' })).toBe(16);
  });

  it('pays once for the same photo, also in a later batch', async () => {
    const it = stage({ sha: () => 'same' });
    it.add('b1', ['a', 'b']);
    await it.pass(20_000);
    it.add('b2', ['c']);
    await it.pass(20_000);
    expect(states(it, ['a', 'b', 'c'])).toEqual(['exported', 'exported', 'exported']);
    expect(it.submit.calls).toHaveLength(1);
    expect([it.job('b'), it.job('c')]).toMatchObject([{ kept: true }, { kept: true }]);
  });
});

describe('an answer to a submit', () => {
  it.each<readonly [string, SubmitAnswer, string]>([
    ['not sent', { kind: 'not-sent', offline: false, reason: REASON }, 'exported'],
    ['refused for the moment', { kind: 'refused', failure: fail('transient') }, 'exported'],
    ['refused as too fast', { kind: 'refused', failure: fail('rate', 3_000) }, 'exported'],
    ['refused for the photo', { kind: 'refused', failure: fail('photo') }, 'failed'],
    ['unclear', { kind: 'unclear', offline: false, reason: REASON }, 'outcome-unknown'],
  ])('%s leads to the right end, and is repeated only where no task can exist', async (_what, answer, end) => {
    const it = stage();
    it.submit.next = [answer];
    it.add('b1', ['a']);
    await it.pass(60_000);
    expect(it.state('a')).toBe(end);
    expect(it.submit.calls).toHaveLength(end === 'exported' ? 2 : 1);
  });

  it('that throws counts as unclear', async () => {
    const it = stage();
    it.submit.next = [() => Promise.reject(new Error('a fault of the client'))];
    it.add('b1', ['a']);
    await it.pass(1_000);
    expect(it.job('a')).toMatchObject({ state: 'outcome-unknown', reason: { code: 'client-error' } });
  });

  it('that repeats another task’s number is for a person to decide', async () => {
    const it = stage();
    it.submit.next = [
      { kind: 'accepted', taskId: 'same' },
      { kind: 'accepted', taskId: 'same' },
    ];
    it.add('b1', ['a', 'b']);
    await it.pass(20_000);
    // Whose result stands behind the number nobody knows: the first photo could get the second one's face.
    for (const job of ['a', 'b']) {
      expect(it.job(job)).toMatchObject({ state: 'outcome-unknown', reason: { code: 'task-id-repeated' } });
    }
  });

  it('that is the picture itself is kept, and waits for a full disk', async () => {
    const it = stage();
    it.submit.next = [
      () => {
        it.files.add('work/a.submission.jpg.answer');
        return { kind: 'picture', path: 'work/a.submission.jpg.answer' };
      },
    ];
    const full = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    it.keep.next = [full, full];
    it.add('b1', ['a']);
    await it.pass(1_000);
    expect(it.state('a')).toBe('submitting');
    expect(it.scheduler.status()).toMatchObject({ paused: { kind: 'disk' }, active: true });
    await it.pass(30_000);
    expect(it.state('a')).toBe('exported');
    expect(it.store.spent({ batch: 'b1' })).toBe(8);
    expect(it.poll.calls).toEqual([]);
  });

  it('that is a damaged picture was surely charged', async () => {
    const it = stage();
    it.submit.next = [{ kind: 'picture', path: 'work/a.answer' }];
    it.check.next = [{ kind: 'damaged' }];
    it.add('b1', ['a']);
    await it.pass(1_000);
    expect(it.job('a')).toMatchObject({ state: 'outcome-unknown', charged: 'surely' });
    expect(it.store.spent({ batch: 'b1' })).toBe(8);
  });

  it('of a copy that can’t be read has the copy made anew, three times at most', async () => {
    const it = stage();
    it.submit.usual = () => ({
      kind: 'not-sent',
      offline: false,
      reason: { code: 'submission-changed', message: 'The copy is not what it was.' },
    });
    it.add('b1', ['a']);
    await it.pass(60_000);
    expect(it.job('a')).toMatchObject({ state: 'failed', retryable: true, reason: { code: 'submission-changed' } });
    expect([it.prepare.calls.length, it.submit.calls.length]).toEqual([3, 3]);
  });

  it('is not awaited with other photos when it was unclear: a broken gateway costs few decisions', async () => {
    const it = stage({ policy: { preparedAhead: 100 } });
    it.submit.usual = () => ({ kind: 'unclear', offline: false, reason: REASON });
    it.add(
      'b1',
      Array.from({ length: 50 }, (_, n) => `j${n}`),
    );
    await it.pass(3_600_000);
    expect(it.store.counts({ batch: 'b1' })['outcome-unknown']).toBeLessThanOrEqual(12);
  });

  it('that refuses without blame is not asked for photo after photo', async () => {
    const it = stage({ policy: { preparedAhead: 100 } });
    it.submit.usual = () => ({ kind: 'refused', failure: fail('transient') });
    it.add(
      'b1',
      Array.from({ length: 50 }, (_, n) => `j${n}`),
    );
    await it.pass(600_000);
    expect(it.submit.calls.length).toBeLessThan(30);
    it.submit.usual = () => ({ kind: 'accepted', taskId: `later-${it.submit.calls.length}` });
    await it.pass(1_800_000);
    expect(it.store.counts({ batch: 'b1' }).exported).toBe(50);
  });

  it('obeys a Retry-After, but not for longer than ten minutes', async () => {
    const it = stage();
    it.submit.next = [{ kind: 'refused', failure: fail('transient', 86_400_000) }];
    it.add('b1', ['a']);
    await it.pass(599_000);
    expect(it.submit.calls).toHaveLength(1);
    await it.pass(10_000);
    expect(it.submit.calls).toHaveLength(2);
  });
});
