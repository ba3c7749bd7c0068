import { assertNever } from '../base/assert.ts';
import type { Reason } from '../base/reason.ts';
import type { Job, JobFacts, JobIn, StateName } from './job.ts';
import type { Fingerprint, Submission } from './ports.ts';

/** What can happen to a job. `at` is the wall clock in Unix milliseconds, `nextAt` when to try again. */
export type JobEvent =
  | {
      type: 'prepared';
      original: Fingerprint;
      resultKey: string;
      submission: Submission;
      notes: readonly Reason[];
    }
  | { type: 'result-found'; original: Fingerprint; resultKey: string }
  | { type: 'result-lost'; original: Fingerprint; resultKey: string; reason: Reason; at: number }
  | { type: 'prepare-postponed'; nextAt: number }
  | { type: 'submission-lost' }
  | { type: 'submit-started'; at: number }
  | { type: 'submit-accepted'; taskId: string; at: number; nextAt: number }
  | { type: 'submit-answered-picture'; at: number }
  | { type: 'submit-not-sent'; nextAt: number }
  | { type: 'submit-refused'; nextAt: number; counts: boolean }
  | { type: 'submit-unclear'; reason: Reason }
  | { type: 'task-pending'; nextAt: number }
  | { type: 'ask-failed'; nextAt: number }
  | { type: 'task-done'; url: string; expiresAt: number }
  | { type: 'address-gone'; nextAt: number }
  | { type: 'download-failed'; nextAt: number; damaged: boolean }
  | { type: 'downloaded' }
  | { type: 'paid-lost'; reason: Reason; charged: 'maybe' | 'surely' }
  | { type: 'export-planned'; output: string }
  | { type: 'export-postponed'; nextAt: number }
  | {
      type: 'exported';
      output: string;
      at: number;
      skipped: Reason | undefined;
      details: Readonly<Record<string, unknown>>;
    }
  | { type: 'failed'; reason: Reason; retryable: boolean; at: number }
  | { type: 'cancelled'; at: number }
  | { type: 'balance-noted'; before: number; after: number }
  | { type: 'pay-again' }
  | { type: 'dropped'; reason: Reason; at: number }
  | { type: 'retry' }
  /** At start-up, of a job that was still `submitting`: nobody knows what came of it. */
  | { type: 'found-submitting'; reason: Reason }
  /** The embedded demo service restarted: its tasks died with it, and never cost anything. */
  | { type: 'service-restarted' };

/** An event that the job's state does not allow: a fault of the caller, never of the photographer. */
export class IllegalTransition extends Error {
  constructor(job: Job, event: JobEvent) {
    super(`job ${job.id} in state ${job.state} can't take ${event.type}`);
    this.name = 'IllegalTransition';
  }
}

/** The states from which each event may be taken. */
const ALLOWED: Readonly<Record<JobEvent['type'], readonly StateName[]>> = {
  prepared: ['queued'],
  'result-found': ['queued', 'prepared'],
  'result-lost': ['queued', 'prepared', 'retouched'],
  'prepare-postponed': ['queued'],
  'submission-lost': ['prepared'],
  'submit-started': ['prepared'],
  'submit-accepted': ['submitting'],
  'submit-answered-picture': ['submitting'],
  'submit-not-sent': ['submitting'],
  'submit-refused': ['submitting'],
  'submit-unclear': ['submitting'],
  'task-pending': ['processing'],
  'ask-failed': ['processing'],
  'task-done': ['processing'],
  'address-gone': ['ready'],
  'download-failed': ['ready'],
  downloaded: ['ready'],
  'paid-lost': ['processing', 'ready'],
  'export-planned': ['retouched'],
  'export-postponed': ['retouched'],
  exported: ['retouched'],
  failed: ['queued', 'submitting', 'prepared', 'processing', 'retouched'],
  // What is at the service is paid for: it is finished, not thrown away.
  cancelled: ['queued', 'prepared', 'retouched', 'failed'],
  'balance-noted': ['outcome-unknown'],
  'pay-again': ['outcome-unknown'],
  dropped: ['outcome-unknown', 'prepared', 'queued'],
  retry: ['failed', 'cancelled'],
  'found-submitting': ['submitting'],
  'service-restarted': ['submitting', 'processing', 'ready', 'outcome-unknown'],
};

/** Whether `transition` would accept the event. */
export function allows(job: Job, type: JobEvent['type']): boolean {
  return ALLOWED[type].includes(job.state);
}

function facts(job: Job, changes: Partial<JobFacts> = {}): JobFacts {
  const {
    id,
    batch,
    service,
    seq,
    source,
    relativePath,
    settings,
    createdAt,
    original,
    resultKey,
    notes,
    sent,
    times,
  } = job;
  return {
    id,
    batch,
    service,
    seq,
    source,
    relativePath,
    settings,
    createdAt,
    original,
    resultKey,
    notes,
    sent,
    times,
    nextAt: 0,
    ...changes,
  };
}

/** From here on `job` is known to be in one of `ALLOWED[event.type]`; this narrows it for the compiler. */
function as<S extends StateName>(job: Job): JobIn<S> {
  return job as JobIn<S>;
}

/**
 * The life of a photo: the only place that decides what an event makes of a job. Pure.
 * @throws IllegalTransition when the job's state does not allow the event.
 */
export function transition(job: Job, event: JobEvent): Job {
  if (!allows(job, event.type)) throw new IllegalTransition(job, event);
  switch (event.type) {
    case 'prepared': {
      const { original, resultKey, submission, notes } = event;
      const { width, height, bytes } = submission;
      const known = facts(job, { original, resultKey, notes, sent: { width, height, bytes } });
      return { ...known, state: 'prepared', submission, failures: 0, cuts: 0 };
    }
    case 'result-found': {
      const { original, resultKey } = event;
      return {
        ...facts(job, { original, resultKey }),
        state: 'retouched',
        kept: true,
        failures: 0,
        planned: undefined,
      };
    }
    case 'result-lost': {
      const { original, resultKey, reason, at } = event;
      const f = facts(job, { original, resultKey });
      return {
        ...f,
        state: 'outcome-unknown',
        submission: undefined,
        taskId: undefined,
        submittedAt: at,
        reason,
        charged: 'surely',
        balance: undefined,
      };
    }
    case 'prepare-postponed': {
      const j = as<'queued'>(job);
      return { ...j, nextAt: event.nextAt, failures: j.failures + 1 };
    }
    case 'submission-lost':
      return { ...facts(job), state: 'queued', failures: 0 };
    case 'submit-started': {
      const { submission, failures, cuts } = as<'prepared'>(job);
      return { ...facts(job), state: 'submitting', submission, failures, cuts, startedAt: event.at };
    }
    case 'submit-accepted': {
      const { submission, startedAt } = as<'submitting'>(job);
      const f = facts(job, { nextAt: event.nextAt });
      return {
        ...f,
        state: 'processing',
        submission,
        taskId: event.taskId,
        submittedAt: startedAt,
        failures: 0,
        refreshes: 0,
      };
    }
    case 'submit-answered-picture':
      return { ...facts(job), state: 'retouched', kept: false, failures: 0, planned: undefined };
    case 'submit-not-sent': {
      const { submission, failures, cuts } = as<'submitting'>(job);
      return { ...facts(job, { nextAt: event.nextAt }), state: 'prepared', submission, failures, cuts: cuts + 1 };
    }
    case 'submit-refused': {
      const { submission, failures, cuts } = as<'submitting'>(job);
      const counted = event.counts ? failures + 1 : failures;
      return { ...facts(job, { nextAt: event.nextAt }), state: 'prepared', submission, failures: counted, cuts };
    }
    case 'submit-unclear':
    case 'found-submitting': {
      const { submission, startedAt } = as<'submitting'>(job);
      return {
        ...facts(job),
        state: 'outcome-unknown',
        submission,
        taskId: undefined,
        submittedAt: startedAt,
        reason: event.reason,
        charged: 'maybe',
        balance: undefined,
      };
    }
    case 'task-pending':
      return { ...as<'processing'>(job), nextAt: event.nextAt, failures: 0 };
    case 'ask-failed': {
      const j = as<'processing'>(job);
      return { ...j, nextAt: event.nextAt, failures: j.failures + 1 };
    }
    case 'task-done': {
      const { submission, taskId, submittedAt, refreshes } = as<'processing'>(job);
      const { url, expiresAt } = event;
      return {
        ...facts(job),
        state: 'ready',
        submission,
        taskId,
        submittedAt,
        refreshes,
        url,
        expiresAt,
        failures: 0,
        damaged: 0,
      };
    }
    case 'address-gone': {
      const { submission, taskId, submittedAt, refreshes, failures } = as<'ready'>(job);
      const f = facts(job, { nextAt: event.nextAt });
      return { ...f, state: 'processing', submission, taskId, submittedAt, failures, refreshes: refreshes + 1 };
    }
    case 'download-failed': {
      const j = as<'ready'>(job);
      const damaged = event.damaged ? j.damaged + 1 : j.damaged;
      return { ...j, nextAt: event.nextAt, failures: j.failures + 1, damaged };
    }
    case 'downloaded':
      return { ...facts(job), state: 'retouched', kept: false, failures: 0, planned: undefined };
    case 'paid-lost': {
      const { submission, taskId, submittedAt } = as<'processing' | 'ready'>(job);
      const { reason, charged } = event;
      return {
        ...facts(job),
        state: 'outcome-unknown',
        submission,
        taskId,
        submittedAt,
        reason,
        charged,
        balance: undefined,
      };
    }
    case 'export-planned':
      return { ...as<'retouched'>(job), planned: event.output };
    case 'export-postponed': {
      const j = as<'retouched'>(job);
      return { ...j, nextAt: event.nextAt, failures: j.failures + 1 };
    }
    case 'exported': {
      const { kept } = as<'retouched'>(job);
      const { output, at, skipped, details } = event;
      return { ...facts(job), state: 'exported', output, at, kept, skipped, details };
    }
    case 'failed': {
      const { reason, retryable, at } = event;
      return { ...facts(job), state: 'failed', reason, retryable, at };
    }
    case 'cancelled':
      return { ...facts(job), state: 'cancelled', reason: undefined, at: event.at };
    case 'dropped':
      return { ...facts(job), state: 'cancelled', reason: event.reason, at: event.at };
    case 'balance-noted': {
      const { before, after } = event;
      return { ...as<'outcome-unknown'>(job), balance: { before, after } };
    }
    case 'pay-again': {
      const { submission } = as<'outcome-unknown'>(job);
      return submission === undefined
        ? { ...facts(job), state: 'queued', failures: 0 }
        : { ...facts(job), state: 'prepared', submission, failures: 0, cuts: 0 };
    }
    case 'retry':
    case 'service-restarted':
      return { ...facts(job), state: 'queued', failures: 0 };
    default:
      return assertNever(event);
  }
}
