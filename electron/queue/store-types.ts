import type { JobIn, StateName } from './job.ts';
import type { KeptResult, RetouchSettings } from './ports.ts';

/** A result that was written, or was about to be. */
export interface WrittenResult {
  /** Absolute path. */
  readonly output: string;
  /** SHA-256 of its bytes, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** The output folder, and the path below it that was wanted, with `/`. */
  readonly root: string;
  readonly name: string;
  /** What identifies the original's picture: `CurrentPrint.picture`. */
  readonly picture: string;
  /** All that was asked for, as one text: equal for equal orders. */
  readonly wanted: string;
  /** SHA-256 of what the service gave; empty where nobody has looked. */
  readonly retouched: string;
  readonly job: string;
}

/** One press of "Retouch and export": where from, where to, and how. `options` belongs to the export room. */
/** An original that is or was in the queue. */
export interface KnownOriginal {
  /** Absolute, without links. */
  readonly path: string;
  /** Device and inode, or the path where there are none. */
  readonly identity: string;
}

export interface Batch {
  readonly id: string;
  readonly service: string;
  readonly createdAt: number;
  readonly sourceRoot: string;
  readonly outputRoot: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Never spend more than this on this batch. */
  readonly maxCredits: number | undefined;
}

/** What a batch is put into the queue with, besides what is kept of it. */
export interface BatchTerms {
  /** Name of the limit for a day that it counts against. */
  readonly dayLimit?: string;
}

export interface NewJob {
  readonly id: string;
  readonly source: string;
  readonly relativePath: string;
  readonly settings: RetouchSettings;
  /** What the exporter wants to know of this photo; nothing by default. */
  readonly wish?: Readonly<Record<string, unknown>>;
}

export interface LedgerLine {
  readonly task: string;
  readonly job: string;
  readonly batch: string;
  readonly resultKey: string;
  readonly credits: number;
  readonly at: number;
}

/** What came back for a photo with its settings. */
export interface Returned {
  readonly key: string;
  readonly service: string;
  /** SHA-256 of the file that came back, and of the one that was sent. */
  readonly sha256: string;
  readonly submitted: string;
}

/** Credits spent on the photos of one folder on one day. */
export interface SpendingLine {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Source folder of the batch. */
  readonly folder: string;
  readonly photos: number;
  readonly credits: number;
}

/** One paid task. */
export interface Purchase {
  /** Unix milliseconds. */
  readonly at: number;
  readonly folder: string;
  /** Path below the folder, with `/`. */
  readonly photo: string;
  readonly level: number;
  readonly multiFace: boolean;
  readonly credits: number;
}

/** What must be written together with an event. */
export interface Alongside {
  /** The kept pictures of the job's result key. */
  readonly result?: KeptResult;
  readonly ledger?: { readonly task: string; readonly credits: number; readonly at: number };
  /** The kept result of the job's key is doubtful: no other photo may get it. */
  readonly forgetResult?: boolean;
  /** The job's result was exported: from now on it may be evicted. */
  readonly exportedAt?: number;
}

export type Counts = Readonly<Record<StateName, number>>;

/** Answer of {@link JobStore.beginSubmit}. */
export type BeginSubmit =
  | { readonly kind: 'started'; readonly job: JobIn<'submitting'> }
  /** Another job with the same photo and settings is at the service, or undecided: wait for it. */
  | { readonly kind: 'held'; readonly by: string; readonly undecided: boolean }
  | { readonly kind: 'kept'; readonly result: KeptResult }
  /** The same photo was sent at `at` with an unknown outcome, and dropped by a person. */
  | { readonly kind: 'paid-before'; readonly at: number }
  | { readonly kind: 'over-budget'; readonly whose: 'run' | 'batch' | 'day' }
  /** The job is no longer prepared (somebody cancelled it). */
  | { readonly kind: 'moved-on' };
