import type { Clock } from '../../electron/base/clock.ts';

/** A clock that stands still until the test moves it. */
export interface FakeClock extends Clock {
  /** Lets `ms` milliseconds pass: both clocks move, and timers that fall due fire in order, each at its own time. */
  advance(ms: number): void;
  /** Sets the wall clock alone, as a person or a time server does. No timer fires: they follow the monotonic clock. */
  set(now: number): void;
  /** Lets the computer sleep: the wall clock moves on, the monotonic clock and the timers stand still. */
  sleep(ms: number): void;
  /** Milliseconds until each timer that is set, soonest first. */
  pending(): number[];
  /** Resolves once at least `count` timers are set (at once if they are). */
  whenPending(count: number): Promise<void>;
}

/** Starts at the given wall-clock time, Unix milliseconds; the monotonic clock starts at 0. */
export function createFakeClock(start = Date.UTC(2026, 9, 1, 12)): FakeClock {
  let wall = start;
  let mono = 0;
  let order = 0;
  const timers = new Set<{ readonly due: number; readonly order: number; readonly fn: () => void }>();
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();
  const inOrder = () => [...timers].sort((a, b) => a.due - b.due || a.order - b.order);

  return {
    now: () => wall,
    monotonic: () => mono,
    after(ms, fn) {
      const timer = { due: mono + Math.max(0, ms), order: (order += 1), fn };
      timers.add(timer);
      for (const wait of [...waiting]) {
        if (timers.size < wait.count) continue;
        waiting.delete(wait);
        wait.resolve();
      }
      return () => void timers.delete(timer);
    },
    advance(ms) {
      const end = mono + ms;
      for (let timer = inOrder()[0]; timer !== undefined && timer.due <= end; timer = inOrder()[0]) {
        wall += timer.due - mono;
        mono = timer.due;
        timers.delete(timer);
        timer.fn();
      }
      wall += end - mono;
      mono = end;
    },
    set(now) {
      wall = now;
    },
    sleep(ms) {
      wall += ms;
    },
    pending: () => inOrder().map(({ due }) => due - mono),
    whenPending: (count) =>
      new Promise((resolve) => {
        if (timers.size >= count) resolve();
        else waiting.add({ count, resolve });
      }),
  };
}
