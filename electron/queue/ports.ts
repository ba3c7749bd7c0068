import type { Reason } from '../base/reason.ts';
import type { LocalAnswer } from '../base/system-errors.ts';

/** What the photographer asks of the service for one photo. */
export interface RetouchSettings {
  /** Beauty level, 0 to 1. */
  readonly level: number;
  readonly multiFace: boolean;
}

/** A file that is ready to be submitted: exactly these bytes leave the computer. */
export interface Submission {
  readonly path: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly contentType: 'image/jpeg' | 'image/png' | 'image/bmp';
  /** Extension that matches the bytes, with the dot. */
  readonly extension: '.jpg' | '.png' | '.bmp';
}

/**
 * Why a request failed, as far as the queue must tell apart. The service room turns status, code and body into one of these.
 * `key`, `locked`, `withdrawn`, `credits`: the whole queue pauses. `rate`: too fast, slow down. `transient`: try again later.
 * `photo`: this photo cannot be retouched, free of charge. `task-gone`: the task or its result no longer exists.
 */
export type FailureKind = 'key' | 'locked' | 'withdrawn' | 'credits' | 'rate' | 'transient' | 'photo' | 'task-gone';

export interface ServiceFailure {
  readonly kind: FailureKind;
  readonly reason: Reason;
  /** From `Retry-After`, milliseconds. */
  readonly retryAfterMs?: number;
}

export interface SubmitRequest {
  readonly submission: Submission;
  readonly settings: RetouchSettings;
  readonly signal: AbortSignal;
  /** Bytes of the picture handed to the network so far. */
  readonly onProgress?: (sent: number, total: number) => void;
}

/** What came of a submit. Never thrown: every ending is one of these. */
export type SubmitAnswer =
  /** A task exists and is billed when it succeeds. */
  | { readonly kind: 'accepted'; readonly taskId: string }
  /** The service answered with the picture at once; it was written to `path`, flushed. */
  | { readonly kind: 'picture'; readonly path: string }
  /** No task can exist: the request never left, or was cut before the body's last byte. */
  | { readonly kind: 'not-sent'; readonly offline: boolean; readonly reason: Reason }
  /** The vendor's own error envelope: a definite no, not billed. */
  | { readonly kind: 'refused'; readonly failure: ServiceFailure }
  /** The body left whole and no clear answer came back: a task may exist. `taskId`: named in an answer that is no clear yes. */
  | { readonly kind: 'unclear'; readonly offline: boolean; readonly reason: Reason; readonly taskId?: string };

export type PollAnswer =
  | { readonly kind: 'queued' }
  | { readonly kind: 'processing' }
  | { readonly kind: 'done'; readonly url: string }
  /** The service says of the picture that it can't be retouched: final for the task, not billed. */
  | { readonly kind: 'ended'; readonly failure: ServiceFailure }
  /** Only this question failed; the task is as it was. `photo` and `task-gone`: the service refuses to answer it. */
  | { readonly kind: 'try-again'; readonly failure: ServiceFailure; readonly offline: boolean };

export type DownloadAnswer =
  /** The bytes are whole at the asked path, flushed. They are not yet known to be a picture. */
  | { readonly kind: 'saved'; readonly bytes: number; readonly contentType: string | undefined }
  /** The address no longer serves the picture: ask for a fresh one. */
  | { readonly kind: 'gone'; readonly reason: Reason }
  /**
   * `offline`: no connection to the result's host came about; whether that is the connection's fault, only the service can
   * tell. `hostFault`: the host serves nobody now (silence, 5xx).
   */
  | {
      readonly kind: 'try-again';
      readonly offline: boolean;
      readonly hostFault?: boolean;
      readonly retryAfterMs?: number;
      readonly reason: Reason;
    }
  /** This computer could not store the bytes (disk full, no permission). */
  | LocalAnswer;

export type CreditsAnswer =
  | { readonly kind: 'balance'; readonly credits: number }
  | { readonly kind: 'failed'; readonly failure: ServiceFailure; readonly offline: boolean };

/** The retouching service, as the queue uses it. */
export interface ServicePort {
  /** Identifies whom one pays (base address), so that a task of one service is never asked of another. */
  readonly id: string;
  submit(request: SubmitRequest): Promise<SubmitAnswer>;
  poll(taskId: string, signal: AbortSignal): Promise<PollAnswer>;
  /** Writes to `path`, replacing what is there. */
  download(url: string, path: string, signal: AbortSignal): Promise<DownloadAnswer>;
  credits(signal: AbortSignal): Promise<CreditsAnswer>;
}

export type PrepareAnswer =
  | { readonly kind: 'prepared'; readonly submission: Submission; readonly notes: readonly Reason[] }
  /** This file can't be used; nothing was spent. */
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** The picture could not be worked on here and now (disk full, file vanished, helper process died twice). */
  | LocalAnswer;

export type CheckPictureAnswer =
  /** `unchanged`: it looks exactly like what was sent. */
  | ({ readonly kind: 'picture'; readonly width: number; readonly height: number; readonly unchanged: boolean } & Came)
  /** A whole picture, but none that can be this photo retouched: another photo, shape or size. */
  | ({ readonly kind: 'unfit'; readonly reason: Reason } & Came)
  | { readonly kind: 'damaged'; readonly reason: Reason };

/** What a file that came back is known by. */
interface Came {
  readonly extension: '.jpg' | '.png';
  /** SHA-256 of the file, and of the one that was sent, lower-case hex. */
  readonly sha256: string;
  readonly submittedSha256: string;
}

/** The picture work that the queue needs. */
export interface PicturePort {
  /** Pre-check and submission copy of the file at `source`, written to `target` (without extension), flushed. */
  prepare(source: string, target: string, signal: AbortSignal): Promise<PrepareAnswer>;
  /** Decodes the whole file: is it an undamaged picture, and of the photo that was sent (the file `submitted`)? */
  check(path: string, submitted: string, signal: AbortSignal): Promise<CheckPictureAnswer>;
}

/** What the exporter needs to know of a finished job. */
export interface ExportRequest {
  readonly job: string;
  readonly batch: string;
  readonly source: string;
  readonly relativePath: string;
  readonly settings: RetouchSettings;
  /** SHA-256 of the original when it was submitted, */
  readonly originalSha256: string;
  /** and its picture: the export refuses an original that shows another one, not one whose metadata were edited since. */
  readonly originalPicture: string;
  /** The exact bytes that were submitted, and what came back. */
  readonly submitted: string;
  readonly retouched: string;
  /** Output path that an earlier, interrupted export had chosen for this job. */
  readonly planned: string | undefined;
  /** What was asked for this photo when it was put into the queue. */
  readonly wish: Readonly<Record<string, unknown>>;
}

export type ExportAnswer =
  | { readonly kind: 'exported'; readonly output: string; readonly details: Record<string, unknown> }
  | { readonly kind: 'skipped'; readonly output: string; readonly reason: Reason }
  /** This photo can't be exported (original changed or vanished). The paid result is kept. */
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** The place can't be written to now (disk full, drive gone): the queue pauses, the photo stays as it is. */
  | LocalAnswer;

export interface ExportPort {
  /** `reserve` is called, and must return, before the first byte of the output is written: the name survives a crash. */
  export(request: ExportRequest, reserve: (output: string) => void, signal: AbortSignal): Promise<ExportAnswer>;
}

/** What identifies a file's content. */
export interface Fingerprint {
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** Unix milliseconds. */
  readonly modifiedAt: number;
}

/** The same as read just now, with what identifies the picture in the file. */
export interface CurrentPrint extends Fingerprint {
  /** Stays the same when metadata are edited; `sha256` where the file's structure is not understood. */
  readonly picture: string;
}

/** The pair of pictures that a paid result consists of. */
export interface KeptResult {
  /** The exact bytes that were submitted. */
  readonly submitted: string;
  /** The picture that came back. */
  readonly retouched: string;
  /** SHA-256 of the two files when they were kept; undefined where nobody has looked. */
  readonly sums?: { readonly submitted: string; readonly retouched: string };
}

/** Files of the data folder, and reading originals. Everything rejects with what the file system says. */
export interface FilePort {
  fingerprint(path: string, signal: AbortSignal): Promise<CurrentPrint>;
  /** False when size or modification time differ, the file is gone, its drive does not answer, or the signal is aborted. */
  unchanged(path: string, fingerprint: Fingerprint, signal: AbortSignal): Promise<boolean>;
  exists(path: string): Promise<boolean>;
  /**
   * Whether the folder that photos were found under is there; never rejects.
   * @param mounted a drive was mounted at exactly that folder
   */
  rootIsThere(root: string, mounted: boolean): Promise<boolean>;
  /** Length of a file, bytes; 0 when there is none. */
  size(path: string): Promise<number>;
  /** Whether two files have the same bytes; false when one of them is gone. */
  sameBytes(a: string, b: string): Promise<boolean>;
  /** Where a job's submission copy goes, without extension. */
  submissionTarget(job: string): string;
  /** Where a job's download goes until it has been checked. */
  downloadTarget(job: string): string;
  /** Moves both pictures to their place under the result's key, flushed; complete or absent. Doing it twice is harmless. */
  keep(key: string, submission: string, download: string, extension: '.jpg' | '.png'): Promise<KeptResult>;
  /** Puts a pair that is no use out of the way, under other names: what is fetched again takes its place. Missing files are fine. */
  setAside(kept: KeptResult): Promise<void>;
  /** Whether both files still are what they were when they were kept; true where nobody noted that. */
  isIntact(kept: KeptResult): Promise<boolean>;
  /** Where the copy that was sent lies: at `submission`, or under the key, moved there before a crash. Undefined: it is gone. */
  sentCopy(key: string, submission: string): Promise<string | undefined>;
  /** Moves a file that came back and is no use to the work folder, for a person to look at. Doing it twice is harmless. */
  putAside(job: string, path: string, extension: '.jpg' | '.png'): Promise<void>;
  /** Moves a kept pair back: what was sent to the job's submission, what came back aside. Missing files are fine. */
  takeBack(job: string, kept: KeptResult): Promise<void>;
  /** Removes what a job left in the work folders. Missing files are fine. */
  discard(job: string): Promise<void>;
}
