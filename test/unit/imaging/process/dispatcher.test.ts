import { describe, expect, it, vi } from 'vitest';
import { ReasonError } from '../../../../electron/base/reason.ts';
import { Dispatcher } from '../../../../electron/imaging/process/dispatcher.ts';
import type { Handlers } from '../../../../electron/imaging/process/handlers.ts';
import type { FromChild, Operation } from '../../../../electron/imaging/process/protocol.ts';

/** Handlers that wait until the test lets them go. */
function setUp(slots = 1, fullSizeSlots = 1, lightSlots = 2) {
  const sent: FromChild[] = [];
  const running = new Map<
    number,
    { finish: (answer: unknown) => void; fail: (error: unknown) => void; signal: AbortSignal }
  >();
  const handler = (request: unknown, signal: AbortSignal): Promise<never> =>
    new Promise((resolve, reject) => {
      running.set((request as { n: number }).n, { finish: resolve as (answer: unknown) => void, fail: reject, signal });
    });
  const names: Operation[] = ['probe', 'prepare', 'check', 'placeholder', 'thumbnail', 'preview', 'fullSize'];
  const onIdle = vi.fn();
  const dispatcher = new Dispatcher({
    handlers: Object.fromEntries(names.map((name) => [name, handler])) as unknown as Handlers,
    send: (message) => sent.push(message),
    slots,
    fullSizeSlots,
    lightSlots,
    onIdle,
  });
  const started = (): number[] => sent.flatMap((m) => (m.kind === 'started' ? [m.id] : []));
  const run = (id: number, operation: Operation): void =>
    dispatcher.receive({ kind: 'run', id, operation, request: { n: id } });
  const finish = async (id: number): Promise<void> => {
    running.get(id)!.finish(`answer ${id}`);
    // The answer passes two promises on its way out.
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    expect(sent).toContainEqual({ kind: 'done', id, answer: `answer ${id}` });
  };
  return { dispatcher, sent, running, started, run, finish, onIdle };
}

describe('the dispatcher', () => {
  it('runs what is waited for most first, and the newest thumbnail before older ones', async () => {
    const { run, finish, started } = setUp();
    run(1, 'prepare');
    run(2, 'fullSize');
    run(3, 'prepare');
    run(4, 'preview');
    run(5, 'thumbnail');
    run(6, 'thumbnail');
    run(7, 'probe');
    for (const id of [1, 6, 5, 4, 7, 3, 2]) await finish(id);
    expect(started()).toEqual([1, 6, 5, 4, 7, 3, 2]);
  });

  it('keeps the rest of the slots free of full-size results', async () => {
    const { run, finish, started } = setUp(2, 1);
    run(1, 'fullSize');
    run(2, 'fullSize');
    run(3, 'prepare');
    expect(started()).toEqual([1, 3]);
    await finish(1);
    expect(started()).toEqual([1, 3, 2]);
  });

  it('lets placeholders wait for nothing but each other', async () => {
    const { run, finish, started } = setUp();
    for (const id of [1, 2]) run(id, 'thumbnail');
    for (const id of [3, 4, 5]) run(id, 'placeholder');
    expect(started()).toEqual([1, 3, 4]);
    await finish(3);
    expect(started()).toEqual([1, 3, 4, 5]);
    await finish(1);
    expect(started()).toEqual([1, 3, 4, 5, 2]);
  });

  it('drops a waiting job that is aborted', async () => {
    const { dispatcher, run, finish, started, sent } = setUp();
    run(1, 'prepare');
    run(2, 'prepare');
    dispatcher.receive({ kind: 'abort', id: 2 });
    expect(sent.at(-1)).toMatchObject({ kind: 'failed', id: 2, reason: { code: 'aborted' } });
    await finish(1);
    expect(started()).toEqual([1]);
  });

  it('tells a running job of its abort', () => {
    const { dispatcher, run, running } = setUp();
    run(1, 'prepare');
    dispatcher.receive({ kind: 'abort', id: 1 });
    expect(running.get(1)!.signal.aborted).toBe(true);
  });

  it.each([
    [new ReasonError('disk-full', 'The disk is full.'), 'disk-full'],
    [Object.assign(new Error('EIO'), { code: 'EIO' }), 'disk-error'],
    [new Error('strange'), 'internal'],
  ])('answers %s with a reason and goes on', async (error, code) => {
    const { run, running, finish, sent } = setUp();
    run(1, 'check');
    run(2, 'check');
    running.get(1)!.fail(error);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    expect(sent).toContainEqual(
      expect.objectContaining({ kind: 'failed', id: 1, reason: expect.objectContaining({ code }) as unknown }),
    );
    await finish(2);
  });

  it('carries the side of an error across the border of the process', async () => {
    const { run, running, sent } = setUp();
    run(1, 'check');
    run(2, 'prepare');
    const error = Object.assign(new Error('EIO'), { code: 'EIO' });
    for (const id of [1, 2]) {
      running.get(id)!.fail(error);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
    const failed = (id: number) => sent.find((message) => message.kind === 'failed' && message.id === id);
    expect(failed(1)).toMatchObject({ trouble: { side: 'data', code: 'EIO', effect: 'place' } });
    expect(failed(2)).toMatchObject({ trouble: { side: 'original', code: 'EIO', effect: 'again' } });
    expect(structuredClone(failed(2))).toEqual(failed(2));
  });

  it('says when nothing is left to do', async () => {
    const { run, finish, onIdle } = setUp();
    run(1, 'probe');
    expect(onIdle).not.toHaveBeenCalled();
    await finish(1);
    expect(onIdle).toHaveBeenCalledOnce();
  });
});
