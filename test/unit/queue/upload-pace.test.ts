import { expect, it } from 'vitest';
import { UploadPace } from '../../../electron/queue/upload-pace.ts';

it('begins with one, adds one for each quick answer, and goes back to one on a slow line', () => {
  const pace = new UploadPace();
  const after = (ms: number | undefined): number => {
    pace.learn(ms, 4);
    return pace.allowed;
  };
  expect(pace.allowed).toBe(1);
  expect([after(900), after(2_900), after(20_000), after(3_000), after(1), after(1)]).toEqual([2, 3, 3, 4, 4, 4]);
  expect(after(30_001)).toBe(1);
  expect(after(20_000)).toBe(1);
  expect(after(100)).toBe(2);
  expect(after(undefined)).toBe(1);
});
