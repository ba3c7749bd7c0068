import type { Reason } from '../base/reason.ts';
import { hasTask, type Job, type StateName } from './job.ts';
import type { Ruling } from './ruling.ts';
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
  /** `taskId`: the task that made it, where that can be asked again. */
  | ({
      type: 'result-lost';
      original: Fingerprint;
      resultKey: string;
      at: number;
      taskId?: string | undefined;
      submission?: Submission | undefined;
    } & Ruling)
  | { type: 'prepare-postponed'; nextAt: number }
  /** The copy to submit is gone or can't be read: it is made anew. */
  | { type: 'submission-lost'; failures: number; nextAt: number }
  /** The same photo was sent before with an unknown outcome, and dropped: sending it again may pay twice. */
  | ({ type: 'paid-before'; at: number } & Ruling)
  | { type: 'submit-started'; at: number }
  | { type: 'submit-accepted'; taskId: string; at: number; nextAt: number }
  | { type: 'submit-answered-picture'; at: number; note?: Reason | undefined }
  | { type: 'submit-not-sent'; nextAt: number }
  | { type: 'submit-refused'; nextAt: number; counts: boolean }
  | ({ type: 'submit-unclear' } & Ruling)
  /** `overdue`: its result's lifetime is over although it never ended. */
  | { type: 'task-pending'; nextAt: number; overdue: boolean }
  | { type: 'ask-failed'; nextAt: number; overdue: boolean; refused: boolean }
  /** The service says that it is done, and gives no address that can be asked. */
  | { type: 'no-address'; nextAt: number }
  | { type: 'task-done'; url: string; expiresAt: number }
  | { type: 'address-gone'; nextAt: number }
  | { type: 'download-failed'; nextAt: number; damaged: boolean }
  | { type: 'downloaded'; note?: Reason | undefined }
  /** The kept result may be another photo's. */
  | ({
      type: 'result-doubted';
      submission: Submission | undefined;
      taskId: string | undefined;
      submittedAt: number;
    } & Ruling)
  /** Something came up about a result that has been used. */
  | { type: 'noted'; note: Reason }
  | ({ type: 'paid-lost' } & Ruling)
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
  /** Cancelled while it is being sent: it ends there unless the service takes it, and is finished if it does, since it is paid then. */
  | { type: 'unwanted'; at: number }
  | { type: 'balance-noted'; before: number; after: number }
  /** Of a task that was given up: its number is known. */
  | { type: 'ask-again' }
  | { type: 'pay-again' }
  | { type: 'dropped'; reason: Reason; at: number }
  | { type: 'retry' }
  /** At start-up, of a job that was still `submitting`: nobody knows what came of it. */
  | ({ type: 'found-submitting' } & Ruling)
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
  'paid-before': ['prepared'],
  'submit-started': ['prepared'],
  'submit-accepted': ['submitting'],
  'submit-answered-picture': ['submitting'],
  'submit-not-sent': ['submitting'],
  'submit-refused': ['submitting'],
  'submit-unclear': ['submitting'],
  'task-pending': ['processing'],
  'ask-failed': ['processing'],
  'no-address': ['processing'],
  'task-done': ['processing'],
  'address-gone': ['ready'],
  'download-failed': ['ready'],
  downloaded: ['ready'],
  'result-doubted': ['retouched'],
  noted: ['exported'],
  'paid-lost': ['processing', 'ready'],
  'export-planned': ['retouched'],
  'export-postponed': ['retouched'],
  exported: ['retouched'],
  failed: ['queued', 'submitting', 'prepared', 'processing', 'retouched'],
  // What is at the service is paid for: it is finished, not thrown away.
  cancelled: ['queued', 'prepared', 'retouched', 'failed'],
  unwanted: ['submitting'],
  'balance-noted': ['outcome-unknown'],
  'ask-again': ['outcome-unknown'],
  'pay-again': ['outcome-unknown'],
  dropped: ['outcome-unknown', 'prepared', 'queued'],
  retry: ['failed', 'cancelled'],
  'found-submitting': ['submitting'],
  'service-restarted': ['submitting', 'processing', 'ready', 'outcome-unknown'],
};

/** Whether `transition` would accept the event. */
export function allows(job: Job, type: JobEvent['type']): boolean {
  return ALLOWED[type].includes(job.state) && (type !== 'ask-again' || hasTask(job));
}
