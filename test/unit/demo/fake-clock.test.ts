import { expect, test } from 'vitest';
import { createFakeClock } from '../../helpers/fake-clock.ts';

test('timers fire in order, each at its own time, also those set by a timer', () => {
  const clock = createFakeClock(1000);
  const seen: [string, number, number][] = [];
  const note = (name: string) => () => seen.push([name, clock.now(), clock.monotonic()]);
  clock.after(20, note('second'));
  clock.after(10, () => {
    note('first')();
    clock.after(5, note('between'));
  });
  clock.after(20, note('third'));
  clock.after(31, note('later'));
  expect(clock.pending()).toEqual([10, 20, 20, 31]);
  clock.advance(30);
  expect(seen).toEqual([
    ['first', 1010, 10],
    ['between', 1015, 15],
    ['second', 1020, 20],
    ['third', 1020, 20],
  ]);
  expect([clock.now(), clock.monotonic(), clock.pending()]).toEqual([1030, 30, [1]]);
});

test('a cancelled timer does not fire', () => {
  const clock = createFakeClock();
  let fired = false;
  clock.after(5, () => (fired = true))();
  clock.advance(10);
  expect([fired, clock.pending()]).toEqual([false, []]);
});

test('setting the wall clock and sleeping leave timers and the monotonic clock alone', () => {
  const clock = createFakeClock(0);
  clock.after(5, () => expect.fail('fired'));
  clock.set(1_000_000);
  clock.sleep(500);
  expect([clock.now(), clock.monotonic(), clock.pending()]).toEqual([1_000_500, 0, [5]]);
});

test('waiting for timers ends when there are enough', async () => {
  const clock = createFakeClock();
  const two = clock.whenPending(2);
  clock.after(1, () => {});
  clock.after(1, () => {});
  await two;
  await clock.whenPending(1);
  expect(clock.pending()).toHaveLength(2);
});
