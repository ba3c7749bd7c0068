import { describe, expect, it } from 'vitest';
import { localAnswer, SystemError, systemTrouble, systemTroubleOf } from '../../../electron/base/system-errors.ts';
import type { ExportAnswer } from '../../../electron/queue/ports.ts';
import { REASON } from './samples.ts';
import { fail, stage } from './scripted.ts';
import { prepare } from './store-fixture.ts';

const addPrepared = (it: ReturnType<typeof stage>, id: string) => {
  prepare(it.store, id, `sha-photos/${id}.jpg`);
  it.files.add(`work/${id}.submission.jpg`);
};
const states = (it: ReturnType<typeof stage>, ids: readonly string[]) => ids.map((id) => it.state(id));

describe('a photo', () => {
  it('whose original has changed since it was prepared is prepared anew before anything is paid', async () => {
    const it = stage();
    it.scheduler.pause({ kind: 'user', message: 'Paused by you.' });
    it.add('b1', ['a']);
    addPrepared(it, 'a');
    it.changed.add('photos/a.jpg');
    it.scheduler.resume();
    await it.pass(100);
    expect([it.state('a'), it.submit.calls.length]).toEqual(['queued', 0]);
    it.changed.clear();
    await it.pass(20_000);
    expect([it.state('a'), it.submit.calls.length]).toEqual(['exported', 1]);
  });

  it('that is cut off again and again while others get through fails, free of charge', async () => {
    const it = stage();
    it.submit.usual = (request) =>
      request.submission.path.includes('/bad.')
        ? { kind: 'not-sent', offline: false, reason: REASON }
        : { kind: 'accepted', taskId: `t-${it.submit.calls.length}` };
    it.add('b1', ['bad', 'a', 'b']);
    await it.pass(30_000);
    it.add('b2', ['c', 'd']);
    await it.pass(600_000);
    expect(it.job('bad')).toMatchObject({ state: 'failed', retryable: true, reason: { code: 'connection-cut' } });
    expect(states(it, ['a', 'b', 'c', 'd'])).toEqual(['exported', 'exported', 'exported', 'exported']);
  });
});

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

describe('a paid picture', () => {
  it('is fetched from a fresh address when the old one only fails', async () => {
    const it = stage();
    let asked = 0;
    it.poll.usual = () => ({ kind: 'done', url: `https://r.example/${++asked}` });
    it.download.usual = (url, path) => {
      if (url.endsWith('/1')) return { kind: 'try-again', offline: false, reason: REASON };
      it.files.add(path);
      return { kind: 'saved', bytes: 1, contentType: undefined };
    };
    it.add('b1', ['a']);
    await it.pass(600_000);
    expect(it.state('a')).toBe('exported');
    expect(asked).toBe(2);
    expect(it.store.spent({ batch: 'b1' })).toBe(8);
  });

  it('that arrives damaged from every address is for a person to decide, who may ask again free of charge', async () => {
    const it = stage();
    it.check.usual = () => ({ kind: 'damaged' });
    it.add('b1', ['a']);
    await it.pass(600_000);
    expect(it.job('a')).toMatchObject({
      state: 'outcome-unknown',
      charged: 'surely',
      reason: { code: 'result-damaged' },
    });
    expect([it.poll.calls.length, it.submit.calls.length]).toEqual([6, 1]);
    it.check.usual = () => ({ kind: 'picture' });
    it.scheduler.decide(['a'], 'ask-again');
    await it.pass(20_000);
    expect([it.state('a'), it.submit.calls.length]).toEqual(['exported', 1]);
  });

  it('of another shape than what was sent is for a person to decide', async () => {
    const it = stage();
    it.check.usual = () => ({ kind: 'picture', width: 200, height: 300 });
    it.add('b1', ['a']);
    await it.pass(20_000);
    expect(it.job('a')).toMatchObject({
      state: 'outcome-unknown',
      charged: 'surely',
      reason: { code: 'result-misfit' },
    });
    it.check.usual = () => ({ kind: 'picture', width: 150, height: 100 });
    it.scheduler.decide(['a'], 'ask-again');
    await it.pass(20_000);
    expect([it.state('a'), it.submit.calls.length]).toEqual(['exported', 1]);
  });

  it('that the disk won’t read back waits for the disk, and is not fetched or paid again for that', async () => {
    const it = stage();
    it.check.next = [() => Promise.reject(new SystemError(systemTrouble('EIO', 'data')))];
    it.add('b1', ['a']);
    await it.pass(8_000);
    expect(it.scheduler.status()).toMatchObject({ paused: { kind: 'disk' } });
    await it.pass(20_000);
    expect(it.job('a')).toMatchObject({ state: 'exported' });
    expect(it.submit.calls).toHaveLength(1);
  });

  it('has the sent copy made anew when somebody deleted it', async () => {
    const it = stage();
    it.download.next = [
      (_url, path) => {
        it.files.delete('work/a.submission.jpg');
        it.files.add(path);
        return { kind: 'saved', bytes: 1, contentType: undefined };
      },
    ];
    it.add('b1', ['a']);
    await it.pass(20_000);
    expect(it.state('a')).toBe('exported');
    expect([it.prepare.calls.length, it.submit.calls.length]).toEqual([2, 1]);
  });

  it('that vanished from the results is for a person to decide, and one decision holds for its duplicates', async () => {
    const it = stage({ sha: () => 'same' });
    it.add('b1', ['a']);
    await it.pass(20_000);
    for (const path of it.files) if (path.startsWith('results/')) it.files.delete(path);
    it.add('b2', ['b', 'c']);
    await it.pass(20_000);
    expect(states(it, ['b', 'c'])).toEqual(['outcome-unknown', 'outcome-unknown']);
    it.scheduler.decide(['b', 'c'], 'pay-again');
    await it.pass(20_000);
    expect(states(it, ['b', 'c'])).toEqual(['exported', 'exported']);
    expect(it.submit.calls).toHaveLength(2);
  });
});

describe('an export', () => {
  it.each(['ENOSPC', 'ENOENT', 'EACCES', 'EIO'])(
    'that the place refuses (%s) stops the queue, which tries again by itself',
    async (code) => {
      const it = stage();
      it.exporter.next = [localAnswer(systemTroubleOf(Object.assign(new Error(), { code }), 'output')!)];
      it.add('b1', ['a']);
      await it.pass(8_000);
      expect(it.scheduler.status()).toMatchObject({ paused: { kind: 'disk' }, active: false });
      expect(it.state('a')).toBe('retouched');
      await it.pass(15_000);
      expect(it.state('a')).toBe('exported');
    },
  );

  it.each(['EACCES', 'EPERM', 'EBUSY', 'EIO', 'EMFILE'])(
    'whose original can’t be read (%s) is tried a few times, then fails alone, and the others go on',
    async (code) => {
      const it = stage();
      it.exporter.usual = ({ source, relativePath }) =>
        source.includes('b')
          ? localAnswer(systemTroubleOf(Object.assign(new Error(), { code }), 'original', source)!)
          : { kind: 'exported', output: `out/${relativePath}`, details: {} };
      it.add('b1', ['a', 'b', 'c']);
      await it.pass(60_000);
      expect(states(it, ['a', 'b', 'c'])).toEqual(['exported', 'failed', 'exported']);
      expect(it.job('b')).toMatchObject({ retryable: true });
      expect(it.exporter.calls.filter(([{ job }]) => job === 'b')).toHaveLength(4);
      expect(it.scheduler.status().paused).toBeUndefined();
      it.exporter.usual = ({ relativePath }) => ({ kind: 'exported', output: `out/${relativePath}`, details: {} });
      expect(it.scheduler.retryFailed('b1')).toBe(1);
      await it.pass(20_000);
      expect(it.state('b')).toBe('exported');
      expect(it.submit.calls).toHaveLength(3);
    },
  );

  it('whose original was locked for a moment is made', async () => {
    const it = stage();
    it.exporter.next = [localAnswer(systemTroubleOf(Object.assign(new Error(), { code: 'EBUSY' }), 'original')!)];
    it.add('b1', ['a']);
    await it.pass(20_000);
    expect(it.state('a')).toBe('exported');
  });

  it('that fails for the photo keeps the paid result for a retry', async () => {
    const it = stage();
    it.exporter.next = [{ kind: 'failed', reason: REASON }];
    it.add('b1', ['a']);
    await it.pass(20_000);
    expect(it.state('a')).toBe('failed');
    expect(it.scheduler.retryFailed('b1')).toBe(1);
    await it.pass(20_000);
    expect(it.job('a')).toMatchObject({ state: 'exported', kept: true });
    expect(it.submit.calls).toHaveLength(1);
  });

  it('that was cancelled half-way leaves one output, also after a retry', async () => {
    const it = stage();
    let finish: (answer: ExportAnswer) => void = () => {};
    it.exporter.next = [
      (request, reserve) => {
        reserve(`out/${request.relativePath}`);
        return new Promise<ExportAnswer>((resolve) => (finish = resolve));
      },
    ];
    it.add('b1', ['a']);
    await it.pass(8_000);
    expect(it.scheduler.cancel('b1').map((job) => job.id)).toEqual(['a']);
    finish({ kind: 'exported', output: 'out/a.jpg', details: {} });
    await it.pass(1_000);
    expect(it.job('a')).toMatchObject({ state: 'cancelled', planned: 'out/a.jpg' });
    it.store.apply('a', { type: 'retry' });
    it.scheduler.poke();
    await it.pass(20_000);
    expect(it.exporter.calls.at(-1)?.[0]).toMatchObject({ planned: 'out/a.jpg' });
    expect(it.job('a')).toMatchObject({ state: 'exported', output: 'out/a.jpg' });
  });
});
