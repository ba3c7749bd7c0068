import { assertNever } from '../base/assert.ts';
import type { Reason } from '../base/reason.ts';
import { allows, IllegalTransition, type JobEvent } from './job-event.ts';
import type { Job, JobFacts, JobIn, StateName } from './job.ts';
import type { Ruling } from './ruling.ts';

/** The facts of a job without its state; due at once unless `changes` says otherwise. */
function facts(job: Job, changes: Partial<JobFacts> = {}): JobFacts {
  const { id, batch, service, seq, source, relativePath, settings, createdAt, original } = job;
  const { resultKey, notes, sent, times, planned, wish } = job;
  const fixed = { id, batch, service, seq, source, relativePath, settings, createdAt };
  return { ...fixed, original, resultKey, notes, sent, times, planned, wish, nextAt: 0, ...changes };
}

/** From here on `job` is known to be in one of `ALLOWED[event.type]`; this narrows it for the compiler. */
function as<S extends StateName>(job: Job): JobIn<S> {
  return job as JobIn<S>;
}

function withNote(job: Job, note: Reason | undefined): Pick<JobFacts, 'notes'> {
  return { notes: note === undefined ? job.notes : [...job.notes, note] };
}

type Unknown = JobIn<'outcome-unknown'>;

function unknown(
  known: JobFacts,
  sent: Pick<Unknown, 'submission' | 'taskId' | 'submittedAt'>,
  { reason, charged }: Ruling,
): Job {
  return { ...known, state: 'outcome-unknown', ...sent, reason, charged, balance: undefined };
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
      // A copy that had to be made anew brings its failures along: it must not be made anew for ever.
      return { ...known, state: 'prepared', submission, failures: 0, cuts: as<'queued'>(job).failures };
    }
    case 'result-found': {
      const { original, resultKey } = event;
      return { ...facts(job, { original, resultKey }), state: 'retouched', kept: true, failures: 0 };
    }
    case 'result-lost': {
      const { original, resultKey, at, submission, taskId } = event;
      const sent = { submission, taskId, submittedAt: at };
      return unknown(facts(job, { original, resultKey }), sent, event);
    }
    case 'prepare-postponed': {
      const j = as<'queued'>(job);
      return { ...j, nextAt: event.nextAt, failures: j.failures + 1 };
    }
    case 'submission-lost':
      return { ...facts(job, { nextAt: event.nextAt }), state: 'queued', failures: event.failures };
    case 'paid-before': {
      const { submission } = as<'prepared'>(job);
      return unknown(facts(job), { submission, taskId: undefined, submittedAt: event.at }, event);
    }
    case 'submit-started': {
      const { submission, failures, cuts } = as<'prepared'>(job);
      return {
        ...facts(job),
        state: 'submitting',
        submission,
        failures,
        cuts,
        startedAt: event.at,
        unwantedAt: undefined,
      };
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
        refused: 0,
        overdue: 0,
      };
    }
    case 'submit-answered-picture':
      return { ...facts(job, withNote(job, event.note)), state: 'retouched', kept: false, failures: 0 };
    case 'submit-not-sent': {
      const { submission, failures, cuts, unwantedAt: at } = as<'submitting'>(job);
      if (at !== undefined) return { ...facts(job), state: 'cancelled', reason: undefined, at };
      return { ...facts(job, { nextAt: event.nextAt }), state: 'prepared', submission, failures, cuts: cuts + 1 };
    }
    case 'submit-refused': {
      const { submission, failures, cuts, unwantedAt: at } = as<'submitting'>(job);
      if (at !== undefined) return { ...facts(job), state: 'cancelled', reason: undefined, at };
      const counted = event.counts ? failures + 1 : failures;
      return { ...facts(job, { nextAt: event.nextAt }), state: 'prepared', submission, failures: counted, cuts };
    }
    case 'submit-unclear':
    case 'found-submitting': {
      const { submission, startedAt } = as<'submitting'>(job);
      return unknown(facts(job), { submission, taskId: undefined, submittedAt: startedAt }, event);
    }
    case 'task-pending':
    case 'ask-failed': {
      const j = as<'processing'>(job);
      const failed = event.type === 'ask-failed';
      // What says nothing of the task (a 5xx in between) neither adds to the refusals nor makes them undone.
      const refused = failed ? j.refused + (event.refused ? 1 : 0) : 0;
      const overdue = event.overdue ? j.overdue + 1 : 0;
      return { ...j, nextAt: event.nextAt, failures: failed ? j.failures + 1 : 0, refused, overdue };
    }
    case 'no-address': {
      const j = as<'processing'>(job);
      return { ...j, nextAt: event.nextAt, failures: j.failures + 1, refreshes: j.refreshes + 1, refused: 0 };
    }
    case 'task-done': {
      const { submission, taskId, submittedAt, refreshes, overdue } = as<'processing'>(job);
      const { url, expiresAt } = event;
      return {
        ...facts(job),
        state: 'ready',
        submission,
        taskId,
        submittedAt,
        refreshes,
        refused: 0,
        overdue,
        url,
        expiresAt,
        failures: 0,
        damaged: 0,
      };
    }
    case 'address-gone': {
      const { submission, taskId, submittedAt, refreshes, overdue } = as<'ready'>(job);
      const task = { submission, taskId, submittedAt, failures: 0, refreshes: refreshes + 1, refused: 0, overdue };
      return { ...facts(job, { nextAt: event.nextAt }), state: 'processing', ...task };
    }
    case 'download-failed': {
      const j = as<'ready'>(job);
      const damaged = event.damaged ? j.damaged + 1 : j.damaged;
      return { ...j, nextAt: event.nextAt, failures: j.failures + 1, damaged };
    }
    case 'downloaded':
      return { ...facts(job, withNote(job, event.note)), state: 'retouched', kept: false, failures: 0 };
    case 'result-doubted': {
      const { submission, taskId, submittedAt } = event;
      return unknown(facts(job), { submission, taskId, submittedAt }, event);
    }
    case 'noted':
      return { ...as<'exported'>(job), ...withNote(job, event.note) };
    case 'paid-lost': {
      const { submission, taskId, submittedAt } = as<'processing' | 'ready'>(job);
      return unknown(facts(job), { submission, taskId, submittedAt }, event);
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
      return { ...facts(job, { planned: undefined }), state: 'exported', output, at, kept, skipped, details };
    }
    case 'failed': {
      const { reason, retryable, at } = event;
      return { ...facts(job), state: 'failed', reason, retryable, at };
    }
    case 'cancelled':
      return { ...facts(job), state: 'cancelled', reason: undefined, at: event.at };
    case 'unwanted':
      return { ...as<'submitting'>(job), unwantedAt: event.at };
    case 'dropped':
      return { ...facts(job), state: 'cancelled', reason: event.reason, at: event.at };
    case 'balance-noted': {
      const { before, after } = event;
      return { ...as<'outcome-unknown'>(job), balance: { before, after } };
    }
    case 'ask-again': {
      const { submission, taskId, submittedAt, charged } = as<'outcome-unknown'>(job);
      if (submission === undefined || taskId === undefined) throw new IllegalTransition(job, event);
      // An end that was told once stays told: what comes of it is never taken for unpaid.
      const refreshes = charged === 'surely' ? 1 : 0;
      const task = { submission, taskId, submittedAt, failures: 0, refreshes, refused: 0, overdue: 0 };
      return { ...facts(job), state: 'processing', ...task };
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
