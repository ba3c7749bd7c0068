import { DayLimits } from './day-limits.ts';
import type Database from 'better-sqlite3';
import { ACTIVE_STATES } from './job.ts';
import type { JobEvent } from './job-event.ts';
import { eventsOfAnswer } from './record/money-events.ts';
import type { Mark } from './record/money-log.ts';
import { parseUnaccounted, UNACCOUNTED, unaccountedMessage } from './recovery/unaccounted.ts';
import type { DataPaths } from './store/data-paths.ts';
import type { KnownOriginal, WrittenResult } from './store-types.ts';

/** What a person may change of the queue without changing any job's state. Each method is one transaction. */
export class JobOrders extends DayLimits {
  setMeta(key: string, value: string): void {
    this.sql('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, value);
  }

  /** The database itself, for checks of the whole file. */
  get connection(): Database.Database {
    return this.db;
  }

  /** Does what brings a queue up to date after a loss, in one transaction that the record of money does not hear of. */
  recover<T>(work: (db: Database.Database, paths: DataPaths) => T): T {
    return this.db.transaction(() => work(this.db, this.paths))();
  }

  /** Writes what an event says of money into the record alone: the queue file is damaged and takes nothing any more. */
  noteAlone(job: string, service: string, event: JobEvent): void {
    this.writes.noteAlone(eventsOfAnswer(job, service, event));
  }

  /** How the path of a file of the data folder is written down. */
  storedPath(path: string): string {
    return this.paths.stored(path);
  }

  /** Where the record of money ended at the last transaction that was committed. */
  get moneyMark(): Mark | undefined {
    return this.writes.mark;
  }

  set moneyMark(mark: Mark) {
    this.writes.mark = mark;
  }

  /** Why nothing may be sent for now, in plain words: see `recovery/unaccounted.ts`. */
  unaccounted(): string | undefined {
    const open = parseUnaccounted(this.meta(UNACCOUNTED));
    if (open === undefined) return undefined;
    if (open.kind === 'photos' && open.jobs.every((id) => this.job(id)?.state !== 'outcome-unknown')) return undefined;
    return unaccountedMessage(open);
  }

  /** A person knows what could not be accounted for, and says: go on. */
  accept(): void {
    this.setMeta(UNACCOUNTED, '');
  }

  /** Remembers originals, as they are now. */
  noteOriginals(originals: readonly KnownOriginal[]): void {
    this.db.transaction(() => {
      const text = 'INSERT INTO originals VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET identity = excluded.identity';
      for (const { path, identity } of originals) this.sql(text).run(path, identity);
    })();
  }

  /** Remembers a result before it appears. */
  noteWritten(result: WrittenResult): void {
    const { output, sha256, bytes, root, name, picture, wanted, retouched, job } = result;
    this.sql('INSERT OR REPLACE INTO written VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[output, sha256, bytes, root, name, picture, wanted, retouched, job],
    );
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

  /**
   * Makes jobs due whose due time can only come from a clock that was set back since.
   * @returns how many
   */
  alignClock(service: string, now: number, furthestAhead: number): number {
    return this.db.transaction(() => {
      const text = 'UPDATE jobs SET next_at = 0 WHERE service = ? AND state = ? AND next_at > ?';
      return ACTIVE_STATES.reduce(
        (sum, state) => sum + this.sql(text).run(service, state, now + furthestAhead).changes,
        0,
      );
    })();
  }
}
