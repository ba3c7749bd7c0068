import Database from 'better-sqlite3';
import type { Reason } from '../base/reason.ts';
import type { Job, JobIn, StateName } from './job.ts';
import type { KeptResult } from './ports.ts';
import { HOLDING, JobReads } from './reads.ts';
import { JOB_COLUMNS, toRow } from './rows.ts';
import { migrate } from './schema.ts';
import type { Alongside, Batch, BeginSubmit, NewJob } from './store-types.ts';
import { transition, type JobEvent } from './transition.ts';

/**
 * The queue on disk. Every method is one transaction, flushed before it returns (WAL with `synchronous=FULL`).
 * Throws what SQLite throws (disk full, I/O error, damaged file); nothing was changed then.
 */
export class JobStore extends JobReads {
  readonly #now: () => number;

  /** @param path file name, or `:memory:`; @param now wall clock, for the times that the report tells */
  constructor(path: string, now: () => number) {
    const db = new Database(path);
    try {
      db.pragma('journal_mode = WAL');
      // WAL alone means NORMAL, which may lose the last commits at a power cut: the intent to pay must not be lost.
      db.pragma('synchronous = FULL');
      if (process.platform === 'darwin') db.pragma('fullfsync = 1');
      db.pragma('foreign_keys = ON');
      db.pragma('busy_timeout = 5000');
      migrate(db);
    } catch (error) {
      db.close();
      throw error;
    }
    super(db);
    this.#now = now;
  }

  /** First problem SQLite finds in the file, or undefined. */
  problem(): string | undefined {
    const answer = this.db.pragma('quick_check(1)', { simple: true }) as string;
    return answer === 'ok' ? undefined : answer;
  }

  close(): void {
    this.db.close();
  }

  setMeta(key: string, value: string): void {
    this.sql('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, value);
  }

  /** Adds a batch and its jobs, all or nothing. */
  addBatch(batch: Batch, jobs: readonly NewJob[]): Job[] {
    return this.db.transaction(() => {
      this.sql('INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        batch.id,
        batch.service,
        batch.createdAt,
        batch.sourceRoot,
        batch.outputRoot,
        JSON.stringify(batch.options),
        batch.maxCredits ?? null,
      );
      const last = this.sql<{ seq: number | null }>('SELECT MAX(seq) AS seq FROM jobs').get()?.seq ?? 0;
      const added = jobs.map((job, index): Job => ({
        ...job,
        batch: batch.id,
        service: batch.service,
        seq: last + 1 + index,
        createdAt: batch.createdAt,
        original: undefined,
        resultKey: undefined,
        notes: [],
        sent: undefined,
        times: { queued: batch.createdAt },
        nextAt: 0,
        state: 'queued',
        failures: 0,
      }));
      for (const job of added) this.#insert(job);
      this.#count(batch.id, 'queued', added.length);
      return added;
    })();
  }

  #insert(job: Job): void {
    const row = toRow(job);
    const marks = JOB_COLUMNS.map(() => '?').join(', ');
    this.sql(`INSERT INTO jobs (${JOB_COLUMNS.join(', ')}) VALUES (${marks})`).run(JOB_COLUMNS.map((c) => row[c]));
  }

  #update(job: Job): void {
    const row = toRow(job);
    const columns = JOB_COLUMNS.slice(1);
    const sets = columns.map((c) => `${c} = ?`).join(', ');
    this.sql(`UPDATE jobs SET ${sets} WHERE id = ?`).run([...columns.map((c) => row[c]), job.id]);
  }

  #count(batch: string, state: StateName, by: number): void {
    if (by === 0) return;
    this.sql('INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT (batch, state) DO UPDATE SET n = n + excluded.n').run(
      batch,
      state,
      by,
    );
  }

  /** Takes one event: reads the job, decides by `transition`, writes the outcome and what belongs to it. */
  apply(id: string, event: JobEvent, alongside: Alongside = {}): Job {
    return this.db.transaction(() => this.#apply(id, event, alongside))();
  }

  #apply(id: string, event: JobEvent, alongside: Alongside): Job {
    const job = this.job(id);
    if (job === undefined) throw new Error(`no job ${id}`);
    const moved = transition(job, event);
    const next =
      moved.state === job.state ? moved : { ...moved, times: { ...moved.times, [moved.state]: this.#now() } };
    this.#update(next);
    if (next.state !== job.state) {
      this.#count(job.batch, job.state, -1);
      this.#count(job.batch, next.state, 1);
    }
    const { result, ledger, exportedAt } = alongside;
    if (result !== undefined) this.#keep(requireKey(next), result, ledger?.at ?? next.createdAt);
    if (ledger !== undefined) {
      this.sql('INSERT OR IGNORE INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        ledger.task,
        job.service,
        job.id,
        job.batch,
        requireKey(next),
        ledger.credits,
        ledger.at,
      );
    }
    if (exportedAt !== undefined) {
      this.sql('UPDATE results SET exported = 1, used_at = ? WHERE key = ?').run(exportedAt, requireKey(next));
    }
    return next;
  }

  /**
   * Writes the intent to pay, unless the photo is already paid for, at the service, undecided, or over the budget.
   * One transaction: two jobs for the same photo can't both begin.
   * @param cost credits that one success costs
   * @param runBudget credits that this run may still commit to, besides the batch's own limit
   */
  beginSubmit(id: string, at: number, cost: number, runBudget: number): BeginSubmit {
    return this.db.transaction((): BeginSubmit => {
      const job = this.job(id);
      if (job?.state !== 'prepared') return { kind: 'moved-on' };
      const key = requireKey(job);
      const kept = this.result(key);
      if (kept !== undefined) return { kind: 'kept', result: kept };
      const holder = this.sql<{ id: string; state: string }>(
        `SELECT id, state FROM jobs WHERE result_key = ? AND state IN ${HOLDING} LIMIT 1`,
      ).get(key);
      if (holder !== undefined) {
        return { kind: 'held', by: holder.id, undecided: holder.state === 'outcome-unknown' };
      }
      const limit = this.batch(job.batch)?.maxCredits;
      if (cost > runBudget || (limit !== undefined && this.committed(cost, { batch: job.batch }) + cost > limit)) {
        return { kind: 'over-budget' };
      }
      const started = this.#apply(id, { type: 'submit-started', at }, {}) as JobIn<'submitting'>;
      return { kind: 'started', job: started };
    })();
  }

  #keep(key: string, result: KeptResult, at: number): void {
    this.sql(
      `INSERT INTO results VALUES (?, ?, ?, ?, ?, 0)
       ON CONFLICT (key) DO UPDATE SET submitted = excluded.submitted, retouched = excluded.retouched`,
    ).run(key, result.submitted, result.retouched, at, at);
  }

  /** Notes a kept result that was found on disk (rebuilding after a damaged queue file). */
  adoptResult(key: string, result: KeptResult, at: number): void {
    this.#keep(key, result, at);
  }

  forgetResult(key: string): void {
    this.sql('DELETE FROM results WHERE key = ?').run(key);
  }

  /**
   * A person's decision about a job of unknown outcome. It holds for every job with the same photo and settings:
   * the others either get the new result or are dropped with it.
   */
  decide(id: string, choice: 'pay-again' | 'drop', reason: Reason, at: number): Job[] {
    return this.db.transaction((): Job[] => {
      const job = this.job(id);
      if (job?.state !== 'outcome-unknown') throw new Error(`job ${id} has nothing to decide`);
      const key = requireKey(job);
      if (choice === 'pay-again') {
        this.forgetResult(key);
        return [this.#apply(id, { type: 'pay-again' }, {})];
      }
      const changed = [this.#apply(id, { type: 'dropped', reason, at }, {})];
      const others = this.sql<{ id: string }>(
        `SELECT id FROM jobs WHERE result_key = ? AND service = ? AND state = 'prepared'`,
      ).all(key, job.service);
      for (const other of others) changed.push(this.#apply(other.id, { type: 'dropped', reason, at }, {}));
      return changed;
    })();
  }

  /**
   * Makes jobs due whose due time can only come from a clock that was set back since.
   * @returns how many
   */
  alignClock(now: number, furthestAhead: number): number {
    return this.sql('UPDATE jobs SET next_at = 0 WHERE next_at > ?').run(now + furthestAhead).changes;
  }

  /** Takes the same event on many jobs at once, skipping those whose state does not allow it. */
  applyWhere(states: readonly StateName[], service: string, event: JobEvent, batch?: string): Job[] {
    return this.db.transaction((): Job[] => {
      const marks = states.map(() => '?').join(', ');
      const rows = this.sql<{ id: string; batch: string }>(
        `SELECT id, batch FROM jobs WHERE service = ? AND state IN (${marks}) ORDER BY seq`,
      ).all(service, ...states);
      return rows
        .filter((row) => batch === undefined || row.batch === batch)
        .map((row) => this.#apply(row.id, event, {}));
    })();
  }
}

function requireKey(job: Job): string {
  if (job.resultKey === undefined) throw new Error(`job ${job.id} has no result key`);
  return job.resultKey;
}
