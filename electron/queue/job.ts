import type { Reason } from '../base/reason.ts';
import type { Ruling } from './ruling.ts';
import type { CurrentPrint, Fingerprint, RetouchSettings, Submission } from './ports.ts';

/** What stays the same, or is only ever filled in, during a job's life. */
export interface JobFacts {
  readonly id: string;
  readonly batch: string;
  /** Whom one pays: a task of one service is never asked of another. */
  readonly service: string;
  /** Position in the queue; lower goes first. */
  readonly seq: number;
  readonly source: string;
  /** Path below the batch's folder, with `/`. */
  readonly relativePath: string;
  readonly settings: RetouchSettings;
  readonly createdAt: number;
  /** Content of the original when it was prepared. */
  readonly original: Fingerprint | undefined;
  /** Key under which the paid result is kept; see `resultKey`. */
  readonly resultKey: string | undefined;
  /** Harmless things worth telling (first frame of an animation, junk profile ignored). */
  readonly notes: readonly Reason[];
  /** Size of the submission copy, pixels and bytes. */
  readonly sent: { readonly width: number; readonly height: number; readonly bytes: number } | undefined;
  /** When each state was last entered, Unix milliseconds. */
  readonly times: Readonly<Partial<Record<StateName, number>>>;
  /** Output path chosen by an export that was interrupted. It outlives a cancel, so that a photo never gets a second output. */
  readonly planned: string | undefined;
  /** What the exporter wants to know of this photo (fade, name, marks). It belongs to the export; the queue only keeps it. */
  readonly wish: Readonly<Record<string, unknown>>;
  /** Not before this time, Unix milliseconds; 0 means now. */
  readonly nextAt: number;
}

/** A copy to submit exists; `failures` counts definite refusals in a row, `cuts` connections lost before the last byte. */
interface WithSubmission {
  readonly submission: Submission;
  readonly failures: number;
  readonly cuts: number;
}

/** A task exists at the service. */
interface WithTask {
  readonly submission: Submission;
  readonly taskId: string;
  readonly submittedAt: number;
  /** Requests about this task that failed in a row. */
  readonly failures: number;
  /** How often a fresh result address had to be asked for: above zero, the service has said that it was done. */
  readonly refreshes: number;
  /** Refusals to answer for this task, since it last was answered for. */
  readonly refused: number;
  /** Answers without an end since the result's lifetime was over. */
  readonly overdue: number;
}

/**
 * Where a photo is on its way. Entered and left only through `transition`:
 *
 * - `queued`: wanted; the file has not been looked at. Leaves by the pre-check.
 * - `prepared`: the submission copy is on disk; nothing was sent, or a definite no came back.
 * - `submitting`: the intent to pay is on disk; from here only an answer tells whether a task exists.
 * - `processing`: the task's id is on disk; asked about until it ends.
 * - `ready`: the result's address and deadline are on disk; billed. Downloaded until the deadline.
 * - `retouched`: both pictures are on disk under the result's key, checked by decoding.
 * - `exported`: the output is complete on disk. End.
 * - `outcome-unknown`: money may have been or was spent without a picture in hand; only a person moves it on.
 * - `failed`: nothing was billed, or the paid result is kept. `retry` starts over.
 * - `cancelled`: a person no longer wants it. End.
 */
export type JobState =
  | { readonly state: 'queued'; readonly failures: number }
  | ({ readonly state: 'prepared' } & WithSubmission)
  | ({
      readonly state: 'submitting';
      readonly startedAt: number;
      /** When a person cancelled it: too late for the submit under way, in time for any further one. */
      readonly unwantedAt: number | undefined;
    } & WithSubmission)
  | ({ readonly state: 'processing' } & WithTask)
  | ({ readonly state: 'ready'; readonly url: string; readonly expiresAt: number; readonly damaged: number } & WithTask)
  | {
      readonly state: 'retouched';
      /** True when the result had been paid for earlier. */
      readonly kept: boolean;
      readonly failures: number;
    }
  | {
      readonly state: 'exported';
      readonly output: string;
      readonly at: number;
      readonly kept: boolean;
      /** Why nothing was written (a file of that name was there, and the rule says skip). */
      readonly skipped: Reason | undefined;
      readonly details: Readonly<Record<string, unknown>>;
    }
  | ({
      readonly state: 'outcome-unknown';
      readonly submission: Submission | undefined;
      readonly taskId: string | undefined;
      readonly submittedAt: number;
      /** Usable credits before and after the submit, where both could be asked: a hint for the person who decides. */
      readonly balance: { readonly before: number; readonly after: number } | undefined;
    } & Ruling)
  | { readonly state: 'failed'; readonly reason: Reason; readonly retryable: boolean; readonly at: number }
  | { readonly state: 'cancelled'; readonly reason: Reason | undefined; readonly at: number };

export type Job = JobFacts & JobState;
export type StateName = JobState['state'];
export type JobIn<S extends StateName> = JobFacts & Extract<JobState, { state: S }>;

/** States in which a task exists or may exist: another job with the same result key must wait for the outcome. */
export const HOLDING_STATES = ['submitting', 'processing', 'ready', 'outcome-unknown'] as const;
/** States in which a slot at the service is, or may be, taken. */
export const IN_FLIGHT_STATES = ['submitting', 'processing'] as const;
/** States that the scheduler moves on by itself. */
export const ACTIVE_STATES = ['queued', 'prepared', 'submitting', 'processing', 'ready', 'retouched'] as const;
export const ALL_STATES: readonly StateName[] = [
  ...ACTIVE_STATES,
  'exported',
  'outcome-unknown',
  'failed',
  'cancelled',
];

/**
 * What a person can make of an unknown outcome: ask the service once more about the task (free), send the photo again at the
 * risk of paying twice, or leave it unretouched.
 */
export type Decision = 'ask-again' | 'pay-again' | 'drop';

/** Whether a photo of unknown outcome has a task that the service can be asked about. */
export function hasTask(job: Job): boolean {
  return job.state === 'outcome-unknown' && job.taskId !== undefined && job.submission !== undefined;
}

/**
 * The key under which a paid result is kept: the picture in the original, the settings, and who was paid. The same photo with
 * the same settings is never bought twice, in any folder, under any name, after any edit of its metadata.
 *
 * @param picture `CurrentPrint.picture`; earlier versions made keys of the SHA-256 of all bytes, see `JobStore.takeOver`
 */
export function resultKey(picture: string, settings: RetouchSettings, service: string): string {
  // Three decimals: finer than any slider, and the same number for 0.3 and 0.30000000000000004.
  const level = settings.level.toFixed(3);
  return `${picture}-${level}-${settings.multiFace ? 'all' : 'one'}-${service}`;
}

/** The picture (or, in a key of an earlier version, the SHA-256) that a key was made of. */
export function pictureOf(key: string): string {
  const end = key.search(/-\d+\.\d{3}-(?:all|one)-/);
  return end < 0 ? key : key.slice(0, end);
}

/** Whether a file that was read just now shows the photo of a key. */
export function showsPhoto({ picture, sha256 }: CurrentPrint, key: string): boolean {
  return [picture, sha256].includes(pictureOf(key));
}
