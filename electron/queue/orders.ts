import { DayLimits } from './day-limits.ts';

/** What a person may change of the queue without changing any job's state. Each method is one transaction. */
export class JobOrders extends DayLimits {
  setMeta(key: string, value: string): void {
    this.sql('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, value);
  }

  /** Lets batches spend up to this many credits from now on; undefined: without a limit. */
  setLimit(batches: readonly string[], maxCredits: number | undefined): void {
    this.db.transaction(() => {
      for (const id of batches) {
        this.sql('UPDATE batches SET max_credits = ? WHERE id = ?').run(maxCredits ?? null, id);
      }
    })();
  }

  /** Puts jobs in front of all others, in this order. What was begun stays as it is. */
  moveFirst(ids: readonly string[]): void {
    this.db.transaction(() => {
      const first = this.sql<{ seq: number | null }>('SELECT MIN(seq) AS seq FROM jobs').get()?.seq ?? 0;
      for (const [index, id] of ids.entries()) {
        this.sql(`UPDATE jobs SET seq = ? WHERE id = ? AND state IN ('queued', 'prepared')`).run(
          first - ids.length + index,
          id,
        );
      }
    })();
  }
}
