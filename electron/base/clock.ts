/** Time as the code sees it. Tests and the simulation put a controllable one in its place. */
export interface Clock {
  /** Wall clock, Unix milliseconds: for deadlines that others set (a result's 24 hours). It may jump. */
  now(): number;
  /** Monotonic milliseconds: for pacing and measuring. It may stand still while the computer sleeps, never run backwards. */
  monotonic(): number;
  /** Calls `fn` once after `ms` milliseconds. Returns the function that cancels it. */
  after(ms: number, fn: () => void): () => void;
}

/** Longest delay that a Node timer honours (2^31 - 1 ms); a longer one would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, fn) {
    // Rounded up: Node cuts fractions off, and a timer that is early finds nothing due.
    const timer = setTimeout(fn, Math.min(Math.max(0, Math.ceil(ms)), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
