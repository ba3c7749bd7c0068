import type { Reason } from '../base/reason.ts';
import { ALL_STATES, type Job, type JobFacts, type StateName } from './job.ts';
import { undecided } from './outcome.ts';

/** A line of the `jobs` table. */
export interface JobRow {
  id: string;
  batch: string;
  service: string;
  seq: number;
  source: string;
  relative_path: string;
  level: number;
  multi_face: number;
  created_at: number;
  sha256: string | null;
  original_bytes: number | null;
  original_modified_at: number | null;
  result_key: string | null;
  state: string;
  next_at: number;
  task_id: string | null;
  result_url: string | null;
  data: string;
}

/** Columns of {@link JobRow} in the order of the insert statement. */
export const JOB_COLUMNS: readonly (keyof JobRow)[] = [
  'id',
  'batch',
  'service',
  'seq',
  'source',
  'relative_path',
  'level',
  'multi_face',
  'created_at',
  'sha256',
  'original_bytes',
  'original_modified_at',
  'result_key',
  'state',
  'next_at',
  'task_id',
  'result_url',
  'data',
];

/** Fields with a column of their own; everything else of a state goes into `data`. */
const COLUMN_FIELDS = new Set([
  'id',
  'batch',
  'service',
  'seq',
  'source',
  'relativePath',
  'settings',
  'createdAt',
  'original',
  'resultKey',
  'nextAt',
  'state',
  'taskId',
  'url',
]);

type Test = (value: unknown) => boolean;

const number: Test = (value) => typeof value === 'number' && Number.isFinite(value);
const text: Test = (value) => typeof value === 'string' && value !== '';
const flag: Test = (value) => typeof value === 'boolean';
const record: Test = isRecord;
const reason: Test = (value) => isRecord(value) && text(value['code']) && typeof value['message'] === 'string';
const submission: Test = (value) =>
  isRecord(value) && text(value['path']) && text(value['extension']) && number(value['bytes']);
const optional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);

const WITH_SUBMISSION = { submission, failures: number, cuts: number };
const WITH_TASK = {
  submission,
  submittedAt: number,
  failures: number,
  refreshes: number,
  overdue: optional(number),
  refused: optional(number),
};

/** What a state needs in `data`; a stored job without it is damaged. */
const NEEDED: Readonly<Record<StateName, Readonly<Record<string, Test>>>> = {
  queued: { failures: number },
  prepared: WITH_SUBMISSION,
  submitting: { ...WITH_SUBMISSION, startedAt: number },
  processing: WITH_TASK,
  ready: { ...WITH_TASK, expiresAt: number, damaged: number },
  retouched: { kept: flag, failures: number },
  exported: { output: text, at: number, kept: flag, details: record, skipped: optional(reason) },
  'outcome-unknown': {
    submittedAt: number,
    reason,
    charged: (value) => value === 'maybe' || value === 'surely',
    submission: optional(submission),
    balance: optional(record),
  },
  failed: { reason, retryable: flag, at: number },
  cancelled: { at: number, reason: optional(reason) },
};

/** States that a photo can't be in before its content is known. */
const AFTER_HASHING: ReadonlySet<StateName> = new Set([
  'prepared',
  'submitting',
  'processing',
  'ready',
  'retouched',
  'exported',
  'outcome-unknown',
]);

/** A stored job that can't be understood. It is shown, never guessed at. */
export class DamagedRow extends Error {
  constructor(id: string, what: string) {
    super(`the queue file holds a job that can't be read (${id}: ${what})`);
    this.name = 'DamagedRow';
  }
}

/** @param stored how the path of a submission copy stands in the queue file */
export function toRow(job: Job, stored: (path: string) => string = (path) => path): JobRow {
  const data: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(job)) {
    if (!COLUMN_FIELDS.has(name) && value !== undefined) data[name] = value;
  }
  if ('submission' in job && job.submission !== undefined) {
    data['submission'] = { ...job.submission, path: stored(job.submission.path) };
  }
  return {
    id: job.id,
    batch: job.batch,
    service: job.service,
    seq: job.seq,
    source: job.source,
    relative_path: job.relativePath,
    level: job.settings.level,
    multi_face: job.settings.multiFace ? 1 : 0,
    created_at: Math.round(job.createdAt),
    sha256: job.original?.sha256 ?? null,
    original_bytes: job.original?.bytes ?? null,
    original_modified_at: job.original?.modifiedAt ?? null,
    result_key: job.resultKey ?? null,
    state: job.state,
    next_at: Math.round(job.nextAt),
    task_id: 'taskId' in job ? (job.taskId ?? null) : null,
    result_url: job.state === 'ready' ? job.url : null,
    data: JSON.stringify(data),
  };
}

/**
 * A job from its stored line. What is on disk is not trusted: an unknown state or a missing field throws.
 * @param full where the submission copy of a stored path lies
 * @throws DamagedRow
 */
export function fromRow(row: JobRow, full: (stored: string) => string = (path) => path): Job {
  const state = ALL_STATES.find((s) => s === row.state);
  if (state === undefined) throw new DamagedRow(row.id, `unknown state ${row.state}`);
  let data: unknown;
  try {
    data = JSON.parse(row.data);
  } catch {
    throw new DamagedRow(row.id, 'not JSON');
  }
  if (!isRecord(data)) throw new DamagedRow(row.id, 'no fields');
  for (const [field, test] of Object.entries(NEEDED[state])) {
    if (!test(data[field])) throw new DamagedRow(row.id, `no proper ${field}`);
  }
  if (AFTER_HASHING.has(state) && row.result_key === null) throw new DamagedRow(row.id, 'no key');
  if (state === 'retouched' && row.sha256 === null) throw new DamagedRow(row.id, 'no fingerprint');
  const needsTask = state === 'processing' || state === 'ready';
  if (needsTask && row.task_id === null) throw new DamagedRow(row.id, 'no task');
  if (state === 'ready' && row.result_url === null) throw new DamagedRow(row.id, 'no address');
  const facts = { ...factsOf(row), ...rememberedFacts(data) };
  const extra: Record<string, unknown> = {};
  if (needsTask || state === 'outcome-unknown') extra['taskId'] = row.task_id ?? undefined;
  if (needsTask) Object.assign(extra, { overdue: data['overdue'] ?? 0, refused: data['refused'] ?? 0 });
  if (state === 'ready') extra['url'] = row.result_url;
  const copy = data['submission'];
  if (isRecord(copy)) extra['submission'] = { ...copy, path: full(String(copy['path'])) };
  return { ...data, ...facts, ...extra, state } as unknown as Job;
}

/** Facts without a column of their own. */
type Remembered = 'notes' | 'sent' | 'times' | 'planned' | 'wish';

/** The facts that have columns of their own. */
function factsOf(row: JobRow): Omit<JobFacts, Remembered> {
  return {
    id: row.id,
    batch: row.batch,
    service: row.service,
    seq: row.seq,
    source: row.source,
    relativePath: row.relative_path,
    settings: { level: row.level, multiFace: row.multi_face !== 0 },
    createdAt: row.created_at,
    original:
      row.sha256 === null
        ? undefined
        : { sha256: row.sha256, bytes: row.original_bytes ?? 0, modifiedAt: row.original_modified_at ?? 0 },
    resultKey: row.result_key ?? undefined,
    nextAt: row.next_at,
  };
}

/** The facts kept in `data`. None of them decides about money: what can't be read of them is left out. */
function rememberedFacts(data: Record<string, unknown>): Pick<JobFacts, Remembered> {
  return {
    notes: Array.isArray(data['notes']) ? (data['notes'] as Reason[]).filter(reason) : [],
    sent: isRecord(data['sent']) ? (data['sent'] as unknown as NonNullable<JobFacts['sent']>) : undefined,
    times: isRecord(data['times']) ? data['times'] : {},
    planned: typeof data['planned'] === 'string' ? data['planned'] : undefined,
    wish: isRecord(data['wish']) ? data['wish'] : {},
  };
}

/**
 * What is made of a damaged line, from what can still be read of it. Where money may have been spent a person decides;
 * everything else has failed and can be tried again, free of charge where the result is kept.
 * @param at now, Unix milliseconds
 */
export function mended(row: JobRow, at: number): Job {
  const facts: JobFacts = { ...factsOf(row), ...rememberedFacts(whatIsLeft(row.data)), nextAt: 0 };
  if (row.state === 'exported') {
    const message = "The queue's entry for this photo was damaged after it had been exported. Its output is as it was.";
    return { ...facts, state: 'failed', reason: { code: 'entry-damaged', message }, retryable: false, at };
  }
  const harmless = ['queued', 'prepared', 'retouched', 'failed', 'cancelled'].includes(row.state);
  // Without a key it was never prepared, so it was never sent.
  if (harmless || row.result_key === null) {
    const message =
      "The queue's entry for this photo was damaged, so it stopped. Nothing was charged by that: try it again.";
    return { ...facts, state: 'failed', reason: { code: 'entry-damaged', message }, retryable: true, at };
  }
  return {
    ...facts,
    state: 'outcome-unknown',
    submission: undefined,
    taskId: row.task_id ?? undefined,
    submittedAt: row.created_at,
    ...undecided({ kind: 'entry-damaged' }),
    balance: undefined,
  };
}

function whatIsLeft(data: string): Record<string, unknown> {
  try {
    const left: unknown = JSON.parse(data);
    return isRecord(left) ? left : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
