import { expect, it } from 'vitest';
import { numbered } from '../../../electron/workspace/numbers.ts';

it('a first batch is numbered from 1, in its order', () => {
  expect(numbered(['/b', '/a', '/c'], new Map())).toEqual({ numbers: [1, 2, 3], highest: 3 });
});

it('a photo keeps its number, and new ones follow the highest', () => {
  const given = new Map([
    ['/a', 7],
    ['/b', 2],
  ]);
  expect(numbered(['/new', '/b', '/newer', '/a'], given)).toEqual({ numbers: [8, 2, 9, 7], highest: 9 });
  expect(numbered(['/b'], given)).toEqual({ numbers: [2], highest: 7 });
});
