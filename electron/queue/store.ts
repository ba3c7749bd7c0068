import Database from 'better-sqlite3';
import { touchPrivate } from '../base/private-files.ts';
import type { Reason } from '../base/reason.ts';
import { dayOf } from './day.ts';
import type { Decision, Job, JobIn, StateName } from './job.ts';
import { JobOrders } from './orders.ts';
import { HOLDING } from './reads.ts';
import { DamagedRow, fromRow, JOB_COLUMNS, mended, toRow, type JobRow } from './rows.ts';
import { migrate, SCHEMA_VERSION } from './schema.ts';
import { backUp } from './store/backup.ts';
import { identityOf, moneyEventsOf, type MoneyContext } from './record/money-events.ts';
import type { MoneyLog } from './record/money-log.ts';
import { pathsBelow } from './store/data-paths.ts';
import type { Alongside, Batch, BatchTerms, BeginSubmit, NewJob } from './store-types.ts';
import type { JobEvent } from './job-event.ts';
import { transition } from './transition.ts';

/** The queue on disk. Every method is one flushed transaction; throws what SQLite throws, with nothing changed then. */
export class JobStore extends JobOrders {
  /**
   * @param path file name, or `:memory:`
   * @param now wall clock, for the times that the report tells
   * @param root the data folder, which paths of its own files are stored relative to; undefined: stored as they are
   * @param log the record of money beside the queue file; undefined: none is kept
   */
  constructor(path: string, now: () => number, root?: string, log?: MoneyLog) {
    // SQLite gives the files beside it the mode of this one.
    if (root !== undefined) touchPrivate(path);
    const db = new Database(path);
    try {
      db.pragma('journal_mode = WAL');
      // WAL alone means NORMAL, which may lose the last commits at a power cut: the intent to pay must not be lost.
      db.pragma('synchronous = FULL');
      if (process.platform === 'darwin') db.pragma('fullfsync = 1');
      // Addresses of results are secrets: what is deleted must not stay readable in the file's free space.
      db.pragma('secure_delete = ON');
      db.pragma('foreign_keys = ON');
      db.pragma('busy_timeout = 5000');
      migrate(db, SCHEMA_VERSION, (version) => {
        if (root !== undefined) backUp(db, path, version);
      });
    } catch (error) {
      db.close();
      throw error;
    }
    super(db, now, root === undefined ? undefined : pathsBelow(root), log);
  }

  /** First problem SQLite finds in the file, or undefined. */
  problem(): string | undefined {
    const answer = this.db.pragma('quick_check(1)', { simple: true }) as string;
    return answer === 'ok' ? undefined : answer;
  }

  close(): void {
    this.db.close();
  }

  /** Adds a batch and its jobs, all or nothing. */
  addBatch(batch: Batch, jobs: readonly NewJob[], terms: BatchTerms = {}): Job[] {
    return this.db.transaction(() => {
      this.sql('INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        batch.id,
        batch.service,
        Math.round(batch.createdAt),
        batch.sourceRoot,
        batch.outputRoot,
        JSON.stringify(batch.options),
        batch.maxCredits ?? null,
      );
      if (terms.dayLimit !== undefined) this.putUnderDayLimit(batch.id, terms.dayLimit);
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
        planned: undefined,
        wish: job.wish ?? {},
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
    const row = toRow(job, (path) => this.paths.stored(path));
    const marks = JOB_COLUMNS.map(() => '?').join(', ');
    this.sql(`INSERT INTO jobs (${JOB_COLUMNS.join(', ')}) VALUES (${marks})`).run(JOB_COLUMNS.map((c) => row[c]));
  }

  #update(job: Job): void {
    const row = toRow(job, (path) => this.paths.stored(path));
    const columns = JOB_COLUMNS.slice(1);
    const sets = columns.map((c) => `${c} = ?`).join(', ');
    this.sql(`UPDATE jobs SET ${sets} WHERE id = ?`).run([...columns.map((c) => row[c]), job.id]);
  }

  #moneyContext(job: Job): MoneyContext {
    return { batch: () => this.batch(job.batch), stored: this.paths.stored };
  }

  #count(batch: string, state: StateName, by: number): void {
    if (by === 0) return;
    const text = 'INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT (batch, state) DO UPDATE SET n = n + excluded.n';
    this.sql(text).run(batch, state, by);
  }

  /**
   * Takes one event: reads the job, decides by `transition`, writes the outcome and what belongs to it. A task id that was
   * given before violates a constraint.
   */
  apply(id: string, event: JobEvent, alongside: Alongside = {}): Job {
    return this.writes.run(() => this.#apply(id, event, alongside));
  }

  #apply(id: string, event: JobEvent, alongside: Alongside): Job {
    const job = this.mendDamaged(id) ?? this.job(id);
    if (job === undefined) throw new Error(`no job ${id}`);
    const moved = transition(job, event);
    const next = moved.state === job.state ? moved : { ...moved, times: { ...moved.times, [moved.state]: this.now() } };
    this.writes.note(...moneyEventsOf(job, event, next, alongside, this.#moneyContext(job)));
    this.#update(next);
    if (event.type === 'submit-accepted') {
      this.sql('INSERT INTO tasks VALUES (?, ?, ?)').run(job.service, event.taskId, job.id);
    }
    // Off the list: what is asked for again, or paid for again, takes its place.
    if (event.type === 'result-lost') this.forgetResult(event.resultKey);
    if (next.state !== job.state) {
      this.#count(job.batch, job.state, -1);
      this.#count(job.batch, next.state, 1);
    }
    const { result, ledger, exportedAt, forgetResult } = alongside;
    if (forgetResult === true) {
      const key = requireKey(next);
      this.forgetResult(key);
      // An undecided photo holds others of its key back by itself. One that is exported does not, and it is paid for.
      if (next.state === 'exported') this.noteDoubt(next, this.now(), { maybe: false, open: true });
    }
    if (result !== undefined) this.adoptResult(requireKey(next), result, ledger?.at ?? next.createdAt);
    if (ledger !== undefined) {
      this.sql('INSERT OR IGNORE INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        ledger.task,
        job.service,
        job.id,
        job.batch,
        requireKey(next),
        ledger.credits,
        Math.round(ledger.at),
      );
    }
    if (exportedAt !== undefined) {
      this.sql('UPDATE results SET exported = 1, used_at = ? WHERE key = ?').run(
        Math.round(exportedAt),
        requireKey(next),
      );
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
    return this.writes.run((): BeginSubmit => {
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
      const doubt = this.sql<{ at: number }>('SELECT at FROM doubts WHERE result_key = ? AND open = 1').get(key);
      if (doubt !== undefined) return { kind: 'paid-before', at: doubt.at };
      if (cost > runBudget) return { kind: 'over-budget', whose: 'run' };
      const limit = this.batch(job.batch)?.maxCredits;
      if (limit !== undefined && this.committed(cost, { batch: job.batch }) + cost > limit) {
        return { kind: 'over-budget', whose: 'batch' };
      }
      if (!this.dayAllows(job.batch, job.service, cost, dayOf(at).start)) return { kind: 'over-budget', whose: 'day' };
      const started = this.#apply(id, { type: 'submit-started', at }, {}) as JobIn<'submitting'>;
      return { kind: 'started', job: started };
    });
  }

  /**
   * A person's decision about a job of unknown outcome. It holds for every job with the same photo and settings: the
   * others get the new result too, or are dropped with it; but a task that can be asked about again is this job's alone. What may
   * have been paid goes on counting against the budgets, and a dropped photo is not sent again without being asked about.
   */
  decide(id: string, choice: Decision, reason: Reason, at: number): Job[] {
    return this.writes.run((): Job[] => {
      const job = this.job(id);
      if (job?.state !== 'outcome-unknown') throw new Error(`job ${id} has nothing to decide`);
      if (choice === 'ask-again') return [this.#apply(id, { type: 'ask-again' }, {})];
      const key = requireKey(job);
      const alike = this.sql<JobRow>(
        `SELECT * FROM jobs WHERE result_key = ? AND state IN ('outcome-unknown', 'prepared') ORDER BY seq`,
      )
        .all(key)
        .map((row) => this.understand(row))
        .filter((other) => other.state === 'outcome-unknown' || other.state === 'prepared');
      const undecided = alike.filter((other) => other.state === 'outcome-unknown');
      const asked = this.sql('SELECT 1 FROM doubts WHERE result_key = ? AND open = 1').get(key) !== undefined;
      if (!asked) for (const other of undecided) this.#doubt(other, at, choice === 'drop');
      if (choice === 'pay-again') {
        this.renew(key);
        this.sql('UPDATE doubts SET open = 0 WHERE result_key = ?').run(key);
        return undecided.map((other) => this.#apply(other.id, { type: 'pay-again' }, {}));
      }
      return alike.map((other) => this.#apply(other.id, { type: 'dropped', reason, at }, {}));
    });
  }

  #doubt(job: JobIn<'outcome-unknown'>, at: number, open: boolean): void {
    const inLedger =
      job.taskId !== undefined &&
      this.sql('SELECT 1 FROM ledger WHERE service = ? AND task = ?').get(job.service, job.taskId) !== undefined;
    this.noteDoubt(job, at, { maybe: job.charged === 'maybe' && !inLedger, open });
  }

  /**
   * Writes down what is made of a damaged line, so that it is shown and can be decided. The line itself is kept in `meta`.
   * @returns the job, or undefined when its line is not damaged
   */
  mendDamaged(id: string): Job | undefined {
    return this.writes.run((): Job | undefined => {
      const row = this.sql<JobRow>('SELECT * FROM jobs WHERE id = ?').get(id);
      if (row === undefined) return undefined;
      try {
        fromRow(row);
        return undefined;
      } catch (error) {
        if (!(error instanceof DamagedRow)) throw error;
        this.setMeta(`damaged-${id}`, JSON.stringify({ ...row, result_url: null, why: error.message }));
      }
      const job = mended(row, this.now());
      if (job.state === 'outcome-unknown') {
        const photo = identityOf(job, this.#moneyContext(job));
        const { taskId: task, charged } = job;
        this.writes.note({
          type: 'undecided',
          photo,
          code: job.reason.code,
          charged,
          ...(task !== undefined && { task }),
        });
      }
      this.#update(job);
      // The state in the line may never have been counted: count anew.
      this.sql('DELETE FROM counts WHERE batch = ?').run(job.batch);
      this.sql(`INSERT INTO counts SELECT batch, state, COUNT(*) FROM jobs WHERE batch = ? GROUP BY state`).run(
        job.batch,
      );
      return job;
    });
  }

  /** Takes the same event on every job of these states at once; all or nothing. @returns the jobs as they are now */
  applyWhere(
    states: readonly StateName[],
    service: string,
    event: JobEvent,
    batch?: string,
    wanted: (job: Job) => boolean = () => true,
  ): Job[] {
    return this.writes.run((): Job[] => {
      const jobs = states.flatMap((state): Job[] => this.inState(state, service));
      return jobs
        .filter((job) => (batch === undefined || job.batch === batch) && wanted(job))
        .sort((a, b) => a.seq - b.seq)
        .map((job) => this.#apply(job.id, event, {}));
    });
  }
}

function requireKey(job: Job): string {
  if (job.resultKey === undefined) throw new Error(`job ${job.id} has no result key`);
  return job.resultKey;
}
