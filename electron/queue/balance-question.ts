import type { BalanceHints } from './balance-hints.ts';
import type { LaneContext } from './context.ts';
import type { Link } from './link.ts';
import type { Pump } from './pump.ts';

/** The question for the balance: free, and any answer proves the connection. One at a time; who asks meanwhile shares it. */
export class BalanceQuestion {
  readonly #ctx: LaneContext;
  readonly #link: Link;
  readonly #hints: BalanceHints;
  readonly #pump: () => Pump;
  #asked: Promise<void> | undefined;

  constructor(ctx: LaneContext, link: Link, hints: BalanceHints, pump: () => Pump) {
    this.#ctx = ctx;
    this.#link = link;
    this.#hints = hints;
    this.#pump = pump;
  }

  get underWay(): boolean {
    return this.#asked !== undefined;
  }

  /** Resolves when it was answered, or could not be; never rejects. */
  ask(): Promise<void> {
    if (this.#asked !== undefined) return this.#asked;
    const ctx = this.#ctx;
    const askedAt = ctx.clock.monotonic();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asked = promise;
    this.#pump().start('ask', '', async (signal) => {
      try {
        this.#hints.asking();
        const answer = await this.#link.ask(signal);
        if (answer.kind === 'failed') ctx.pauseFor(answer.failure, askedAt);
        else
          for (const { job, ...hint } of this.#hints.answered())
            await ctx.record(job, { type: 'balance-noted', ...hint });
      } finally {
        this.#asked = undefined;
        resolve();
      }
    });
    return promise;
  }
}
