import { beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../../electron/engine/index.ts';
import type { Photo } from '../../../electron/workspace/photos.ts';
import { Prober } from '../../../electron/workspace/prober.ts';

let asked: string[];
let pending: Map<string, () => void>;
let due: (() => void)[];
let pictures: { busy: boolean };
let prober: Prober;

beforeEach(() => {
  asked = [];
  pending = new Map();
  due = [];
  pictures = { busy: false };
  const imaging = {
    probe: (path: string) =>
      new Promise((resolve) => {
        asked.push(path);
        pending.set(path, () => resolve({ kind: 'picture', width: 3, height: 2, notes: [] }));
      }),
    photoFacts: () => Promise.resolve({ kind: 'facts', facts: {} }),
  };
  const clock = {
    now: () => 0,
    monotonic: () => 0,
    after: (_ms: number, fn: () => void) => (due.push(fn), () => undefined),
  };
  prober = new Prober({ engine: { imaging } as unknown as Engine, clock }, pictures, () => undefined);
});

const photos = (names: string) =>
  [...names].map((name) => ({ file: { path: name }, probed: false }) as unknown as Photo);
const pass = () => due.shift()?.();

/** Answers for a photo, and lets what follows from it happen. */
async function answer(path: string): Promise<void> {
  pending.get(path)?.();
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test('photos of a folder just opened are looked at a moment later, several at once', async () => {
  prober.want(photos('abcdef'));
  expect(asked).toEqual([]);
  pass();
  expect(asked.join('')).toBe('abcd');
  await answer('b');
  expect(asked.join('')).toBe('abcde');
});

test('while pictures are waited for, those in the background go one at a time', async () => {
  pictures.busy = true;
  prober.want(photos('abcdef'));
  pass();
  expect(asked.join('')).toBe('a');
  await answer('a');
  expect(asked.join('')).toBe('ab');
  pictures.busy = false;
  await answer('b');
  expect(asked.join('')).toBe('abcdef');
});

test('what is asked for comes at once and before the rest, the latest wish first', async () => {
  pictures.busy = true;
  const all = photos('abcdefgh');
  prober.want(all);
  prober.wantFirst(all.slice(4, 8));
  expect(asked.join('')).toBe('efgh');
  prober.wantFirst(all.slice(2, 4));
  pass();
  await answer('e');
  await answer('f');
  expect(asked.join('')).toBe('efghcd');
  for (const path of 'ghcd') await answer(path);
  expect(asked.join('')).toBe('efghcda');
});

test('all of some photos can be waited for', async () => {
  const all = photos('abcdef');
  prober.want(all);
  let finished = false;
  const done = prober.finish(all.slice(1, 3)).then(() => (finished = true));
  await answer('b');
  expect(finished).toBe(false);
  await answer('c');
  await done;
  expect(asked.slice(0, 2)).toEqual(['b', 'c']);
});
