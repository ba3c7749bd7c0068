import { describe, expect, it } from 'vitest';
import { localAnswer, SystemError, systemTrouble, systemTroubleOf } from '../../../electron/base/system-errors.ts';
import type { ExportAnswer } from '../../../electron/queue/ports.ts';
import { REASON } from './samples.ts';
import { stage } from './scripted.ts';
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

  it('that can’t be of this photo is for a person to decide', async () => {
    const it = stage();
    it.check.usual = () => ({ kind: 'unfit' });
    it.add('b1', ['a']);
    await it.pass(20_000);
    expect(it.job('a')).toMatchObject({
      state: 'outcome-unknown',
      charged: 'surely',
      reason: REASON,
    });
    it.check.usual = () => ({ kind: 'picture' });
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

describe('a kept result that is no use', () => {
  it.each(['retouched-damaged', 'submitted-damaged', 'retouched-other-shape'])(
    '(%s) is for a person to decide; asking again is free, and the photo is exported then',
    async (code) => {
      const it = stage();
      it.exporter.next = [{ kind: 'failed', reason: { code, message: 'No use.' } }];
      it.add('b1', ['a']);
      await it.pass(20_000);
      expect(it.job('a')).toMatchObject({
        state: 'outcome-unknown',
        charged: 'surely',
        taskId: 't1',
        reason: { code: 'kept-result-unusable' },
      });
      it.scheduler.decide(['a'], 'ask-again');
      await it.pass(20_000);
      expect([it.state('a'), it.submit.calls.length]).toEqual(['exported', 1]);
      expect(it.store.spent({ batch: 'b1' })).toBe(8);
    },
  );

  it('may be paid for again, and is not without that', async () => {
    const it = stage({ sha: () => 'same' });
    it.exporter.next = [{ kind: 'failed', reason: { code: 'retouched-damaged', message: 'No use.' } }];
    it.add('b1', ['a']);
    await it.pass(20_000);
    it.add('b2', ['b']);
    await it.pass(20_000);
    expect([it.state('a'), it.state('b'), it.submit.calls.length]).toEqual(['outcome-unknown', 'prepared', 1]);
    it.scheduler.decide(['a'], 'pay-again');
    await it.pass(30_000);
    expect([it.state('a'), it.state('b'), it.submit.calls.length]).toEqual(['exported', 'exported', 2]);
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
