import { describe, expect, it } from 'vitest';
import { TIME_LIMIT_MS } from '../../../../electron/imaging/process/protocol.ts';
import { setUp } from './played-child.ts';

describe('a drive that does not answer', () => {
  const SILENT_MS = TIME_LIMIT_MS.fileKeys;

  it('fails the photo that is hashed, with its path; one that gets on slowly has its time', async () => {
    const { imaging, child, pass } = setUp();
    const slow = imaging.fileKeys('/slow');
    const dead = imaging.fileKeys('/dead');
    child().start('/slow');
    child().start('/dead');
    for (let mb = 1; mb < 3; mb++) {
      pass(SILENT_MS / 3);
      child().say({ kind: 'progress', id: child().idOf('/slow'), fraction: 0.1 });
    }
    pass(SILENT_MS / 3);
    await expect(dead).rejects.toMatchObject({ trouble: { code: 'no-answer', path: '/dead' } });
    // The process is another one: the slow photo begins anew.
    expect(child().asked).toEqual(['/slow']);
    child().start('/slow');
    for (let mb = 1; mb < 10; mb++) {
      pass(SILENT_MS * 0.9);
      child().say({ kind: 'progress', id: child().idOf('/slow'), fraction: mb / 10 });
    }
    child().say({ kind: 'done', id: child().idOf('/slow'), answer: KEYS });
    expect(await slow).toEqual(KEYS);
  });

  it('does not keep a place for a read that nobody waits for any more', async () => {
    const { imaging, children, child, pass } = setUp();
    const stop = new AbortController();
    const hung = imaging.fileKeys('/dead', stop.signal);
    child().start('/dead');
    stop.abort();
    await expect(hung).rejects.toBe(stop.signal.reason);
    const other = imaging.fileKeys('/good');
    pass(SILENT_MS);
    expect(children.map(({ killed }) => killed)).toEqual([true, false]);
    child().say({ kind: 'done', id: child().idOf('/good'), answer: KEYS });
    expect(await other).toEqual(KEYS);
  });

  it('leaves the process alone where what was broken off has ended', async () => {
    const { imaging, child, children, pass } = setUp();
    const stop = new AbortController();
    const hung = imaging.fileKeys('/a', stop.signal);
    child().start('/a');
    stop.abort();
    await expect(hung).rejects.toBe(stop.signal.reason);
    child().say({ kind: 'failed', id: child().idOf('/a'), reason: { code: 'aborted', message: 'x' } });
    pass(SILENT_MS * 2);
    expect(children.map(({ killed }) => killed)).toEqual([false]);
  });

  it('does not keep the app from closing', async () => {
    const { imaging, child, pass } = setUp();
    imaging.warm();
    child().slowToDie = true;
    const closed = imaging.close();
    expect(child().killed).toBe(true);
    pass(3_000);
    await closed;
  });
});

const KEYS = { sha256: 'a'.repeat(64), picture: `${'b'.repeat(64)}p`, bytes: 1, modifiedAt: 1 };
