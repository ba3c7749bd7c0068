import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Precomputed } from './engine.ts';
import type { TransferPlan } from './plan.ts';
import type { RowRunner, TileRow } from './row.ts';

/** A row of tiles, of which some have been worked out already: by their first columns. */
export interface StartedRow {
  readonly row: TileRow;
  readonly tiles: ReadonlyMap<number, Precomputed | undefined>;
}

/** What tiles say about the original may take so much memory while there is none yet. */
const MOST_BYTES = 12 * 1024 * 1024;

/**
 * Begins a transfer while the original is still being decoded, which keeps one processor busy and leaves the others idle: most of the work
 * on a tile needs the small pictures alone.
 */
export class EarlyStart {
  readonly plan: TransferPlan;
  readonly runner: RowRunner;
  readonly #started = new Map<number, StartedRow>();

  constructor(plan: TransferPlan, runner: RowRunner) {
    this.plan = plan;
    this.runner = runner;
  }

  /**
   * Works tiles out, from the first row on, until memory is used up or `isOver` says that the original is there.
   * @param enlarged whether the original is larger than the small pictures
   */
  async work(enlarged: boolean, isOver: () => boolean): Promise<void> {
    let bytes = 0;
    for (const index of this.plan.rows.keys()) {
      if (isOver() || bytes > MOST_BYTES) return;
      const row = await this.plan.take(index);
      const tiles = new Map<number, Precomputed | undefined>();
      this.#started.set(index, { row, tiles });
      for (const left of row.lefts) {
        if (isOver() || bytes > MOST_BYTES) return;
        const precomputed = this.runner.foresee(row, left, enlarged);
        if (precomputed === 'impossible') return;
        tiles.set(left, precomputed);
        bytes += precomputed?.byteLength ?? 0;
        await nextTurn();
      }
    }
  }

  /** Rows that were begun, in their order. */
  get indices(): readonly number[] {
    return [...this.#started.keys()];
  }

  /** Gives a row away, once. */
  take(index: number): StartedRow | undefined {
    const started = this.#started.get(index);
    this.#started.delete(index);
    return started;
  }
}
