import type Database from 'better-sqlite3';
import { ACTIVE_STATES, ALL_STATES, type Job, type JobIn, type StateName } from './job.ts';
import { toBatch, type BatchRow } from './batch-rows.ts';
import { DamagedRow, fromRow, mended, type JobRow } from './rows.ts';
import { PLAIN_PATHS, type DataPaths } from './store/data-paths.ts';
import { RecordedWrites } from './record/recorded-writes.ts';
import type { MoneyLog } from './record/money-log.ts';
import type { Batch, Counts, WrittenResult } from './store-types.ts';

/** No job in any state. */
export const EMPTY_COUNTS: Counts = {
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
  protected readonly now: () => number;
  protected readonly paths: DataPaths;
  protected readonly writes: RecordedWrites;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #damaged = new Set<string>();
  /** JSON list of the batches of which photos may be begun; null: of all. */
  #begun: string | null = null;

  constructor(db: Database.Database, now: () => number, paths: DataPaths = PLAIN_PATHS, log?: MoneyLog) {
    this.db = db;
    this.now = now;
    this.paths = paths;
    this.writes = new RecordedWrites(db, log);
  }

  /** A job from its line. One that can't be understood reads as what is made of it: see `JobStore.mendDamaged`. */
  protected understand(row: JobRow): Job {
    try {
      return fromRow(row, (stored) => this.paths.full(stored));
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      this.#damaged.add(row.id);
      return mended(row, this.now());
    }
  }

  /** Ids of the damaged lines that were met since the last call: to be written down by `JobStore.mendDamaged`. */
  takeDamaged(): string[] {
    const met = [...this.#damaged];
    this.#damaged.clear();
    return met;
  }

  /** Ids of jobs in a state that this program does not know. Reads the whole index. */
  withUnknownState(service: string): string[] {
    const known = ALL_STATES.map((state) => `'${state}'`).join(', ');
    return this.sql<{ id: string }>(`SELECT id FROM jobs WHERE service = ? AND state NOT IN (${known})`)
      .all(service)
      .map(({ id }) => id);
  }

  /** The jobs of these lines that are in `state`; a damaged one reads as in another. */
  #all<S extends StateName>(rows: readonly JobRow[], state: S): JobIn<S>[] {
    return rows.map((row) => this.understand(row)).filter((job): job is JobIn<S> => job.state === state);
  }

  /**
   * From now on only photos of these batches are begun; what others have at the service, or paid for, still goes on. A command
   * line works for what it was asked to, not for what an earlier one left.
   */
  beginOnly(batches: readonly string[] | undefined): void {
    this.#begun = batches === undefined ? null : JSON.stringify(batches);
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

  /** Whether the service has given this task id before, to any job. */
  taskKnown(service: string, task: string): boolean {
    return this.sql('SELECT 1 FROM tasks WHERE service = ? AND task = ?').get(service, task) !== undefined;
  }

  /** The job that the service gave this task id to first. */
  ownerOf(service: string, task: string): Job | undefined {
    const row = this.sql<{ job: string }>('SELECT job FROM tasks WHERE service = ? AND task = ?').get(service, task);
    return row && this.job(row.job);
  }

  /** The paid task that a job's result came of, unless that came with the answer; a number that can be asked about again. */
  taskOf(job: Job): string | undefined {
    return this.sql<{ task: string }>(
      `SELECT l.task AS task FROM ledger l JOIN tasks t ON t.service = l.service AND t.task = l.task
       WHERE l.job = ? ORDER BY l.at DESC LIMIT 1`,
    ).get(job.id)?.task;
  }

  /** Every job with the same photo and settings. */
  withKey(key: string): Job[] {
    return this.sql<JobRow>('SELECT * FROM jobs WHERE result_key = ? ORDER BY seq')
      .all(key)
      .map((row) => this.understand(row));
  }

  /** Tasks at the service that were sent before a moment (Unix milliseconds) and have not ended yet. */
  lingering(service: string, before: number): number {
    return this.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM jobs WHERE service = ? AND state = 'processing'
         AND CASE WHEN json_valid(data) THEN json_extract(data, '$.submittedAt') < ? ELSE 0 END`,
    ).get(service, before)!.n;
  }

  /**
   * Jobs in `state` whose time has come, in queue order within their due time. At most `limit`.
   * @param without batches to leave out
   * @param notFrom beginnings of result addresses to leave out, in small letters
   */
  due<S extends StateName>(
    service: string,
    state: S,
    now: number,
    limit: number,
    without: readonly string[] = [],
    notFrom: readonly string[] = [],
  ): JobIn<S>[] {
    const rows = this.sql<JobRow>(
      `SELECT * FROM jobs WHERE service = ? AND state = ? AND next_at <= ?
         AND batch NOT IN (SELECT value FROM json_each(?))
         AND (state <> 'queued' OR ? IS NULL OR batch IN (SELECT value FROM json_each(?)))
         AND NOT EXISTS (SELECT 1 FROM json_each(?) WHERE lower(substr(result_url, 1, length(value))) = value)
       ORDER BY next_at, seq LIMIT ?`,
    ).all(service, state, now, JSON.stringify(without), this.#begun, this.#begun, JSON.stringify(notFrom), limit);
    return this.#all(rows, state);
  }

  /**
   * Prepared jobs whose time has come and that no other job holds back.
   * @param without batches to leave out
   */
  submittable(service: string, now: number, limit: number, without: readonly string[] = []): JobIn<'prepared'>[] {
    const rows = this.sql<JobRow>(
      `SELECT * FROM jobs j WHERE service = ? AND state = 'prepared' AND next_at <= ?
         AND batch NOT IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
           SELECT 1 FROM jobs h WHERE h.result_key = j.result_key AND h.state IN ${HOLDING}
         ) AND (? IS NULL OR batch IN (SELECT value FROM json_each(?))) ORDER BY next_at, seq LIMIT ?`,
    ).all(service, now, JSON.stringify(without), this.#begun, this.#begun, limit);
    return this.#all(rows, 'prepared');
  }

  /** When the next job of an active state becomes due after `now`; undefined when none will. */
  nextDue(service: string, now: number): number | undefined {
    const states = ACTIVE_STATES.map((state) => `'${state}'`).join(', ');
    const row = this.sql<{ at: number | null }>(
      `SELECT MIN(next_at) AS at FROM jobs WHERE service = ? AND state IN (${states}) AND next_at > ?`,
    ).get(service, now);
    return row?.at ?? undefined;
  }

  /** Jobs per state, of one batch or of a service; of a service without the photos that are not to be begun. */
  counts(of: { batch: string } | { service: string }): Counts {
    const rows =
      'batch' in of
        ? this.sql<{ state: StateName; n: number }>('SELECT state, n FROM counts WHERE batch = ?').all(of.batch)
        : this.sql<{ state: StateName; n: number }>(
            `SELECT c.state AS state, SUM(c.n) AS n FROM counts c JOIN batches b ON b.id = c.batch
             WHERE b.service = ? AND (? IS NULL OR c.state NOT IN ('queued', 'prepared')
               OR c.batch IN (SELECT value FROM json_each(?))) GROUP BY c.state`,
          ).all(of.service, this.#begun, this.#begun);
    const counts: Record<StateName, number> = { ...EMPTY_COUNTS };
    for (const { state, n } of rows) counts[state] = n;
    return counts;
  }

  /** Prepared jobs that wait for a person to decide about another job with the same photo. */
  heldByUndecided(service: string): number {
    return this.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM jobs j WHERE j.service = ? AND j.state = 'prepared' AND EXISTS (
         SELECT 1 FROM jobs h WHERE h.result_key = j.result_key AND h.state = 'outcome-unknown'
       )`,
    ).get(service)!.n;
  }

  /** All jobs of a batch in queue order, read lazily. */
  *jobsOf(batch: string): Generator<Job> {
    // What was put in front of everything has a negative place.
    let after = Number.MIN_SAFE_INTEGER;
    for (;;) {
      // In pages: an open cursor would block every other statement of this connection.
      const rows = this.sql<JobRow>('SELECT * FROM jobs WHERE batch = ? AND seq > ? ORDER BY seq LIMIT 500').all(
        batch,
        after,
      );
      for (const row of rows) yield this.understand(row);
      if (rows.length < 500) return;
      after = rows.at(-1)!.seq;
    }
  }

  inState<S extends StateName>(state: S, service?: string): JobIn<S>[] {
    const rows =
      service === undefined
        ? this.sql<JobRow>('SELECT * FROM jobs WHERE state = ? ORDER BY seq').all(state)
        : this.sql<JobRow>('SELECT * FROM jobs WHERE service = ? AND state = ? ORDER BY seq').all(service, state);
    return this.#all(rows, state);
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

  /** Every folder that results were, or are to be, put into. */
  outputRoots(): string[] {
    return this.sql<{ path: string }>('SELECT DISTINCT output_root AS path FROM batches')
      .all()
      .map(({ path }) => path);
  }

  /** What was written of a picture by a name in an output folder. */
  writtenOf(root: string, name: string, picture: string): WrittenResult[] {
    return this.sql<WrittenResult>(
      'SELECT * FROM written WHERE root = ? AND name = ? AND picture = ? ORDER BY output',
    ).all(root, name, picture);
  }

  /** Whether anything was written by a name in an output folder. */
  wroteThere(root: string, name: string): boolean {
    return this.sql('SELECT 1 FROM written WHERE root = ? AND name = ? LIMIT 1').get(root, name) !== undefined;
  }

  /** Whether a file is an original that is or was in the queue: by device and inode, or by its real path. */
  knowsOriginal(identity: string, path: string): boolean {
    const text = 'SELECT 1 FROM originals WHERE path = ? UNION ALL SELECT 1 FROM originals WHERE identity = ? LIMIT 1';
    return this.sql(text).get(path, identity) !== undefined;
  }

  meta(key: string): string | undefined {
    return this.sql<{ value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value;
  }

  job(id: string): Job | undefined {
    const row = this.sql<JobRow>('SELECT * FROM jobs WHERE id = ?').get(id);
    return row === undefined ? undefined : this.understand(row);
  }
}
