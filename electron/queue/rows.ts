import type { Reason } from '../base/reason.ts';
import { ALL_STATES, type Job, type JobFacts, type StateName } from './job.ts';

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

/** Fields that a state needs in `data`; a stored job without them is damaged. */
const REQUIRED: Readonly<Record<StateName, readonly string[]>> = {
  queued: ['failures'],
  prepared: ['submission', 'failures', 'cuts'],
  submitting: ['submission', 'failures', 'cuts', 'startedAt'],
  processing: ['submission', 'submittedAt', 'failures', 'refreshes'],
  ready: ['submission', 'submittedAt', 'failures', 'refreshes', 'expiresAt', 'damaged'],
  retouched: ['kept', 'failures'],
  exported: ['output', 'at', 'kept', 'details'],
  'outcome-unknown': ['submittedAt', 'reason', 'charged'],
  failed: ['reason', 'retryable', 'at'],
  cancelled: ['at'],
};

/** A stored job that can't be understood. It is shown, never guessed at. */
export class DamagedRow extends Error {
  constructor(id: string, what: string) {
    super(`the queue file holds a job that can't be read (${id}: ${what})`);
    this.name = 'DamagedRow';
  }
}

export function toRow(job: Job): JobRow {
  const data: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(job)) {
    if (!COLUMN_FIELDS.has(name) && value !== undefined) data[name] = value;
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
    created_at: job.createdAt,
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
 * @throws DamagedRow
 */
export function fromRow(row: JobRow): Job {
  const state = ALL_STATES.find((s) => s === row.state);
  if (state === undefined) throw new DamagedRow(row.id, `unknown state ${row.state}`);
  let data: Record<string, unknown>;
  try {
    data = JSON.parse(row.data) as Record<string, unknown>;
  } catch (error) {
    throw new DamagedRow(row.id, error instanceof Error ? error.message : 'not JSON');
  }
  for (const field of REQUIRED[state]) {
    if (data[field] === undefined) throw new DamagedRow(row.id, `no ${field}`);
  }
  const needsTask = state === 'processing' || state === 'ready';
  if (needsTask && row.task_id === null) throw new DamagedRow(row.id, 'no task');
  if (state === 'ready' && row.result_url === null) throw new DamagedRow(row.id, 'no address');
  const facts: JobFacts = {
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
    notes: Array.isArray(data['notes']) ? (data['notes'] as Reason[]) : [],
    sent: isRecord(data['sent']) ? (data['sent'] as unknown as NonNullable<JobFacts['sent']>) : undefined,
    times: isRecord(data['times']) ? (data['times'] as JobFacts['times']) : {},
    nextAt: row.next_at,
  };
  const extra: Record<string, unknown> = {};
  if (needsTask || state === 'outcome-unknown') extra['taskId'] = row.task_id ?? undefined;
  if (state === 'ready') extra['url'] = row.result_url;
  return { ...data, ...facts, ...extra, state } as unknown as Job;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
