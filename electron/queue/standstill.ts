import type { Clock } from '../base/clock.ts';
import { stronger, type Pause } from './pause.ts';

const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 300_000;
/** Trouble this long after the last try is new trouble. */
const CALM_MS = 120_000;

/**
 * Why the queue stands still, if it does. Everything but the disk waits for a person. A pause for the disk is tried anew
 * after 15, 30, 60 … 300 s, since space is often made without telling Afterglow; what lay beneath it is in force again then.
 */
export class Standstill {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #current: Pause | undefined;
  #beneath: Pause | undefined;
  #retryMs = FIRST_RETRY_MS;
  #lastTry = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  /** @param changed called after every change */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get current(): Pause | undefined {
    return this.#current;
  }

  set(pause: Pause): void {
    if (this.#current?.kind === 'disk') {
      if (pause.kind !== 'disk') this.#beneath = stronger(this.#beneath, pause);
      return;
    }
    const next = stronger(this.#current, pause);
    if (next === this.#current) return;
    if (next.kind === 'disk') {
      this.#beneath = this.#current;
      this.#tryAgainLater();
    }
    this.#current = next;
    this.#changed();
  }

  /** After a loss of the queue file nothing is sent until a person has looked. @param message why; undefined: it may go on */
  hold(message: string | undefined): void {
    if (message !== undefined) this.set({ kind: 'unaccounted', message });
    else if (this.#current?.kind === 'unaccounted') this.lift();
  }

  /** A person says: go on. */
  lift(): void {
    this.stop();
    this.#retryMs = FIRST_RETRY_MS;
    this.#current = undefined;
    this.#beneath = undefined;
    this.#changed();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #tryAgainLater(): void {
    if (this.#clock.monotonic() - this.#lastTry > CALM_MS) this.#retryMs = FIRST_RETRY_MS;
    this.#cancel = this.#clock.after(this.#retryMs, () => {
      this.#cancel = undefined;
      this.#lastTry = this.#clock.monotonic();
      this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
      this.#current = this.#beneath;
      this.#beneath = undefined;
      this.#changed();
    });
  }
}
