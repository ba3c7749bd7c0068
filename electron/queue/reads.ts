import type Database from 'better-sqlite3';
import { ACTIVE_STATES, type Job, type JobIn, type StateName } from './job.ts';
import type { KeptResult } from './ports.ts';
import { fromRow, type JobRow } from './rows.ts';
import type { Batch, Counts, LedgerLine } from './store-types.ts';

const EMPTY_COUNTS: Counts = {
  queued: 0,
  prepared: 0,
  submitting: 0,
  processing: 0,
  ready: 0,
  retouched: 0,
  exported: 0,
  'outcome-unknown': 0,
  failed: 0,
  cancelled: 0,
};

/** SQL list of `HOLDING_STATES`. */
export const HOLDING = `('submitting', 'processing', 'ready', 'outcome-unknown')`;

/** Everything that can be asked of the queue on disk. Read-only; throws what SQLite throws. */
export class JobReads {
  protected readonly db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.db = db;
  }

  /** A prepared statement, kept: preparing anew costs more than running most of these. */
  protected sql<R>(sql: string): Database.Statement<unknown[], R> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement as Database.Statement<unknown[], R>;
  }

  /**
   * Credits spent plus what jobs at the service, or of unknown outcome, may still cost.
   * @param cost credits that one success costs
   */
  committed(cost: number, of: { batch: string } | { service: string }): number {
    const column = 'batch' in of ? 'batch' : 'service';
    // A finished task whose address had to be asked for anew is in the ledger already.
    const open = this.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM jobs j WHERE j.${column} = ?
         AND (j.state IN ('submitting', 'processing') OR (j.state = 'outcome-unknown' AND j.data LIKE '%"charged":"maybe"%'))
         AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.service = j.service AND l.task = j.task_id)`,
    ).get('batch' in of ? of.batch : of.service)!.n;
    return this.spent(of) + open * cost;
  }

  /** Credits spent on finished tasks, of one batch or of a service. */
  spent(of: { batch: string } | { service: string }): number {
    const row =
      'batch' in of
        ? this.sql<{ c: number }>('SELECT COALESCE(SUM(credits), 0) AS c FROM ledger WHERE batch = ?').get(of.batch)
        : this.sql<{ c: number }>('SELECT COALESCE(SUM(credits), 0) AS c FROM ledger WHERE service = ?').get(
            of.service,
          );
    return row!.c;
  }

  /** Credits spent at a service since a moment (Unix milliseconds). */
  spentSince(service: string, at: number): number {
    return this.sql<{ c: number }>(
      'SELECT COALESCE(SUM(credits), 0) AS c FROM ledger WHERE at >= ? AND service = ?',
    ).get(at, service)!.c;
  }

  ledger(batch?: string): LedgerLine[] {
    const columns = 'task, job, batch, result_key AS resultKey, credits, at';
    return batch === undefined
      ? this.sql<LedgerLine>(`SELECT ${columns} FROM ledger ORDER BY at, task`).all()
      : this.sql<LedgerLine>(`SELECT ${columns} FROM ledger WHERE batch = ? ORDER BY at, task`).all(batch);
  }

  /** Jobs in `state` whose time has come, in queue order within their due time. At most `limit`. */
  due<S extends StateName>(service: string, state: S, now: number, limit: number): JobIn<S>[] {
    return this.sql<JobRow>(
      'SELECT * FROM jobs WHERE service = ? AND state = ? AND next_at <= ? ORDER BY next_at, seq LIMIT ?',
    )
      .all(service, state, now, limit)
      .map((row) => fromRow(row) as JobIn<S>);
  }

  /** Prepared jobs whose time has come and that no other job holds back. */
  submittable(service: string, now: number, limit: number): JobIn<'prepared'>[] {
    return this.sql<JobRow>(
      `SELECT * FROM jobs j WHERE service = ? AND state = 'prepared' AND next_at <= ? AND NOT EXISTS (
         SELECT 1 FROM jobs h WHERE h.result_key = j.result_key AND h.state IN ${HOLDING}
       ) ORDER BY next_at, seq LIMIT ?`,
    )
      .all(service, now, limit)
      .map((row) => fromRow(row) as JobIn<'prepared'>);
  }

  /** When the next job of an active state becomes due after `now`; undefined when none will. */
  nextDue(service: string, now: number): number | undefined {
    let soonest: number | undefined;
    for (const state of ACTIVE_STATES) {
      const row = this.sql<{ at: number | null }>(
        'SELECT MIN(next_at) AS at FROM jobs WHERE service = ? AND state = ? AND next_at > ?',
      ).get(service, state, now);
      if (row?.at != null && (soonest === undefined || row.at < soonest)) soonest = row.at;
    }
    return soonest;
  }

  /** Jobs per state, of one batch or of a service. */
  counts(of: { batch: string } | { service: string }): Counts {
    const rows =
      'batch' in of
        ? this.sql<{ state: StateName; n: number }>('SELECT state, n FROM counts WHERE batch = ?').all(of.batch)
        : this.sql<{ state: StateName; n: number }>(
            `SELECT c.state AS state, SUM(c.n) AS n FROM counts c JOIN batches b ON b.id = c.batch
             WHERE b.service = ? GROUP BY c.state`,
          ).all(of.service);
    const counts: Record<StateName, number> = { ...EMPTY_COUNTS };
    for (const { state, n } of rows) counts[state] = n;
    return counts;
  }

  /** Prepared jobs that wait for a person to decide about another job with the same photo. */
  heldByUndecided(service: string): number {
    return this.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM jobs j JOIN jobs h ON h.result_key = j.result_key AND h.state = 'outcome-unknown'
       WHERE j.service = ? AND j.state = 'prepared'`,
    ).get(service)!.n;
  }

  /** All jobs of a batch in queue order, read lazily. */
  *jobsOf(batch: string): Generator<Job> {
    let after = -1;
    for (;;) {
      // In pages: an open cursor would block every other statement of this connection.
      const rows = this.sql<JobRow>('SELECT * FROM jobs WHERE batch = ? AND seq > ? ORDER BY seq LIMIT 500').all(
        batch,
        after,
      );
      for (const row of rows) yield fromRow(row);
      if (rows.length < 500) return;
      after = rows.at(-1)!.seq;
    }
  }

  inState<S extends StateName>(state: S, service?: string): JobIn<S>[] {
    const rows =
      service === undefined
        ? this.sql<JobRow>('SELECT * FROM jobs WHERE state = ? ORDER BY seq').all(state)
        : this.sql<JobRow>('SELECT * FROM jobs WHERE service = ? AND state = ? ORDER BY seq').all(service, state);
    return rows.map((row) => fromRow(row) as JobIn<S>);
  }

  undecided(): JobIn<'outcome-unknown'>[] {
    return this.inState('outcome-unknown');
  }

  batch(id: string): Batch | undefined {
    const row = this.sql<BatchRow>('SELECT * FROM batches WHERE id = ?').get(id);
    return row === undefined ? undefined : toBatch(row);
  }

  /** Newest first. */
  batches(service?: string): Batch[] {
    const rows =
      service === undefined
        ? this.sql<BatchRow>('SELECT * FROM batches ORDER BY created_at DESC, id DESC').all()
        : this.sql<BatchRow>('SELECT * FROM batches WHERE service = ? ORDER BY created_at DESC, id DESC').all(service);
    return rows.map(toBatch);
  }

  result(key: string): KeptResult | undefined {
    return this.sql<KeptResult>('SELECT submitted, retouched FROM results WHERE key = ?').get(key);
  }

  /** Kept results that were exported, least recently used first. */
  evictable(): { key: string; submitted: string; retouched: string }[] {
    return this.sql<{ key: string; submitted: string; retouched: string }>(
      `SELECT key, submitted, retouched FROM results r WHERE exported = 1 AND NOT EXISTS (
         SELECT 1 FROM jobs j WHERE j.result_key = r.key AND j.state IN ('queued', 'prepared', 'retouched')
       ) ORDER BY used_at`,
    ).all();
  }

  meta(key: string): string | undefined {
    return this.sql<{ value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value;
  }

  job(id: string): Job | undefined {
    const row = this.sql<JobRow>('SELECT * FROM jobs WHERE id = ?').get(id);
    return row === undefined ? undefined : fromRow(row);
  }
}

interface BatchRow {
  id: string;
  service: string;
  created_at: number;
  source_root: string;
  output_root: string;
  options: string;
  max_credits: number | null;
}

function toBatch(row: BatchRow): Batch {
  return {
    id: row.id,
    service: row.service,
    createdAt: row.created_at,
    sourceRoot: row.source_root,
    outputRoot: row.output_root,
    options: JSON.parse(row.options) as Record<string, unknown>,
    maxCredits: row.max_credits ?? undefined,
  };
}
