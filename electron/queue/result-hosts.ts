import type { Clock } from '../base/clock.ts';

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 120_000;
/** Failures in a row, while the service answers, after which a fresh address is asked for. */
const DEAD_AFTER = 3;

interface HostState {
  failures: number;
  /** Monotonic milliseconds. */
  restsUntil: number;
  lastFailure: number;
  /** A download that finds out whether it serves again is under way. */
  trying: boolean;
}

/**
 * The hosts that serve finished pictures. They are others than the service's, so that one that is dead says nothing of the
 * connection. One in trouble rests, ever longer, and is tried by one download at a time: a thousand paid photos must not
 * hammer it. Where a host is no trouble it is not in here.
 */
export class ResultHosts {
  readonly #clock: Clock;
  readonly #troubled = new Map<string, HostState>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Hosts from which nothing is to be fetched now. */
  resting(): string[] {
    return [...this.#troubled.keys()].filter((host) => !this.mayTry(host));
  }

  mayTry(host: string): boolean {
    const state = this.#troubled.get(host);
    return state === undefined || (!state.trying && state.restsUntil <= this.#clock.monotonic());
  }

  /** Call it when a download begins. @returns when that was, for {@link failed} */
  begin(host: string): number {
    const state = this.#troubled.get(host);
    if (state !== undefined) state.trying = true;
    return this.#clock.monotonic();
  }

  /** It ended without saying anything of its host (stopped, no connection). */
  end(host: string): void {
    const state = this.#troubled.get(host);
    if (state !== undefined) state.trying = false;
  }

  /** The host answered. @returns whether it had been in trouble */
  worked(host: string): boolean {
    return this.#troubled.delete(host);
  }

  /**
   * The host did not serve, although the service answers. Downloads that were under way together count as one failure.
   * @returns whether it counts as dead, and whether it does since just now
   */
  failed(host: string, begunAt: number): { readonly dead: boolean; readonly news: boolean } {
    const now = this.#clock.monotonic();
    const state = this.#troubled.get(host) ?? { failures: 0, restsUntil: 0, lastFailure: -1, trying: false };
    this.#troubled.set(host, state);
    state.trying = false;
    if (begunAt < state.lastFailure) return { dead: state.failures >= DEAD_AFTER, news: false };
    state.failures++;
    state.lastFailure = now;
    state.restsUntil = now + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(20, state.failures - 1));
    return { dead: state.failures >= DEAD_AFTER, news: state.failures === DEAD_AFTER };
  }

  dead(): string[] {
    return [...this.#troubled].filter(([, { failures }]) => failures >= DEAD_AFTER).map(([host]) => host);
  }

  /** A person, or the system, says that something changed: each is tried now. */
  wake(): void {
    for (const state of this.#troubled.values()) state.restsUntil = 0;
  }

  /** Milliseconds until the next one may be tried; undefined when none waits for that. */
  get nextInMs(): number | undefined {
    const now = this.#clock.monotonic();
    const waits = [...this.#troubled.values()]
      .filter(({ trying }) => !trying)
      .map(({ restsUntil }) => restsUntil - now);
    const ahead = waits.filter((wait) => wait > 0);
    return ahead.length === 0 ? undefined : Math.min(...ahead);
  }
}

/** Scheme and host of an address as it is stored, in small letters: what all its pictures have in common. */
export function hostOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? url).toLowerCase();
}
