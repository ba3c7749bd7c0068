import { expect, test } from 'vitest';
import { PaceMeter } from '../../../electron/engine/rate.ts';

test('a pace is told only from enough photos, and the time left from the pace', () => {
  const meter = new PaceMeter(0);
  meter.finished(10_000);
  meter.finished(20_000);
  expect(meter.pace(20_000, 8)).toEqual({ photosPerMinute: undefined, secondsLeft: undefined });
  meter.finished(30_000);
  expect(meter.pace(30_000, 8)).toEqual({ photosPerMinute: 6, secondsLeft: 80 });
  // Time passes without a photo: the pace falls.
  expect(meter.pace(60_000, 8)).toEqual({ photosPerMinute: 3, secondsLeft: 160 });
});

test('what is long ago, or was before a pause, does not count', () => {
  const meter = new PaceMeter(0);
  for (const at of [1_000, 2_000, 3_000]) meter.finished(at);
  expect(meter.pace(400_000, 1).photosPerMinute).toBeUndefined();
  for (const at of [401_000, 402_000, 403_000]) meter.finished(at);
  expect(meter.pace(403_000, 1).photosPerMinute).toBeCloseTo(0.6, 6);
  meter.restart(403_000);
  expect(meter.pace(404_000, 1).photosPerMinute).toBeUndefined();
});
