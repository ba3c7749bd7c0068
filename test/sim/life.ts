import type { Clock } from '../../electron/base/clock.ts';

/** Thrown at the place where a life ends: nothing after it may have an effect. */
export class Crash extends Error {
  constructor() {
    super('the process was killed');
    this.name = 'Crash';
  }
}

/** One run of the program, from its start to a stop or a crash. When it is over, nothing of it reaches the world any more. */
export class Life {
  readonly #world: Clock;
  #alive = true;
  /** Trace points to go until this life ends by itself. */
  pointsLeft = Number.POSITIVE_INFINITY;

  constructor(world: Clock) {
    this.#world = world;
  }

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    this.#alive = false;
  }

  /** @throws Crash when this life is over */
  check(): void {
    if (!this.#alive) throw new Crash();
  }

  /** A named point was reached: some lives end there. */
  point(): void {
    this.check();
    if (--this.pointsLeft > 0) return;
    this.kill();
    throw new Crash();
  }

  /** Resolves after `ms`, or never when this life ends before. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#world.after(ms, () => {
        if (this.#alive) resolve();
      });
    });
  }

  /** The clock as this life sees it: its timers die with it. */
  get clock(): Clock {
    return {
      now: () => this.#world.now(),
      monotonic: () => this.#world.monotonic(),
      after: (ms, fn) =>
        this.#world.after(ms, () => {
          if (this.#alive) fn();
        }),
    };
  }
}
