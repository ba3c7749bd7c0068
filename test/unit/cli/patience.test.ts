import { expect, test } from 'vitest';
import { Patience } from '../../../electron/cli/patience.ts';

test('patience with the network ends after the limit, counted from the first trouble', () => {
  const patience = new Patience(1000);
  expect(patience.isOver(1_000_000)).toBe(false);
  patience.troubled(5000);
  patience.troubled(5900);
  expect(patience.isOver(6000)).toBe(false);
  expect(patience.isOver(6001)).toBe(true);
});

test('it begins anew once a photo got on', () => {
  const patience = new Patience(1000);
  patience.troubled(5000);
  patience.worked();
  expect(patience.isOver(9000)).toBe(false);
  patience.troubled(9000);
  expect(patience.isOver(10_000)).toBe(false);
  expect(patience.isOver(10_001)).toBe(true);
});

test('it may have no end', () => {
  const patience = new Patience(Number.POSITIVE_INFINITY);
  patience.troubled(0);
  expect(patience.isOver(Number.MAX_VALUE)).toBe(false);
});
