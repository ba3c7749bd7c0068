import type { FolderId, PhotoId, PhotoStatus, PhotoView, Reason } from './photo.ts';

/** Why the whole queue stands still. One clear banner each; nothing is lost meanwhile. */
export type PauseKind =
  'user' | 'key' | 'locked' | 'credits' | 'budget' | 'withdrawn' | 'disk' | 'unaccounted' | 'damaged';

export interface QueueView {
  /** True while there is anything left that the queue can do by itself. */
  readonly active: boolean;
  readonly online: boolean;
  /** What is in the way while it is not, as far as it is known. */
  readonly offlineReason?: Reason | undefined;
  readonly paused: { readonly kind: PauseKind; readonly message: string } | undefined;
  /** Photos of the batches now in the queue. */
  readonly total: number;
  readonly exported: number;
  readonly failed: number;
  readonly undecided: number;
  readonly cancelled: number;
  readonly waiting: number;
  /** Tasks at the service at this moment. */
  readonly inFlight: number;
  readonly photosPerMinute: number | undefined;
  readonly secondsLeft: number | undefined;
  readonly creditsSpent: number;
  /** Usable balance when it was last asked; undefined when never. */
  readonly creditsLeft: number | undefined;
  /** Where the last batch's pictures go, for display. */
  readonly output: string | undefined;
}

/** What a person can make of an unknown outcome. */
export type Decision = 'ask-again' | 'pay-again' | 'drop';

/** What the list of the queue can be narrowed to. */
export type QueueGroup = 'all' | 'working' | 'undecided' | 'failed' | 'exported';

/** Where photos that wait are moved to: to the front, one place up or down, to the end. */
export type QueueMove = 'first' | 'up' | 'down' | 'last';

/** One photo of the queue, whatever folder it lies in. */
export interface QueueEntry {
  readonly job: string;
  /** The same photo where its folder is open. */
  readonly photo: Pick<PhotoView, 'id' | 'folder' | 'modifiedAt'> | undefined;
  /** File name with extension. */
  readonly name: string;
  /** The folder it lies in: name of the opened folder, and the path below it, with `/`. */
  readonly folder: string;
  /** Beauty level, 0 to 1. */
  readonly level: number;
  /** A cell of a test strip. */
  readonly trial: boolean;
  readonly status: PhotoStatus;
}

/** A part of the queue's list: what needs a person first, then what is worked on, what waits in its order, what has ended. */
export interface QueuePage {
  /** Place of the first of `entries` in the list of its group. */
  readonly from: number;
  readonly entries: readonly QueueEntry[];
  readonly counts: Readonly<Record<QueueGroup, number>>;
}

/** A photo whose outcome only a person can decide. */
export interface UndecidedView {
  /** Whether the service can be asked again about it, for nothing. */
  readonly canAsk: boolean;
  readonly photo: PhotoId | undefined;
  readonly job: string;
  /** Its path below the folder that was opened, with `/`. */
  readonly name: string;
  /** Name of that folder. */
  readonly folder: string;
  readonly reason: Reason;
  /** When the submit was sent, Unix milliseconds. */
  readonly submittedAt: number;
  readonly creditsAtRisk: number;
  /** Balance before and after the submit where both are known: a hint whether the task was charged. */
  readonly balance: { readonly before: number; readonly after: number } | undefined;
}

export type OutputSize = 'original' | 'service';
export type OutputFormat = 'same' | 'jpeg' | 'png' | 'tiff';
export type MetadataPolicy = 'all' | 'no-location' | 'none';
export type ConflictRule = 'rename' | 'skip' | 'overwrite';

export interface ExportOptions {
  /**
   * Names of the results, without extension: `{name}` the original's, `{seq}` its number in the output folder (given with the
   * first batch, kept ever after), `{date}` when it was taken (YYYY-MM-DD), `{level}` the beauty level 0 to 100. Default `{name}`.
   */
  readonly name: string;
  /** Put the app's ratings and flags into the results' metadata. */
  readonly writeMarks: boolean;
  /** Let the results' metadata tell that Afterglow retouched them, and when. Absent: yes. */
  readonly history?: boolean;
  readonly size: OutputSize;
  readonly format: OutputFormat;
  /** JPEG quality, 1 to 100. */
  readonly quality: number;
  readonly metadata: MetadataPolicy;
  readonly onConflict: ConflictRule;
}

export interface BatchRequest {
  readonly folder: FolderId;
  /** Photos in the order they shall be sent; empty means all of the folder. */
  readonly photos: readonly PhotoId[];
  /** Whole path of the output folder; undefined: `<folder> - Retouched` beside the folder. */
  readonly output: string | undefined;
  readonly export: ExportOptions;
  /** Never spend more than this in this batch. */
  readonly maxCredits: number | undefined;
}

/** What a batch would mean, before anybody pays. */
export interface BatchEstimate {
  readonly photos: number;
  /** Photos that are already paid for and cost nothing. */
  readonly kept: number;
  readonly unusable: readonly { readonly photo: PhotoId; readonly name: string; readonly reason: Reason }[];
  readonly credits: number;
  /** From the dearest to the cheapest published price. */
  readonly dollars: { readonly high: number; readonly low: number };
  /** Usable balance now; undefined in demo mode without one or when it could not be asked. */
  readonly balance: number | undefined;
  readonly output: string;
  /** What `{seq}` stands for: the first photo's number, and the highest in the output folder, which decides on the digits. */
  readonly numbers: { readonly first: number; readonly highest: number };
}
