import { expect, it } from 'vitest';
import { Line } from '../../../electron/ailab/line.ts';

const PHOTO = 1_600_000;

it('waits for an answer as long as everything under way takes on the slowest line', () => {
  const line = new Line(16_000);
  expect(line.extraMs()).toBe(0);
  const first = line.begin(PHOTO, 0);
  expect(line.extraMs()).toBe(100_000);
  const second = line.begin(PHOTO, 0);
  expect(line.extraMs()).toBe(200_000);
  first('answered', 10, 1000);
  second('other', undefined, 1000);
  expect(line.extraMs()).toBe(0);
});

it('waits longer where the line was seen to be slower still, up to four times', () => {
  const line = new Line(16_000);
  line.begin(PHOTO, 0)('answered', 10, 100_000);
  line.begin(PHOTO, 0);
  expect(line.extraMs()).toBe(200_000);
  const worse = new Line(16_000);
  worse.begin(PHOTO, 0)('answered', 10, 10_000_000);
  worse.begin(PHOTO, 0);
  expect(worse.extraMs()).toBe(400_000);
});

it('holds the last piece back only after a whole upload was lost late, and lets go as answers come', () => {
  const line = new Line(16_000);
  line.begin(PHOTO, 0)('lost', 100, 300);
  line.begin(PHOTO, 0)('lost', undefined, 9_000);
  line.begin(PHOTO, 0)('other', 100, 9_000);
  expect(line.holdMs(PHOTO)).toBe(0);
  line.begin(PHOTO, 0)('lost', 100, 9_000);
  expect(line.holdMs(PHOTO)).toBe(25_000);
  line.begin(PHOTO, 0)('lost', 100, 9_000);
  expect(line.holdMs(PHOTO)).toBe(50_000);
  for (let n = 0; n < 9; n++) line.begin(PHOTO, 0)('lost', 100, 9_000);
  expect(line.holdMs(PHOTO)).toBe(200_000);
  for (let n = 0; n < 5; n++) line.begin(PHOTO, 0)('answered', 100, 9_000);
  expect(line.holdMs(PHOTO)).toBe(0);
});
