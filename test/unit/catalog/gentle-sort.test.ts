import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortGently } from '../../../electron/catalog/gentle-sort.ts';

interface Item {
  readonly key: number;
  readonly at: number;
}
const byKey = (a: Item, b: Item) => a.key - b.key;

test('sorts as toSorted does, equal items in the order they came, at any length', async () => {
  const keys = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 3000, size: 'max' });
  await fc.assert(
    fc.asyncProperty(keys, async (all) => {
      const items = all.map((key, at) => ({ key, at }));
      expect(await sortGently(items, byKey)).toEqual(items.toSorted(byKey));
    }),
    { numRuns: 30 },
  );
});

test('others get their turn all the while, during the sorting and the merging', async () => {
  const items = Array.from({ length: 4096 }, (_, at) => ({ key: (at * 2654435761) % 4096, at }));
  let turns = 0;
  let sorting = true;
  const beat = () => {
    turns++;
    if (sorting) setImmediate(beat);
  };
  setImmediate(beat);
  await sortGently(items, byKey);
  sorting = false;
  // Eight slices to sort, and three rounds of merging them.
  expect(turns).toBeGreaterThan(20);
});
