import { expect, test } from 'vitest';
import type { PhotoPatch } from '../../../electron/contract/index.ts';
import { diff, Patches } from '../../../electron/workspace/photos.ts';
import { photo } from '../renderer/photos.ts';

function setUp() {
  const sent: (readonly PhotoPatch[])[] = [];
  const due: (() => void)[] = [];
  const patches = new Patches(
    (all) => sent.push(all),
    (fn) => {
      due.push(fn);
      return () => due.splice(due.indexOf(fn), 1);
    },
  );
  return { sent, patches, pass: () => due.shift()?.() };
}

test('changes of a moment become one message, and those of one photo one patch', () => {
  const { sent, patches, pass } = setUp();
  patches.add({ id: 'a', fade: 0.5 });
  patches.add({ id: 'b', fade: 1 });
  patches.add({ id: 'a', width: 3 });
  pass();
  pass();
  expect(sent).toEqual([
    [
      { id: 'a', fade: 0.5, width: 3 },
      { id: 'b', fade: 1 },
    ],
  ]);
});

test('a flood becomes several messages, in order, and the last word of each photo arrives', () => {
  const { sent, patches, pass } = setUp();
  for (let n = 0; n < 2500; n++) patches.add({ id: String(n), fade: 0 });
  pass();
  patches.add({ id: '0', fade: 1 });
  patches.add({ id: '2400', fade: 1 });
  while (sent.flat().length < 2501) pass();
  expect(sent.map(({ length }) => length)).toEqual([1000, 1000, 501]);
  const last = new Map(sent.flat().map(({ id, fade }) => [id, fade]));
  expect(last.size).toBe(2500);
  expect([last.get('0'), last.get('2400'), last.get('1')]).toEqual([1, 1, 0]);
});

test('news of a photo is what differs, by value', () => {
  const before = photo('a', { faces: [], camera: 'X' });
  const after = photo('a', { faces: [], width: 3, marks: { rating: 2, flag: 'none' }, status: { kind: 'idle' } });
  expect(diff(before, after)).toStrictEqual({
    id: 'a',
    width: 3,
    marks: { rating: 2, flag: 'none' },
    camera: undefined,
  });
  expect(diff(before, { ...before })).toEqual({ id: 'a' });
});
