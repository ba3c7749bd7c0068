import { describe, expect, it } from 'vitest';
import { stage } from './scripted.ts';

const missing = () => Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT' }));

describe('a folder of originals that is gone', () => {
  it.each([
    ['before a photo is read', (it: ReturnType<typeof stage>) => (it.prepare.usual = missing)],
    [
      'amid a read, which looks like a damaged picture',
      (it: ReturnType<typeof stage>) =>
        (it.prepare.usual = () => ({ kind: 'refused', reason: { code: 'damaged', message: 'Damaged.' } })),
    ],
    [
      'when the result is to be written',
      (it: ReturnType<typeof stage>) =>
        (it.exporter.usual = () => ({ kind: 'failed', reason: { code: 'original-gone', message: 'Gone.' } })),
    ],
  ])('%s: the queue waits, and goes on by itself when it is back', async (_when, takeAway) => {
    const it = stage();
    const usual = { prepare: it.prepare.usual, exporter: it.exporter.usual };
    takeAway(it);
    it.gone.add('photos');
    it.add('b1', ['a', 'b', 'c']);
    await it.pass(60_000);
    expect(it.scheduler.status()).toMatchObject({ paused: { kind: 'disk' }, active: false });
    expect(it.scheduler.status().paused?.message).toContain('“photos”');
    expect(it.store.counts({ batch: 'b1' })).toMatchObject({ failed: 0 });
    const paid = it.submit.calls.length;

    it.gone.clear();
    it.prepare.usual = usual.prepare;
    it.exporter.usual = usual.exporter;
    await it.pass(600_000);
    expect(it.store.counts({ batch: 'b1' })).toMatchObject({ exported: 3, failed: 0 });
    expect(it.submit.calls).toHaveLength(3);
    expect(paid).toBeLessThanOrEqual(3);
  });

  it('is told from one photo that is gone', async () => {
    const it = stage();
    it.exporter.next = [{ kind: 'failed', reason: { code: 'original-gone', message: 'Gone.' } }];
    it.add('b1', ['a', 'b']);
    await it.pass(60_000);
    expect(it.store.counts({ batch: 'b1' })).toMatchObject({ exported: 1, failed: 1 });
    expect(it.scheduler.status().paused).toBeUndefined();
  });
});
