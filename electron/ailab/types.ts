import type { Reason } from '../base/reason.ts';
import type { RouteFinder } from './proxy.ts';
import type { LocalAnswer } from '../base/system-errors.ts';

/** A file that is ready to be submitted: exactly these bytes leave the computer. */
export interface Submission {
  readonly path: string;
  readonly bytes: number;
  readonly contentType: 'image/jpeg' | 'image/png' | 'image/bmp';
  /** Extension that matches the bytes, with the dot. */
  readonly extension: '.jpg' | '.png' | '.bmp';
}

export interface SubmitRequest {
  readonly submission: Submission;
  /** `level`: beauty level, 0 to 1. */
  readonly settings: { readonly level: number; readonly multiFace: boolean };
  readonly signal: AbortSignal;
  /** Bytes of the picture handed to the network so far. */
  readonly onProgress?: (sent: number, total: number) => void;
}

export type FailureKind = 'key' | 'locked' | 'withdrawn' | 'credits' | 'rate' | 'transient' | 'photo' | 'task-gone';

/** What the vendor's support asks for. */
export interface SupportIds {
  readonly requestId?: string;
  readonly logId?: string;
}

export interface AilabFailure {
  readonly kind: FailureKind;
  readonly reason: Reason;
  /** From `Retry-After`, milliseconds. */
  readonly retryAfterMs?: number;
  readonly support?: SupportIds;
}

export type SubmitAnswer =
  | { readonly kind: 'accepted'; readonly taskId: string }
  | { readonly kind: 'picture'; readonly path: string }
  | { readonly kind: 'not-sent'; readonly offline: boolean; readonly reason: Reason }
  | { readonly kind: 'refused'; readonly failure: AilabFailure }
  | {
      readonly kind: 'unclear';
      readonly offline: boolean;
      readonly reason: Reason;
      /** Named in an answer that is no clear yes: it can be asked about. */
      readonly taskId?: string;
      readonly support?: SupportIds;
    };

export type PollAnswer =
  | { readonly kind: 'queued' }
  | { readonly kind: 'processing' }
  | { readonly kind: 'done'; readonly url: string }
  | { readonly kind: 'ended'; readonly failure: AilabFailure }
  | { readonly kind: 'try-again'; readonly failure: AilabFailure; readonly offline: boolean };

export type DownloadAnswer =
  | { readonly kind: 'saved'; readonly bytes: number; readonly contentType: string | undefined }
  | { readonly kind: 'gone'; readonly reason: Reason }
  | {
      readonly kind: 'try-again';
      readonly offline: boolean;
      /** The host serves nobody now: it was silent, or answered 5xx or 429. */
      readonly hostFault?: boolean;
      readonly retryAfterMs?: number;
      readonly reason: Reason;
    }
  | LocalAnswer;

export type CreditsAnswer =
  | { readonly kind: 'balance'; readonly credits: number }
  | { readonly kind: 'failed'; readonly failure: AilabFailure; readonly offline: boolean };

/** The kinds of call, as far as an answer's meaning depends on them. */
export type CallKind = 'submit' | 'poll' | 'download' | 'credits';

/** Milliseconds. */
export interface Timeouts {
  /** Until a connection, with TLS, stands. */
  readonly connectMs: number;
  /** Without progress of the upload, then until the answer's headers; that wait grows with what is under way. */
  readonly headersMs: number;
  /** The slowest line that an upload is waited for on, bytes per second. */
  readonly slowestBytesPerSecond: number;
  /** Between two pieces of the answer's body. */
  readonly bodyMs: number;
  /** The whole call, redirects included. */
  readonly totalMs: Readonly<Record<CallKind | 'reachable', number>>;
}

export interface AilabOptions {
  /** `https:`, or `http:` on a loopback host. A path is kept, a slash at its end is not. */
  readonly baseUrl: string;
  /** Asked anew for each call; undefined when there is no key. */
  readonly key: () => string | undefined;
  readonly timeouts?: Partial<Omit<Timeouts, 'totalMs'>> & { readonly totalMs?: Partial<Timeouts['totalMs']> };
  /** Largest picture that is taken, bytes. */
  readonly maxResultBytes?: number;
  /** Largest JSON answer that is read, bytes. An answer to a submit may be larger by a whole picture. */
  readonly maxJsonBytes?: number;
  /** The certificate authorities that are trusted, PEM: those of Node and of this computer unless said otherwise. */
  readonly certificates?: () => readonly string[];
  /** The ways to a host that is not this computer: straight unless said otherwise. */
  readonly routes?: RouteFinder;
}

/** The AILabTools Smart Beauty API. No method throws for what the network or the service does. */
export interface AilabClient {
  /** The base address: whom one pays. */
  readonly id: string;
  /**
   * Sends one photo, once: never repeated by itself, not even on a stale connection.
   * An inline picture is written to the submission's path + `.answer`.
   */
  submit(request: SubmitRequest): Promise<SubmitAnswer>;
  poll(taskId: string, signal: AbortSignal): Promise<PollAnswer>;
  /** Writes to `path` by way of `path` + `.part`, replacing what is there. The key is never sent. */
  download(url: string, path: string, signal: AbortSignal): Promise<DownloadAnswer>;
  /** Usable balance: the two pools that Smart Beauty draws on. */
  credits(signal: AbortSignal): Promise<CreditsAnswer>;
  /** One cheap request without a key: does the service's host answer? A sign-in page in its place does not count. */
  reachable(signal: AbortSignal): Promise<boolean>;
  /** Ends every running call, and waits until they have ended. Later calls fail without traffic. */
  close(): Promise<void>;
}
