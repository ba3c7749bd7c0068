import { describe, expect, it } from 'vitest';
import type { ExportAnswer } from '../../../electron/queue/ports.ts';
import { stage, type Stage } from './scripted.ts';

const UNDECIDED = { state: 'outcome-unknown', charged: 'surely' } as const;
const same = { kind: 'picture', sha256: 'one file' } as const;

/** Photos of one batch, one after the other, up to where `until` says. */
async function oneByOne(it: Stage, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    it.add(`batch of ${id}`, [id]);
    await it.pass(20_000);
  }
}

describe('a result that does not show its photo', () => {
  it('is set aside, never exported, and can be asked for again or paid for again', async () => {
    const it = stage();
    it.check.next = [{ kind: 'unfit' }, { kind: 'unfit' }];
    await oneByOne(it, ['a']);
    expect(it.job('a')).toMatchObject(UNDECIDED);
    expect(it.files).toContain('work/a.not-this-photo.jpg');
    expect([...it.files].filter((path) => path.startsWith('results/'))).toEqual([]);
    expect(it.store.ledger()).toHaveLength(1);

    it.scheduler.decide(['a'], 'ask-again');
    await it.pass(20_000);
    expect(it.job('a')).toMatchObject(UNDECIDED);
    it.scheduler.decide(['a'], 'pay-again');
    await it.pass(20_000);
    expect(it.state('a')).toBe('exported');
    expect(it.submit.calls).toHaveLength(2);
    expect(it.store.ledger()).toHaveLength(2);
  });

  it('is told from one that came with the answer, too', async () => {
    const it = stage();
    it.submit.next = [
      () => {
        it.files.add('work/a.answer');
        return { kind: 'picture', path: 'work/a.answer' };
      },
    ];
    it.check.next = [{ kind: 'unfit' }];
    await oneByOne(it, ['a']);
    expect(it.job('a')).toMatchObject(UNDECIDED);
    expect(it.files).toContain('work/a.not-this-photo.jpg');
    expect(it.store.ledger()).toHaveLength(1);
  });

  it('is compared with the copy that was sent, made anew where somebody deleted it', async () => {
    const it = stage();
    it.download.next = [
      (_url, path) => {
        it.files.delete('work/a.submission.jpg');
        it.files.add(path);
        return { kind: 'saved', bytes: 10, contentType: 'image/jpeg' };
      },
    ];
    await oneByOne(it, ['a']);
    expect(it.state('a')).toBe('exported');
    expect(it.prepare.calls).toHaveLength(2);
  });
});

describe('the same file for two photos', () => {
  it('makes both undecided while neither is exported', async () => {
    const it = stage();
    const written = Promise.withResolvers<ExportAnswer>();
    it.check.usual = () => same;
    it.exporter.next = [() => written.promise];
    await oneByOne(it, ['a']);
    expect(it.state('a')).toBe('retouched');
    await oneByOne(it, ['b']);
    for (const job of ['a', 'b']) {
      expect(it.job(job)).toMatchObject({ ...UNDECIDED, reason: { code: 'result-shared' } });
      expect(it.files).toContain(`work/${job}.not-this-photo.jpg`);
    }
    expect(it.store.result(it.job('a').resultKey!)).toBeUndefined();
    // It was just being written: that file is there, and is told of.
    written.resolve({ kind: 'exported', output: 'out/a.jpg', details: {} });
    await it.pass(1_000);
    expect(it.told).toContain('trouble exported-in-doubt');
    expect(it.state('a')).toBe('outcome-unknown');

    // Asked again, once the other photo has a file of its own, the first one's is its own as well.
    it.check.next = [{ kind: 'picture', sha256: 'the file of b' }, same];
    for (const job of ['b', 'a']) {
      it.scheduler.decide([job], 'ask-again');
      await it.pass(20_000);
    }
    expect([it.state('a'), it.state('b')]).toEqual(['exported', 'exported']);
    expect(it.submit.calls).toHaveLength(2);
  });

  it('is noticed while the first is being put into its place', async () => {
    const it = stage();
    it.check.usual = () => same;
    it.add('b1', ['a', 'b']);
    await it.pass(20_000);
    expect([it.state('a'), it.state('b')]).toEqual(['outcome-unknown', 'outcome-unknown']);
    expect([...it.files].filter((path) => path.startsWith('results/'))).toEqual([]);
  });

  it('is told of where the first is exported, also after a restart, and no copy of it gets the result', async () => {
    const it = stage({ sha: (source) => `sha of ${source.replace('copy.jpg', 'a.jpg')}` });
    it.check.usual = () => same;
    await oneByOne(it, ['a']);
    expect(it.state('a')).toBe('exported');
    await it.scheduler.stop(0);
    it.restart();
    await oneByOne(it, ['b']);
    expect(it.job('a')).toMatchObject({ state: 'exported', notes: [{ code: 'exported-result-shared' }] });
    expect(it.job('b')).toMatchObject({ ...UNDECIDED, reason: { code: 'result-shared' } });
    expect(it.told).toContain('trouble exported-result-shared');
    expect(it.store.result(it.job('a').resultKey!)).toBeUndefined();
    // Nor is one bought for it without a word: the first one is paid for.
    await oneByOne(it, ['copy']);
    expect(it.state('copy')).toBe('outcome-unknown');
    expect(it.submit.calls).toHaveLength(2);
  });

  it('is nothing strange for two copies of one photo, and for a photo that is paid for again', async () => {
    const it = stage({ sha: () => 'one photo' });
    it.check.usual = () => same;
    await oneByOne(it, ['a', 'copy']);
    expect([it.state('a'), it.state('copy')]).toEqual(['exported', 'exported']);
    expect(it.submit.calls).toHaveLength(1);
  });
});

describe('a task number that comes a second time', () => {
  const twice = [
    { kind: 'accepted', taskId: 'same' },
    { kind: 'accepted', taskId: 'same' },
  ] as const;

  it('leaves a result alone that came before the second photo was sent', async () => {
    const it = stage();
    it.submit.next = [...twice];
    await oneByOne(it, ['a', 'b']);
    expect(it.job('a')).toMatchObject({ state: 'exported', notes: [] });
    expect(it.job('b')).toMatchObject({ state: 'outcome-unknown', reason: { code: 'task-id-repeated' } });
  });

  it.each(['processing', 'ready', 'retouched', 'exported'] as const)('finds the first photo %s', async (state) => {
    const it = stage();
    const second = Promise.withResolvers<(typeof twice)[1]>();
    const untilStopped = (...args: unknown[]): Promise<never> => {
      const signal = args.at(-1) as AbortSignal;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    it.submit.next = [twice[0], () => second.promise];
    if (state === 'processing') it.poll.usual = () => ({ kind: 'processing' });
    if (state === 'ready') it.download.usual = untilStopped;
    if (state === 'retouched') it.exporter.usual = untilStopped;
    it.add('b1', ['a', 'b']);
    await it.pass(20_000);
    expect(it.state('a')).toBe(state);
    second.resolve(twice[1]);
    await it.pass(1_000);
    expect(it.job('b')).toMatchObject({ state: 'outcome-unknown', reason: { code: 'task-id-repeated' } });
    if (state === 'exported') {
      expect(it.job('a')).toMatchObject({ state, notes: [{ code: 'exported-task-id-repeated' }] });
      return;
    }
    const charged = state === 'processing' ? 'maybe' : 'surely';
    expect(it.job('a')).toMatchObject({
      state: 'outcome-unknown',
      reason: { code: 'task-id-repeated' },
      taskId: 'same',
      charged,
    });
    expect(it.store.result(it.job('a').resultKey!)).toBeUndefined();
  });
});

describe('a result in which nothing changed', () => {
  it('is exported with a note of what it cost', async () => {
    const it = stage();
    it.check.next = [{ kind: 'picture', unchanged: true }];
    await oneByOne(it, ['a', 'b']);
    expect(it.job('a')).toMatchObject({ state: 'exported', notes: [{ code: 'nothing-changed' }] });
    expect(it.job('a').notes[0]!.message).toContain('8 credits');
    expect(it.job('b')).toMatchObject({ state: 'exported', notes: [] });
  });
});
