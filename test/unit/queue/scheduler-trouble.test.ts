import { describe, expect, it } from 'vitest';
import type { SubmitAnswer } from '../../../electron/queue/ports.ts';
import { REASON } from './samples.ts';
import { fail, stage } from './scripted.ts';
import { addBatch, prepare } from './store-fixture.ts';

const diskError = (code: string) => Object.assign(new Error('the disk says no'), { code });

describe('trouble with the queue file', () => {
  it('while an answer is in hand is waited for: the task is not lost', async () => {
    const it = stage();
    const apply = it.store.apply.bind(it.store);
    let refusals = 3;
    it.store.apply = (id, event, alongside) => {
      if (event.type === 'submit-accepted' && refusals-- > 0) throw diskError('SQLITE_FULL');
      return apply(id, event, alongside);
    };
    it.add('b1', ['a']);
    await it.pass(7_000);
    expect(it.state('a')).toBe('submitting');
    expect(it.scheduler.status().paused?.kind).toBe('disk');
    await it.pass(60_000);
    expect(it.state('a')).toBe('exported');
    expect(it.submit.calls).toHaveLength(1);
  });

  it('that stays does not keep a stop, or whoever waits, for ever; the photo is undecided at the next start', async () => {
    const it = stage();
    const apply = it.store.apply.bind(it.store);
    it.store.apply = (id, event, alongside) => {
      if (event.type === 'submit-accepted') throw diskError('SQLITE_IOERR_WRITE');
      return apply(id, event, alongside);
    };
    it.add('b1', ['a']);
    const settled = it.scheduler.settled();
    await it.pass(90_000);
    expect(await settled).toMatchObject({ active: false, paused: { kind: 'disk' } });
    await it.scheduler.stop();
    expect(it.state('a')).toBe('submitting');
    it.store.apply = apply;
    it.restart();
    await it.pass(1_000);
    expect(it.job('a')).toMatchObject({ state: 'outcome-unknown', reason: { code: 'interrupted-while-sending' } });
  });

  it('when it can’t be read is told, and nobody waits in vain', async () => {
    const it = stage();
    await it.pass(1_000);
    const due = it.store.due.bind(it.store);
    const counts = it.store.counts.bind(it.store);
    it.store.due = () => {
      throw diskError('SQLITE_IOERR_READ');
    };
    it.store.counts = () => {
      throw diskError('SQLITE_IOERR_READ');
    };
    it.scheduler.poke();
    await it.pass(1_000);
    expect(await it.scheduler.settled()).toMatchObject({ active: false, paused: { kind: 'disk' } });
    expect(it.told).toContain('trouble queue-file');
    Object.assign(it.store, { due, counts });
    it.add('b1', ['a']);
    await it.pass(60_000);
    expect(it.state('a')).toBe('exported');
  });

  it('in one line shows that photo and lets the others go on', async () => {
    const it = stage({ start: false });
    addBatch(it.store, 'b1', ['a', 'b', 'c']);
    prepare(it.store, 'c');
    const db = (it.store as unknown as { db: import('better-sqlite3').Database }).db;
    db.exec(`UPDATE jobs SET data = '{"fail' WHERE id = 'a'; UPDATE jobs SET state = 'smudged' WHERE id = 'c'`);
    it.scheduler.start();
    await it.pass(20_000);
    expect(it.state('b')).toBe('exported');
    expect(it.job('a')).toMatchObject({ state: 'failed', reason: { code: 'entry-damaged' } });
    expect(it.job('c')).toMatchObject({ state: 'outcome-unknown', reason: { code: 'entry-damaged' } });
    expect(it.told.filter((line) => line === 'trouble entry-damaged')).toHaveLength(2);
  });
});

describe('a damaged line at the head of the queue', () => {
  it('does not hide the one behind it when there is room for one only', async () => {
    const it = stage({ start: false, sha: () => 'same', policy: { startLimit: 1, maxLimit: 1 } });
    addBatch(it.store, 'b1', ['a', 'b']);
    for (const id of ['a', 'b']) {
      prepare(it.store, id, 'same');
      it.files.add(`work/${id}.submission.jpg`);
    }
    // Nothing else is going on that would make the queue look again.
    it.scheduler.pause({ kind: 'user', message: 'Paused by you.' });
    it.scheduler.start();
    await it.pass(5_000);
    const db = (it.store as unknown as { db: import('better-sqlite3').Database }).db;
    db.exec(`UPDATE jobs SET data = '{"fail' WHERE id = 'a'`);
    it.scheduler.resume();
    await it.pass(20_000);
    expect([it.state('a'), it.state('b')]).toEqual(['failed', 'exported']);
  });
});

describe('faults of the program', () => {
  it('in a lane let that photo rest for a minute instead of spinning', async () => {
    const it = stage();
    it.exporter.usual = () => {
      throw new Error('never comes here');
    };
    const result = it.store.result.bind(it.store);
    it.store.result = () => {
      throw new Error('a fault of the program');
    };
    it.add('b1', ['a']);
    await it.pass(59_000);
    expect(it.told.filter((line) => line === 'trouble internal')).toHaveLength(1);
    it.store.result = result;
    it.exporter.usual = (request) => ({ kind: 'exported', output: `out/${request.relativePath}`, details: {} });
    await it.pass(30_000);
    expect(it.state('a')).toBe('exported');
  });

  it('in a listener do not keep the queue from writing down what was paid for', async () => {
    const it = stage();
    it.scheduler.on('job', () => {
      throw new Error('the window has gone');
    });
    it.add('b1', ['a']);
    await it.pass(20_000);
    expect(it.state('a')).toBe('exported');
    expect(it.told).toContain('trouble internal');
  });
});

describe('stopping and starting', () => {
  it('waits for a submit under way, and breaks it off only after its grace', async () => {
    const it = stage();
    let signal: AbortSignal | undefined;
    let answer: (answer: SubmitAnswer) => void = () => {};
    it.submit.next = [
      (request) => {
        signal = request.signal;
        return new Promise<SubmitAnswer>((resolve) => (answer = resolve));
      },
    ];
    it.add('b1', ['a', 'b']);
    await it.pass(1_000);
    const settled = it.scheduler.settled();
    const stopped = it.scheduler.stop(20_000);
    await it.pass(19_000);
    expect(signal?.aborted).toBe(false);
    await it.pass(2_000);
    expect(signal?.aborted).toBe(true);
    answer({ kind: 'unclear', offline: false, reason: REASON });
    await stopped;
    expect(await settled).toMatchObject({ active: false });
    expect(it.state('a')).toBe('outcome-unknown');
    expect(it.clock.pending()).toEqual([]);
  });

  it('begins nothing after a stop, however many know of it', async () => {
    const it = stage();
    await it.scheduler.stop();
    it.add('b1', ['a']);
    it.scheduler.resume();
    it.scheduler.refreshBalance();
    await it.pass(60_000);
    expect(it.state('a')).toBe('queued');
    expect(() => it.scheduler.start()).toThrow('started before');
  });

  it('goes on with what an earlier run left, and leaves undecided what was being sent', async () => {
    const it = stage({ start: false });
    addBatch(it.store, 'b1', ['a', 'b']);
    prepare(it.store, 'a');
    it.store.beginSubmit('a', it.clock.now(), 8, 100);
    it.scheduler.start();
    await it.pass(20_000);
    expect([it.state('a'), it.state('b')]).toEqual(['outcome-unknown', 'exported']);
    expect(it.submit.calls).toHaveLength(1);
  });

  it('after a sleep of a day asks at once, whatever the clock says', async () => {
    const it = stage();
    it.poll.next = [{ kind: 'processing' }];
    it.add('b1', ['a']);
    await it.pass(6_000);
    it.clock.set(it.clock.now() - 24 * 3_600_000);
    await it.pass(40_000);
    expect(it.state('a')).toBe('exported');
  });

  it('cancels what is not at the service, and finishes what is', async () => {
    const it = stage({ policy: { startLimit: 1, maxLimit: 1 } });
    it.poll.next = [{ kind: 'processing' }, { kind: 'processing' }];
    it.add('b1', ['a', 'b', 'c']);
    await it.pass(6_000);
    expect(it.scheduler.cancel('b1').map((job) => job.id)).toEqual(['b', 'c']);
    await it.pass(20_000);
    expect(['a', 'b', 'c'].map((id) => it.state(id))).toEqual(['exported', 'cancelled', 'cancelled']);
    expect([...it.files].filter((path) => path.startsWith('work/'))).toEqual([]);
  });

  it.each([
    ['refused for now', { kind: 'refused', failure: fail('transient') }, 'cancelled'],
    ['refused for want of credits', { kind: 'refused', failure: fail('credits') }, 'cancelled'],
    ['cut off', { kind: 'not-sent', offline: false, reason: REASON }, 'cancelled'],
    ['taken', { kind: 'accepted', taskId: 't1' }, 'exported'],
    ['answered unclearly', { kind: 'unclear', offline: false, reason: REASON }, 'outcome-unknown'],
  ] as const)('never sends again what was cancelled while it was being sent (%s)', async (_name, answer, end) => {
    const it = stage();
    it.submit.next = [
      () => {
        expect(it.scheduler.cancel('b1')).toEqual([]);
        return answer;
      },
    ];
    it.add('b1', ['a']);
    await it.pass(5_000);
    it.scheduler.resume();
    await it.pass(120_000);
    expect([it.state('a'), it.submit.calls.length]).toEqual([end, 1]);
    if (end === 'cancelled') expect([...it.files]).toEqual([]);
  });

  it('lets a second batch buy the photo that the first was cancelled for', async () => {
    const it = stage({ sha: () => 'same' });
    it.scheduler.pause({ kind: 'user', message: 'Paused by you.' });
    it.add('b1', ['a']);
    it.add('b2', ['b']);
    it.scheduler.cancel('b1');
    it.scheduler.resume();
    await it.pass(20_000);
    expect([it.state('a'), it.state('b')]).toEqual(['cancelled', 'exported']);
    expect(it.submit.calls).toHaveLength(1);
  });
});
