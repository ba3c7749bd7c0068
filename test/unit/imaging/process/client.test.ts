import { describe, expect, it } from 'vitest';
import { TIME_LIMIT_MS } from '../../../../electron/imaging/process/protocol.ts';
import { answerFor, setUp } from './played-child.ts';

const signal = new AbortController().signal;
const PICTURE = {
  kind: 'picture',
  format: 'jpeg',
  width: 4,
  height: 3,
  bytes: 9,
  submission: { width: 4, height: 3 },
  notes: [],
};
const reasonOf = (code: string): unknown => expect.objectContaining({ reason: expect.objectContaining({ code }) });

describe('the imaging client', () => {
  it('starts no process before there is work', () => expect(setUp().children).toHaveLength(0));

  it('passes answers on', async () => {
    const { imaging, child } = setUp();
    const probed = imaging.probe('/a');
    child().start('/a');
    child().finish('/a');
    expect(await probed).toEqual(answerFor('/a'));
  });

  it('tries a job once more when the process dies, and then gives it up', async () => {
    const { imaging, child, children } = setUp();
    const probed = imaging.probe('/a');
    child().start('/a');
    child().die();
    expect(children).toHaveLength(2);
    child().start('/a');
    child().die();
    await expect(probed).rejects.toEqual(reasonOf('imaging-died'));
    expect(children).toHaveLength(2);
  });

  it('finds out which of several jobs kills it, and saves the others', async () => {
    const { imaging, child } = setUp();
    const [good, guilty, waiting] = [imaging.probe('/good'), imaging.probe('/guilty'), imaging.probe('/waiting')];
    child().start('/good');
    child().start('/guilty');
    child().die();
    expect(child().asked).toEqual(['/good']);
    child().start('/good');
    child().finish('/good');
    expect(await good).toEqual(answerFor('/good'));
    expect(child().asked).toEqual(['/good', '/guilty']);
    child().start('/guilty');
    child().die();
    await expect(guilty).rejects.toEqual(reasonOf('imaging-died'));
    expect(child().asked).toEqual(['/waiting']);
    child().start('/waiting');
    child().finish('/waiting');
    expect(await waiting).toEqual(answerFor('/waiting'));
  });

  it('goes on with the next suspect when the one being tried is cancelled', async () => {
    const { imaging, child } = setUp();
    const cancel = new AbortController();
    const first = imaging.probe('/first', cancel.signal);
    const second = imaging.probe('/second');
    child().start('/first');
    child().start('/second');
    child().die();
    cancel.abort(new Error('changed my mind'));
    await expect(first).rejects.toThrow('changed my mind');
    child().start('/second');
    child().finish('/second');
    expect(await second).toEqual(answerFor('/second'));
  });

  it('does not count jobs against themselves that had not begun', async () => {
    const { imaging, child } = setUp();
    const probed = imaging.probe('/a');
    child().die();
    child().die();
    child().start('/a');
    child().finish('/a');
    expect(await probed).toEqual(answerFor('/a'));
  });

  it('gives up when no process will start', async () => {
    const { imaging, child, children } = setUp();
    const probed = imaging.probe('/a');
    for (let i = 0; i < 4; i++) child().die();
    await expect(probed).rejects.toEqual(reasonOf('imaging-no-start'));
    expect(children).toHaveLength(4);
  });

  it('ends a process that hangs: only the job that hung fails', async () => {
    const { imaging, child, children, pass } = setUp();
    const [stuck, other] = [imaging.probe('/stuck'), imaging.probe('/other')];
    child().start('/stuck');
    pass(1000);
    child().start('/other');
    pass(TIME_LIMIT_MS.probe - 1000);
    await expect(stuck).rejects.toEqual(reasonOf('imaging-too-slow'));
    expect(children[0]!.killed).toBe(true);
    expect(child().asked).toEqual(['/other']);
    child().start('/other');
    child().finish('/other');
    expect(await other).toEqual(answerFor('/other'));
  });

  it('tells the process of an abort and rejects at once', async () => {
    const { imaging, child } = setUp();
    const cancel = new AbortController();
    const probed = imaging.probe('/a', cancel.signal);
    const id = child().idOf('/a');
    cancel.abort(new Error('enough'));
    await expect(probed).rejects.toThrow('enough');
    expect(child().got.at(-1)).toEqual({ kind: 'abort', id });
    // What it still says of the job is nobody's concern.
    child().say({ kind: 'done', id, answer: answerFor('/late') });
  });

  it('starts afresh after a process has retired', async () => {
    const { imaging, child, children } = setUp();
    const first = imaging.probe('/a');
    child().start('/a');
    child().finish('/a');
    await first;
    children[0]!.slowToDie = true;
    children[0]!.say({ kind: 'retiring' });
    expect(children[0]!.killed).toBe(true);
    const second = imaging.probe('/b');
    expect(children[0]!.asked).toEqual(['/a']);
    children[0]!.die();
    expect(child().asked).toEqual(['/b']);
    child().start('/b');
    child().finish('/b');
    expect(await second).toEqual(answerFor('/b'));
  });

  it('turns a death into an answer where there is one for it', async () => {
    const { imaging, child } = setUp();
    const prepared = imaging.prepare('/a', '/b', signal);
    for (let i = 0; i < 2; i++) {
      child().say({ kind: 'started', id: child().got[0]!.id });
      child().die();
    }
    expect(await prepared).toMatchObject({ kind: 'local', reason: { code: 'imaging-died' } });
  });

  it.each([
    ['a word', 'anything'],
    ['an answer of another operation', { kind: 'facts', facts: {} }],
    ['sizes that are none', { ...PICTURE, width: -1 }],
    ['a reason without words', { kind: 'refused', reason: { code: 'x' } }],
  ])('believes no answer that makes no sense: %s', async (_, answer) => {
    const { imaging, child } = setUp();
    const probed = imaging.probe('/a');
    child().start('/a');
    child().say({ kind: 'done', id: child().idOf('/a'), answer });
    await expect(probed).rejects.toEqual(reasonOf('imaging-nonsense'));
  });

  it('takes no other file for the one that was to be written: it would be sent, or shown', async () => {
    const { imaging, child } = setUp();
    const prepared = imaging.prepare('/a', '/data/copy', signal);
    const shown = imaging.thumbnail('/a', '/cache/a.jpg');
    const [first, second] = child().got.flatMap((message) => (message.kind === 'run' ? [message.id] : []));
    const submission = { path: '/elsewhere/private.jpg', bytes: 1, width: 1, height: 1, contentType: 'image/jpeg' };
    child().say({
      kind: 'done',
      id: first!,
      answer: { kind: 'prepared', submission: { ...submission, extension: '.jpg' }, notes: [] },
    });
    child().say({
      kind: 'done',
      id: second!,
      answer: { kind: 'written', path: '/elsewhere/private.jpg', width: 1, height: 1 },
    });
    expect(await prepared).toMatchObject({ kind: 'local', reason: { code: 'imaging-nonsense' } });
    expect(await shown).toMatchObject({ kind: 'local', reason: { code: 'imaging-nonsense' } });
  });

  it.each([undefined, 7, {}, { kind: 'done' }, { kind: 'started', id: 'x' }, { kind: 'open', path: '/etc' }])(
    'ends a process that says what is no message: %j',
    async (said) => {
      const { imaging, child, children } = setUp();
      const probed = imaging.probe('/a');
      child().start('/a');
      child().babble(said);
      expect(children[0]!.killed).toBe(true);
      child().start('/a');
      child().finish('/a');
      expect(await probed).toEqual(answerFor('/a'));
    },
  );

  it('reports progress', async () => {
    const { imaging, child } = setUp();
    const seen: number[] = [];
    const request = { original: '/o', submitted: '/s', retouched: '/r', target: '/t' };
    const done = imaging.fullSize(request as never, signal, (fraction) => seen.push(fraction));
    const id = child().got[0]!.id;
    child().say({ kind: 'progress', id, fraction: 0.5 });
    child().say({ kind: 'done', id, answer: answerFor('/ok') });
    expect(await done).toEqual(answerFor('/ok'));
    expect(seen).toEqual([0.5]);
  });

  it('rejects everything when it is closed, and takes nothing more', async () => {
    const { imaging, child } = setUp();
    const probed = imaging.probe('/a');
    const prepared = imaging.prepare('/a', '/b', signal);
    const closed = imaging.close();
    await expect(probed).rejects.toEqual(reasonOf('imaging-closed'));
    await expect(prepared).rejects.toEqual(reasonOf('imaging-closed'));
    await closed;
    expect(child().killed).toBe(true);
    await expect(imaging.probe('/c')).rejects.toEqual(reasonOf('imaging-closed'));
  });
});
