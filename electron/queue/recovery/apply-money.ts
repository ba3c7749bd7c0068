import type Database from 'better-sqlite3';
import { dirname } from 'node:path';
import type { Job, JobFacts } from '../job.ts';
import { undecided } from '../outcome.ts';
import type { KeptResult } from '../ports.ts';
import type { PhotoIdentity } from '../record/entry.ts';
import type { MoneyState, PhotoMoney } from '../record/fold.ts';
import { JOB_COLUMNS, mended, toRow, fromRow, DamagedRow, type JobRow } from '../rows.ts';
import type { DataPaths } from '../store/data-paths.ts';
import type { Batch } from '../store-types.ts';
import { settle, type Settled } from './settle.ts';

export interface MoneyToApply {
  readonly state: MoneyState;
  /** Which photos the record is to have its say about; undefined: all. */
  readonly jobs?: ReadonlySet<string>;
  /** Pairs of pictures that lie in the results folder, by key. */
  readonly kept: ReadonlyMap<string, KeptResult>;
  /** The queue file was lost: what it says was at the service is undecided as well. */
  readonly lost: boolean;
  readonly now: number;
}

export interface Applied {
  /** Ids of photos that became undecided. */
  readonly undecided: readonly string[];
  /** Photos of which anything changed. */
  readonly changed: number;
}

/** Brings a queue file up to what the record of money and the results folder know. One transaction of the caller. */
export function applyMoney(db: Database.Database, paths: DataPaths, what: MoneyToApply): Applied {
  const { state, kept, now } = what;
  for (const batch of state.batches.values()) insertBatch(db, batch);
  const task = db.prepare('INSERT OR IGNORE INTO tasks VALUES (?, ?, ?)');
  for (const each of state.tasks) task.run(each.service, each.task, each.job);
  const bill = db.prepare('INSERT OR IGNORE INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const b of state.bills) bill.run(b.task, b.service, b.job, b.batch, b.key, b.credits, b.at);
  const doubt = db.prepare('INSERT OR REPLACE INTO doubts VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const d of state.doubts) doubt.run(d.job, d.at, d.batch, d.service, d.key, d.maybe ? 1 : 0, d.open ? 1 : 0);
  const counts = (key: string): boolean => kept.has(key) && !state.renewed.has(key);
  const adopt = db.prepare(
    'INSERT OR IGNORE INTO results (key, submitted, retouched, created_at, used_at, exported) VALUES (?, ?, ?, ?, ?, 0)',
  );
  for (const [key, { submitted, retouched }] of kept) {
    if (counts(key)) adopt.run(key, paths.stored(submitted), paths.stored(retouched), Math.round(now), Math.round(now));
  }
  for (const key of state.renewed) {
    db.prepare('DELETE FROM results WHERE key = ?').run(key);
    db.prepare('INSERT OR IGNORE INTO meta VALUES (?, ?)').run(`renewed ${key}`, '1');
  }
  // Paid for, and gone from this computer: the same photo is not sent again without being asked about.
  const listed = db.prepare<[string], number>('SELECT 1 FROM results WHERE key = ?').pluck();
  for (const b of state.bills) {
    if (!state.kept.has(b.key) || kept.has(b.key) || listed.get(b.key) !== undefined) continue;
    doubt.run(b.job, b.at, b.batch, b.service, b.key, 0, 1);
  }
  const applied = applyToPhotos(db, paths, what, counts);
  db.exec('DELETE FROM counts; INSERT INTO counts SELECT batch, state, COUNT(*) FROM jobs GROUP BY batch, state');
  return applied;
}

function applyToPhotos(
  db: Database.Database,
  paths: DataPaths,
  { state, jobs, lost, now }: MoneyToApply,
  counts: (key: string) => boolean,
): Applied {
  const undecidedIds: string[] = [];
  let changed = 0;
  const find = db.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?');
  const change = (job: Job, isNew: boolean): void => {
    changed++;
    if (job.state === 'outcome-unknown') undecidedIds.push(job.id);
    write(db, paths, withFreeTask(db, job), isNew);
  };
  for (const [id, money] of state.photos) {
    if (jobs !== undefined && !jobs.has(id)) continue;
    const row = find.get(id);
    const job = row && understood(row, paths, now);
    const key = money.photo?.key ?? job?.resultKey ?? '';
    const what = settle(job?.state, money, counts(key));
    const before = job ?? (money.open ? missing(db, money.photo, now) : undefined);
    if (what === 'as-it-is' || before === undefined) continue;
    if (job?.state === 'outcome-unknown' && what === 'undecided' && job.taskId === money.task) {
      if (lost) undecidedIds.push(id);
      continue;
    }
    if (!lost && job?.state === 'processing' && what === 'undecided' && job.taskId === money.task) continue;
    if (!lost && job?.state === 'ready' && what === 'undecided' && job.taskId === money.task) continue;
    change(settledJob(before, what, money, paths, now), job === undefined);
  }
  if (!lost) return { undecided: undecidedIds, changed };
  const atService = db.prepare<[], JobRow>(`SELECT * FROM jobs WHERE state IN ('submitting', 'processing', 'ready')`);
  for (const row of atService.all()) {
    const job = understood(row, paths, now);
    const money = state.photos.get(row.id);
    const task = 'taskId' in job ? job.taskId : undefined;
    const since = 'submittedAt' in job ? job.submittedAt : row.created_at;
    const charged = job.state === 'ready' ? 'surely' : 'maybe';
    change(
      settledJob(
        job,
        'undecided',
        money ?? { photo: undefined, open: true, task, charged, since, end: 'none' },
        paths,
        now,
      ),
      false,
    );
  }
  return { undecided: undecidedIds, changed };
}

function understood(row: JobRow, paths: DataPaths, now: number): Job {
  try {
    return fromRow(row, paths.full);
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    return mended(row, now);
  }
}

/** A photo that the queue file does not know any more, from what the record tells of it. */
function missing(db: Database.Database, photo: PhotoIdentity | undefined, now: number): Job | undefined {
  if (photo === undefined) return undefined;
  const batch = db
    .prepare<[string], { source_root: string }>('SELECT source_root FROM batches WHERE id = ?')
    .get(photo.batch);
  const source = photo.source ?? `${batch?.source_root ?? ''}/${photo.path}`;
  if (batch === undefined) {
    const root = dirname(source);
    insertBatch(db, {
      id: photo.batch,
      service: photo.service,
      createdAt: now,
      sourceRoot: root,
      outputRoot: `${root} - Retouched`,
      options: {},
      maxCredits: undefined,
    });
  }
  const last = db.prepare<[], number | null>('SELECT MAX(seq) FROM jobs').pluck().get() ?? 0;
  const { sha256, bytes, modifiedAt } = photo;
  return {
    id: photo.job,
    batch: photo.batch,
    service: photo.service,
    seq: last + 1,
    source,
    relativePath: photo.path,
    settings: { level: photo.level, multiFace: photo.multiFace },
    createdAt: now,
    original: { sha256, bytes, modifiedAt },
    resultKey: photo.key,
    notes: [],
    sent: undefined,
    times: {},
    planned: undefined,
    wish: {},
    nextAt: 0,
    state: 'queued',
    failures: 0,
  };
}

function settledJob(
  job: Job,
  what: Exclude<Settled, 'as-it-is'>,
  money: PhotoMoney,
  paths: DataPaths,
  now: number,
): Job {
  const { id, batch, service, seq, source, relativePath, settings, createdAt, notes, sent, times, planned, wish } = job;
  const original =
    job.original ??
    (money.photo && { sha256: money.photo.sha256, bytes: money.photo.bytes, modifiedAt: money.photo.modifiedAt });
  const resultKey = money.photo?.key ?? job.resultKey;
  const facts: JobFacts = {
    ...{ id, batch, service, seq, source, relativePath, settings, createdAt, notes, sent, times, planned, wish },
    original,
    resultKey,
    nextAt: 0,
  };
  switch (what) {
    case 'undecided': {
      const known = money.photo?.submission;
      const submission = known
        ? { ...known, path: paths.full(known.path) }
        : 'submission' in job
          ? job.submission
          : undefined;
      const task = money.task ?? ('taskId' in job ? job.taskId : undefined);
      const { reason, charged } = undecided({ kind: 'queue-recovered', charged: money.charged });
      const rest = { submission, taskId: task, submittedAt: money.since, reason, charged, balance: undefined };
      return { ...facts, state: 'outcome-unknown', ...rest };
    }
    case 'queued':
      return { ...facts, state: 'queued', failures: 0 };
    case 'failed': {
      const message = 'The service did not retouch this photo. Nothing was charged by that: try it again.';
      return { ...facts, state: 'failed', reason: { code: 'task-failed', message }, retryable: true, at: now };
    }
    case 'cancelled':
      return { ...facts, state: 'cancelled', reason: undefined, at: now };
  }
}

/** A task belongs to one photo: where another has it already, this one goes without. */
function withFreeTask(db: Database.Database, job: Job): Job {
  if (job.state !== 'outcome-unknown' || job.taskId === undefined) return job;
  const other = db
    .prepare('SELECT 1 FROM jobs WHERE service = ? AND task_id = ? AND id <> ?')
    .get(job.service, job.taskId, job.id);
  return other === undefined ? job : { ...job, taskId: undefined };
}

function insertBatch(db: Database.Database, batch: Batch): void {
  db.prepare('INSERT OR IGNORE INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    batch.id,
    batch.service,
    Math.round(batch.createdAt),
    batch.sourceRoot,
    batch.outputRoot,
    JSON.stringify(batch.options),
    batch.maxCredits ?? null,
  );
}

function write(db: Database.Database, paths: DataPaths, job: Job, isNew: boolean): void {
  const row = toRow(job, paths.stored);
  const values = JOB_COLUMNS.map((column) => row[column]);
  if (isNew) {
    db.prepare(`INSERT INTO jobs (${JOB_COLUMNS.join(', ')}) VALUES (${JOB_COLUMNS.map(() => '?').join(', ')})`).run(
      values,
    );
    return;
  }
  const sets = JOB_COLUMNS.map((column) => `${column} = ?`).join(', ');
  db.prepare(`UPDATE jobs SET ${sets} WHERE id = ?`).run([...values, job.id]);
}
