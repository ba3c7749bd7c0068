import { afterEach, expect, it } from 'vitest';
import { answered, atMost, holdsThreads } from '../../../electron/base/answering.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const clock = createFakeClock();
/** Questions that the drive has not answered. */
const hanging: (() => void)[] = [];
const silence = (): Promise<string> => new Promise((resolve) => hanging.push(() => resolve('late')));
const noAnswer = expect.objectContaining({ trouble: expect.objectContaining({ code: 'no-answer', effect: 'again' }) });

afterEach(async () => {
  for (const answer of hanging.splice(0)) answer();
  await new Promise(setImmediate);
  expect(holdsThreads()).toBe(false);
  expect(clock.pending()).toEqual([]);
});

it('an answer, or a refusal, is passed on', async () => {
  expect(await answered('/nas/a.jpg', () => Promise.resolve(1), { clock })).toBe(1);
  await expect(answered('/nas/a.jpg', () => Promise.reject(new Error('no')), { clock })).rejects.toThrow('no');
});

it('a drive that says nothing is given up, with the path in the words', async () => {
  const asked = answered('/nas/a.jpg', silence, { clock, limitMs: 1000 });
  clock.advance(999);
  expect(holdsThreads()).toBe(true);
  clock.advance(1);
  await expect(asked).rejects.toEqual(noAnswer);
  await expect(asked).rejects.toThrow('“/nas/a.jpg” can’t be read: its drive or network folder does not answer.');
});

it('while a folder is silent no more threads are given to it; other folders, and the same one afterwards, are asked', async () => {
  const asked = answered('/nas/shoot/a.jpg', silence, { clock, limitMs: 1000 });
  clock.advance(1000);
  await expect(asked).rejects.toEqual(noAnswer);
  let questions = 0;
  const ask = (path: string) => answered(path, () => Promise.resolve(++questions), { clock });
  await expect(ask('/nas/shoot/b.jpg')).rejects.toEqual(noAnswer);
  await expect(ask('/nas/shoot/deep/c.jpg')).rejects.toEqual(noAnswer);
  expect(questions).toBe(0);
  expect(await ask('/nas/shoot 2/a.jpg')).toBe(1);
  hanging.splice(0)[0]?.();
  await new Promise(setImmediate);
  expect(await ask('/nas/shoot/b.jpg')).toBe(2);
});

it('who asked may leave at once, and nobody else is refused for it', async () => {
  const stop = new AbortController();
  const asked = answered('/nas/a.jpg', silence, { clock, signal: stop.signal });
  stop.abort(new Error('stopped'));
  await expect(asked).rejects.toThrow('stopped');
  expect(holdsThreads()).toBe(true);
  expect(await answered('/nas/b.jpg', () => Promise.resolve('b'), { clock })).toBe('b');
});

it('what takes too long to close is left', async () => {
  const closed = atMost(5000, new Promise(() => undefined), clock);
  clock.advance(5000);
  await closed;
  await atMost(5000, Promise.resolve(), clock);
  await expect(atMost(5000, Promise.reject(new Error('no')), clock)).rejects.toThrow('no');
});
