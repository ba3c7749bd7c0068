import { basename } from 'node:path';
import type { PauseKind, PhotoId, PhotoStatus, QueueView, Reason, UndecidedView } from '../contract/index.ts';
import {
  DEFAULT_POLICY,
  EMPTY_COUNTS,
  PRICES,
  hasTask,
  type Counts,
  type Job,
  type JobIn,
  type Pace,
  type SchedulerStatus,
} from '../engine/index.ts';

/** What the gallery shows of a job. Task ids and addresses stay behind. */
export function statusOf(job: Job): PhotoStatus {
  switch (job.state) {
    case 'queued':
    case 'prepared':
      return { kind: 'waiting' };
    case 'submitting':
      return { kind: 'uploading', fraction: 0 };
    case 'processing':
      // Finished and paid for, but its address did not lead anywhere: a fresh one is being asked for.
      return job.refreshes > 0
        ? { kind: 'downloading', expiresAt: job.submittedAt + DEFAULT_POLICY.resultLifetimeMs }
        : { kind: 'processing', since: job.submittedAt };
    case 'ready':
      return { kind: 'downloading', expiresAt: job.expiresAt };
    case 'retouched':
      return { kind: 'finishing' };
    case 'exported':
      return { kind: 'exported', output: job.output, at: job.at, fade: fadeOf(job.details) };
    case 'outcome-unknown':
      return { kind: 'undecided', reason: job.reason };
    case 'failed':
      // Refused before anything was sent: the file itself can't be used.
      return job.sent === undefined && !job.retryable
        ? { kind: 'unusable', reason: job.reason }
        : { kind: 'failed', reason: job.reason, retryable: job.retryable };
    case 'cancelled':
      return { kind: 'cancelled' };
  }
}

interface KnownFile {
  readonly file: { readonly modifiedAt: number };
  readonly refused: Reason | undefined;
}

/** What is known of a photo: by its latest job, or by its file's header alone. */
export function statusOfPhoto({ file, refused }: KnownFile, job: Job | undefined): PhotoStatus {
  // A file that was unusable may have been repaired since.
  const outdated = job?.state === 'failed' && job.sent === undefined && job.at < file.modifiedAt;
  if (job !== undefined && !outdated) return statusOf(job);
  return refused === undefined ? { kind: 'idle' } : { kind: 'unusable', reason: refused };
}

/** A photo that waits for a person's decision. */
export function undecidedView(job: JobIn<'outcome-unknown'>, photo: PhotoId | undefined): UndecidedView {
  return {
    photo,
    job: job.id,
    name: job.relativePath,
    folder: basename(job.source.slice(0, -job.relativePath.length)),
    canAsk: hasTask(job),
    reason: job.reason,
    submittedAt: job.submittedAt,
    creditsAtRisk: DEFAULT_POLICY.creditsPerPhoto,
    balance: job.balance,
  };
}

/** The queue's progress for the bar at the bottom. */
export function queueView(
  counts: Counts,
  status: SchedulerStatus,
  pace: Pace,
  spent: number,
  output: string | undefined,
): QueueView {
  const waiting =
    counts.queued + counts.prepared + counts.submitting + counts.processing + counts.ready + counts.retouched;
  return {
    active: waiting > 0 && (status.active || status.paused !== undefined || !status.online),
    online: status.online,
    offlineReason: status.offlineReason,
    paused:
      status.paused === undefined ? undefined : { ...status.paused, kind: status.paused.kind satisfies PauseKind },
    total: waiting + counts.exported + counts.failed + counts['outcome-unknown'] + counts.cancelled,
    exported: counts.exported,
    failed: counts.failed,
    undecided: counts['outcome-unknown'],
    cancelled: counts.cancelled,
    waiting,
    inFlight: status.inFlight,
    photosPerMinute: pace.photosPerMinute,
    secondsLeft: pace.secondsLeft,
    creditsSpent: spent,
    creditsLeft: status.balance,
    output,
  };
}

/** Adds the counts of several batches. */
export function sumCounts(all: readonly Counts[]): Counts {
  return all.reduce<Counts>(
    (sum, counts) =>
      Object.fromEntries(Object.entries(sum).map(([state, n]) => [state, n + counts[state as keyof Counts]])) as Counts,
    EMPTY_COUNTS,
  );
}

/** What credits cost, from the dearest to the cheapest package, in dollars. */
export function dollarsOf(credits: number): { high: number; low: number } {
  return { high: credits * PRICES.high, low: credits * PRICES.low };
}

/** The fade an output was written with; the whole retouch where nothing else is noted. */
function fadeOf({ fade }: Readonly<Record<string, unknown>>): number {
  return typeof fade === 'number' ? fade : 1;
}
