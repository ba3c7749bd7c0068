import { describe, expect, it } from 'vitest';
import { REASON } from './samples.ts';
import { fail, stage } from './scripted.ts';

const states = (it: ReturnType<typeof stage>, ids: readonly string[]) => ids.map((id) => it.state(id));

describe('a task', () => {
  it.each([
    ['photo', false],
    ['transient', true],
  ] as const)('that ends with %s has failed, free of charge', async (kind, retryable) => {
    const it = stage();
    it.poll.next = [{ kind: 'ended', failure: fail(kind) }];
    it.add('b1', ['a']);
    await it.pass(10_000);
    expect(it.job('a')).toMatchObject({ state: 'failed', retryable, reason: { code: kind } });
    expect(it.store.spent({ batch: 'b1' })).toBe(0);
    expect([...it.files]).toEqual([]);
  });

  it('that the service no longer knows is for a person to decide', async () => {
    const it = stage();
    it.poll.usual = () => ({ kind: 'try-again', offline: false, failure: fail('task-gone') });
    it.add('b1', ['a']);
    await it.pass(120_000);
    // One 404 may be the wrong server's: it is asked again for minutes.
    expect(it.state('a')).toBe('processing');
    await it.pass(600_000);
    expect(it.job('a')).toMatchObject({ state: 'outcome-unknown', charged: 'maybe', taskId: 't1' });
    expect(it.poll.calls).toHaveLength(8);
  });

  it.each(['photo', 'task-gone'] as const)('that is refused an answer (%s) for a while is finished', async (kind) => {
    const it = stage();
    it.poll.next = Array.from(
      { length: 6 },
      () => ({ kind: 'try-again', offline: false, failure: fail(kind) }) as const,
    );
    it.add('b1', ['a']);
    await it.pass(600_000);
    expect([it.state('a'), it.submit.calls.length]).toEqual(['exported', 1]);
  });

  it('that an error answer named is asked about, and the photo is not sent again', async () => {
    const it = stage();
    it.submit.next = [{ kind: 'unclear', offline: false, reason: REASON, taskId: 't9' }];
    it.add('b1', ['a']);
    await it.pass(20_000);
    expect([it.state('a'), it.submit.calls.length]).toEqual(['exported', 1]);
    expect(it.poll.calls[0]?.[0]).toBe('t9');
  });

  it('that is done without an address is told, asked about again, and undecided when its time is over', async () => {
    const it = stage({ policy: { resultLifetimeMs: 3_600_000 } });
    it.poll.usual = () => ({
      kind: 'try-again',
      offline: false,
      failure: { kind: 'transient', reason: { code: 'no-picture-address', message: 'Done, but where?' } },
    });
    it.add('b1', ['a']);
    await it.pass(60_000);
    expect(it.told.filter((line) => line.startsWith('trouble'))).toEqual(['trouble no-picture-address']);
    expect(it.job('a')).toMatchObject({ state: 'processing' });
    expect(it.store.spent({ batch: 'b1' })).toBe(8);
    await it.pass(2 * 3_600_000);
    expect(it.job('a')).toMatchObject({
      state: 'outcome-unknown',
      charged: 'surely',
      taskId: 't1',
      reason: { code: 'no-picture-address' },
    });
    expect(it.submit.calls).toHaveLength(1);
  });

  it('that was given up is asked about again when a person wants it, and nothing is sent', async () => {
    const it = stage({ policy: { refusedAsks: 1 } });
    it.poll.next = [{ kind: 'ended', failure: fail('task-gone') }];
    it.submit.next = [
      { kind: 'accepted', taskId: 't1' },
      { kind: 'unclear', offline: false, reason: REASON },
    ];
    it.add('b1', ['a', 'b']);
    await it.pass(10_000);
    expect(states(it, ['a', 'b'])).toEqual(['outcome-unknown', 'outcome-unknown']);
    expect(() => it.scheduler.decide(['b'], 'ask-again')).toThrow("can't take ask-again");
    it.scheduler.decide(['a'], 'ask-again');
    await it.pass(20_000);
    expect(states(it, ['a', 'b'])).toEqual(['exported', 'outcome-unknown']);
    expect(it.submit.calls).toHaveLength(2);
  });

  it('that was charged for and is refused when asked about again stays for a person to decide', async () => {
    const it = stage();
    it.poll.next = [
      { kind: 'done', url: 'https://r.example/1' },
      { kind: 'ended', failure: fail('transient') },
      { kind: 'ended', failure: fail('transient') },
    ];
    it.download.next = [{ kind: 'gone', reason: REASON }];
    it.add('b1', ['a']);
    await it.pass(30_000);
    it.scheduler.decide(['a'], 'ask-again');
    await it.pass(30_000);
    expect(it.job('a')).toMatchObject({ state: 'outcome-unknown', charged: 'surely' });
    expect(it.poll.calls).toHaveLength(3);
  });

  it('that was done is charged, whatever the service says of it later', async () => {
    const it = stage();
    it.poll.next = [
      { kind: 'done', url: 'https://r.example/1' },
      { kind: 'ended', failure: fail('transient') },
    ];
    it.download.next = [{ kind: 'gone', reason: REASON }];
    it.add('b1', ['a']);
    await it.pass(30_000);
    expect(it.job('a')).toMatchObject({ state: 'outcome-unknown', charged: 'surely' });
  });

  it('that never ends is given up a day later, and not on the word of a clock set forward', async () => {
    const it = stage();
    it.poll.usual = () => ({ kind: 'processing' });
    it.add('b1', ['a']);
    await it.pass(10_000);
    it.clock.set(it.clock.now() + 25 * 3_600_000);
    await it.pass(600_000);
    expect(it.state('a')).toBe('processing');
    await it.pass(2 * 3_600_000);
    expect(it.job('a')).toMatchObject({ state: 'outcome-unknown', reason: { code: 'task-never-ended' } });
  });

  it('that never ends does not keep its slot from the others', async () => {
    const it = stage({ policy: { startLimit: 1, maxLimit: 1 } });
    it.poll.usual = (task) => (task === 't1' ? { kind: 'processing' } : { kind: 'done', url: 'https://r.example/2' });
    it.add('b1', ['a', 'b']);
    await it.pass(590_000);
    expect(states(it, ['a', 'b'])).toEqual(['processing', 'prepared']);
    await it.pass(90_000);
    expect(states(it, ['a', 'b'])).toEqual(['processing', 'exported']);
  });
});

it('a question for the balance that hangs keeps no finished batch open, and no stop', async () => {
  const it = stage({ start: false });
  it.credits.usual = () => new Promise(() => {});
  it.scheduler.start();
  it.add('b1', ['a']);
  await it.pass(10_000);
  expect(it.state('a')).toBe('exported');
  expect(it.scheduler.status().active).toBe(false);
  let stopped = false;
  void it.scheduler.stop().then(() => (stopped = true));
  await it.pass(21_000);
  expect(stopped).toBe(true);
});
