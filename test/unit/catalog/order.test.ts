import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byReadingOrder } from '../../../electron/catalog/order.ts';

test('numbers count as numbers, folders come with their photos together', () => {
  const paths = ['b/IMG_2.jpg', 'IMG_10.jpg', 'b 2/x.jpg', 'IMG_9.jpg', 'b/IMG_10.jpg', 'IMG_100.jpg', 'b/c/a.jpg'];
  expect(paths.sort(byReadingOrder)).toEqual([
    'b/c/a.jpg',
    'b/IMG_2.jpg',
    'b/IMG_10.jpg',
    'b 2/x.jpg',
    'IMG_9.jpg',
    'IMG_10.jpg',
    'IMG_100.jpg',
  ]);
});

test('two spellings of one letter keep a fixed order', () => {
  const composed = 'caf\u00e9.jpg';
  const decomposed = 'cafe\u0301.jpg';
  expect([composed, decomposed].sort(byReadingOrder)).toEqual([decomposed, composed]);
  expect([decomposed, composed].sort(byReadingOrder)).toEqual([decomposed, composed]);
});

test('the order is total: only equal paths are equal, and swapping turns the answer round', () => {
  const path = fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(path, path, (left, right) => {
      const [a, b] = [left.join('/'), right.join('/')];
      expect(byReadingOrder(a, b) === 0).toBe(a === b);
      expect(Math.sign(byReadingOrder(a, b)) + Math.sign(byReadingOrder(b, a))).toBe(0);
    }),
  );
});
