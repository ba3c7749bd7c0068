import type { Clock } from '../base/clock.ts';

const BEAT_MS = 30_000;
/** The wall clock may drift from the monotonic one by this much between two beats before it counts as a jump. */
const JUMP_MS = 60_000;

/** Notices sleep and changed clocks, also where the system sends no event for them. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #beat: (jumped: boolean) => void;
  #cancel: (() => void) | undefined;

  /** @param beat called every half minute; `jumped` when the computer slept or its clock was changed since */
  constructor(clock: Clock, beat: (jumped: boolean) => void) {
    this.#clock = clock;
    this.#beat = beat;
  }

  start(): void {
    const wall = this.#clock.now();
    const mono = this.#clock.monotonic();
    this.#cancel = this.#clock.after(BEAT_MS, () => {
      const passed = this.#clock.monotonic() - mono;
      const drift = this.#clock.now() - wall - passed;
      this.start();
      this.#beat(passed > BEAT_MS + JUMP_MS || Math.abs(drift) > JUMP_MS);
    });
  }

  stop(): void {
    this.#cancel?.();
  }
}
