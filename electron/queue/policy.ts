/** The numbers that the queue is run by. Times in milliseconds. */
export interface QueuePolicy {
  /** What one success costs (vendor's price list). */
  readonly creditsPerPhoto: number;
  /** Results and their addresses live this long after they were made. */
  readonly resultLifetimeMs: number;
  /** Between two questions about one task; the vendor recommends 5 s. */
  readonly pollIntervalMs: number;
  /** Photos prepared at the same time. */
  readonly preparing: number;
  /** Prepared photos that wait for a slot: enough that a slot never waits for the CPU, few enough for the disk. */
  readonly preparedAhead: number;
  readonly uploads: number;
  readonly polls: number;
  readonly downloads: number;
  readonly exports: number;
  /** Definite refusals in a row (5xx) until a photo is given up, to be retried by hand. */
  readonly submitAttempts: number;
  /** Refusals for going too fast until a photo is given up. */
  readonly rateAttempts: number;
  /** Connections cut before the last byte, while others got through, until a photo is given up. */
  readonly cutAttempts: number;
  /** Downloads that were whole but not a picture, until a person is asked. */
  readonly damagedDownloads: number;
  /** Fresh addresses asked for until a person is asked. */
  readonly addressRefreshes: number;
  /** Refusals in a row to answer for a task, until a person is asked. */
  readonly refusedAsks: number;
  /** Answers without an end after a result's lifetime, until a person is asked. */
  readonly overdueAsks: number;
  /** Downloads from one address that failed in a row, until a fresh address is asked for. */
  readonly downloadsPerAddress: number;
  /** Tries of a photo that this computer could not read or write just now, until it is given up, to be retried by hand. */
  readonly localAttempts: number;
  /** First tasks in flight; the vendor's advice is about 3. */
  readonly startLimit: number;
  /** Upper bound of tasks in flight. */
  readonly maxLimit: number;
}

export const DEFAULT_POLICY: QueuePolicy = {
  creditsPerPhoto: 8,
  resultLifetimeMs: 24 * 3_600_000,
  pollIntervalMs: 5_000,
  preparing: 2,
  preparedAhead: 8,
  uploads: 4,
  polls: 8,
  downloads: 4,
  exports: 1,
  submitAttempts: 6,
  rateAttempts: 12,
  cutAttempts: 8,
  damagedDownloads: 3,
  addressRefreshes: 5,
  refusedAsks: 8,
  overdueAsks: 60,
  downloadsPerAddress: 8,
  localAttempts: 4,
  startLimit: 3,
  maxLimit: 64,
};

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;
/** A server may ask for more patience than our own longest pause, up to this. */
export const LONGEST_RETRY_AFTER_MS = 600_000;

/** A stored due time further ahead than this can only come from a clock that was set back. */
export const FURTHEST_AHEAD_MS = 900_000;
/** The same when the clock was just seen to jump: all but the longest waits are shorter. */
export const USUALLY_AHEAD_MS = 90_000;

/**
 * How long to wait after `failures` failures in a row (1 or more): 1, 2, 4, 8 … 60 s, spread by a quarter either way so that
 * many photos don't come back at once. A `Retry-After` is obeyed where it asks for longer.
 * @param random 0 to 1
 */
export function backoffMs(failures: number, random: number, retryAfterMs = 0): number {
  const base = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
  const spread = base * (0.75 + random * 0.5);
  return Math.round(Math.max(spread, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)));
}

/** How long to wait before the `refreshes`th fresh address of a result is asked for: 1, 2, 4 … s, up to ten minutes. */
export function refreshDelayMs(refreshes: number, random: number): number {
  const base = Math.min(LONGEST_RETRY_AFTER_MS, FIRST_BACKOFF_MS * 2 ** Math.min(20, refreshes));
  return Math.round(base * (0.75 + random * 0.5));
}

/** How long to wait after the service refused to answer for a task: 2, 4, 8 times the interval, up to a minute. */
export function refusedDelayMs(intervalMs: number, refused: number, random: number): number {
  return Math.round(Math.min(LONGEST_BACKOFF_MS, intervalMs * 2 ** Math.min(20, refused)) * (0.9 + random * 0.2));
}

/** How long a task usually takes at most; vendor's sibling tasks were seen to take 17 to 91 s. */
const USUAL_TASK_MS = 300_000;
const LONGEST_POLL_MS = 60_000;

/**
 * The next question about a task: the interval, spread by a tenth either way; three times as long once the task is much
 * older than usual, and at least a minute once it is hardly expected any more.
 * @param ageMs since the submit; negative after the clock was set back
 */
export function pollDelayMs(intervalMs: number, random: number, ageMs = 0): number {
  const base = ageMs < USUAL_TASK_MS ? intervalMs : intervalMs * 3;
  const patient = ageMs < USUAL_TASK_MS * 3 ? base : Math.max(LONGEST_POLL_MS, intervalMs);
  return Math.round(patient * (0.9 + random * 0.2));
}
