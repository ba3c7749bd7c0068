import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { QueueMove } from '../../../electron/contract/index.ts';
import { reordered } from '../../../electron/workspace/queue-order.ts';

const moved = (waiting: string, chosen: string, to: QueueMove) => reordered([...waiting], new Set(chosen), to).join('');

it.each<[string, QueueMove, string]>([
  ['d', 'first', 'dabcef'],
  ['bd', 'first', 'bdacef'],
  ['bd', 'last', 'acefbd'],
  ['bd', 'up', 'badcef'],
  ['bd', 'down', 'acbedf'],
  ['ab', 'up', 'abcdef'],
  ['ef', 'down', 'abcdef'],
  ['bc', 'down', 'adbcef'],
  ['', 'first', 'abcdef'],
])('%s moved %s in abcdef is %s', (chosen, to, expected) => {
  expect(moved('abcdef', chosen, to)).toBe(expected);
});

it('loses and doubles nothing, and leaves the others in their order', () => {
  const move = fc.constantFrom<QueueMove>('first', 'up', 'down', 'last');
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(30)), fc.array(fc.nat(30)), move, (waiting, picks, to) => {
      const chosen = new Set(picks);
      const next = reordered(waiting, chosen, to);
      expect([...next].sort()).toEqual([...waiting].sort());
      for (const group of [true, false]) {
        const of = (list: readonly number[]) => list.filter((each) => chosen.has(each) === group);
        expect(of(next)).toEqual(of(waiting));
      }
    }),
  );
});
