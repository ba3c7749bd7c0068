import type { Reason } from '../base/reason.ts';

/** States of a job, as the queue has them. */
export type JobStateName =
  | 'queued'
  | 'prepared'
  | 'submitting'
  | 'processing'
  | 'ready'
  | 'retouched'
  | 'exported'
  | 'outcome-unknown'
  | 'failed'
  | 'cancelled';

/** A photo has changed its state. */
export interface PhotoEvent {
  readonly event: 'photo';
  /** Absolute path of the original. */
  readonly source: string;
  readonly job: string;
  readonly state: JobStateName;
  readonly reason?: Reason;
  /** Absolute path of the result. */
  readonly output?: string;
}

/** A file that is not in the queue, so that there is no job: what `check` found, or what was passed over. */
export interface FileEvent {
  readonly event: 'photo';
  readonly source: string;
  readonly state: 'usable' | 'unusable' | 'skipped';
  readonly reason?: Reason;
}

export interface QueueEvent {
  readonly event: 'queue';
  readonly online: boolean;
  readonly paused?: { readonly kind: string; readonly message: string };
  readonly inFlight: number;
}

/** The last line of a run. */
export interface SummaryEvent {
  readonly event: 'summary';
  readonly photos: number;
  readonly exported: number;
  readonly failed: number;
  /** Photos whose outcome only a person can decide. */
  readonly unknown: number;
  readonly waiting: number;
  readonly skipped: number;
  readonly creditsSpent: number;
  readonly seconds: number;
  /** Absolute path of the output folder; null when there is none, or more than one. */
  readonly out: string | null;
  /** Absolute paths of all output folders, where there is more than one. */
  readonly outputs?: readonly string[];
}

/** Where the results of a run go, as the summary tells it. */
export function whereOf(folders: readonly string[]): Pick<SummaryEvent, 'out' | 'outputs'> {
  const outputs = [...new Set(folders)];
  return outputs.length > 1 ? { out: null, outputs } : { out: outputs[0] ?? null };
}

export type CliEvent = PhotoEvent | FileEvent | QueueEvent | SummaryEvent;

/** One line of `--json`. JSON escapes line breaks, control characters and halves of characters, so a name can't break it. */
export function eventLine(event: CliEvent): string {
  return `${JSON.stringify(event)}\n`;
}
