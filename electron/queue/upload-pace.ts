/** An answer within this time means that the line carries more: 3 s. A small photo takes 8 s at 0.3 Mbit/s. */
const QUICK_MS = 3_000;
/** An answer after this time means that uploads had better have the line for themselves: 30 s. */
const SLOW_MS = 30_000;

/**
 * How many uploads may run at once. Begins with one, since several on a slow line only make each of them take longer, and what a cut
 * or a time-out hits is every photo that is under way. One more for each quick answer, one alone after a slow one.
 */
export class UploadPace {
  #allowed = 1;

  get allowed(): number {
    return this.#allowed;
  }

  /**
   * @param ms from the beginning of an upload to the service's answer; undefined when none came
   * @param most as many as there may ever be
   */
  learn(ms: number | undefined, most: number): void {
    if (ms === undefined || ms > SLOW_MS) this.#allowed = 1;
    else if (ms <= QUICK_MS) this.#allowed = Math.min(most, this.#allowed + 1);
  }
}
