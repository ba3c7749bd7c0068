import type { Clock } from '../base/clock.ts';
import type { FaultPlan } from './fault-plan.ts';

/** How the retouched picture is to be encoded. JPEG is written 4:2:0, as the real service does. */
export type ResultFormat = { readonly format: 'jpeg'; readonly quality: number } | { readonly format: 'png' };

export interface RetouchWish {
  /** Beauty level, 0 to 1. */
  readonly level: number;
  readonly multiFace: boolean;
}

export interface Retouched {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Pieces of skin that could be faces; left out by a retouch that does not look. */
  readonly faces?: number;
}

/**
 * Retouches one encoded picture. A picture that can't be decoded rejects with a `ReasonError` of code `FILE_DECODING_FAILURE`; any other rejection
 * counts as a fault of the service.
 */
export type RetouchPort = (picture: Buffer, wish: RetouchWish, format: ResultFormat) => Promise<Retouched>;

/** Which generation of the documents the answers follow; `sdk` is `old` with `task_id` under `data`, where some SDKs look for it. */
export type AnswerStyle = 'new' | 'old' | 'sdk';

/** Play credits in the two pools that Smart Beauty draws on. */
export interface PlayCredits {
  readonly common: number;
  readonly portrait_intelligent_beautification: number;
}

export interface DemoOptions {
  readonly retouch: RetouchPort;
  /** Port of the API; 0 takes a free one. Results come from another port. */
  readonly port?: number;
  /** A task is processing for at least this long, milliseconds. */
  readonly latencyMs?: number | { readonly min: number; readonly max: number };
  /** Before that it is queued for this long, milliseconds. */
  readonly queuedMs?: number;
  /** Tasks in flight above which a submit is answered 429 `EXCEEDING_LIMITS`; unlimited by default. */
  readonly concurrencyLimit?: number;
  readonly credits?: PlayCredits;
  /** Exactly these keys are accepted; by default any that is not empty. */
  readonly keys?: readonly string[];
  readonly answerStyle?: AnswerStyle;
  readonly clock?: Clock;
  readonly faults?: FaultPlan;
  readonly resultFormat?: 'jpeg' | 'png';
  /** Of result pictures, 1 to 100. */
  readonly jpegQuality?: number;
  /** Refuse pictures without anything that looks like skin, as the real service refuses those without a face. */
  readonly strictFaces?: boolean;
  /** A result's address dies after this time, milliseconds, although the result itself lives for 24 hours. */
  readonly addressMs?: number;
  /** For the latencies; the same seed gives the same ones. */
  readonly seed?: number;
}

/** One paid generation. */
export interface LedgerEntry {
  readonly taskId: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly credits: number;
  /** Of the picture as it arrived, lower-case hex. */
  readonly sha256: string;
  readonly level: number;
  readonly multiFace: boolean;
}

export type TaskStatus = 'queued' | 'processing' | 'done' | 'refused' | 'failed' | 'lost';

export interface TaskView {
  readonly taskId: string;
  readonly status: TaskStatus;
  readonly submittedAt: number;
  readonly sha256: string;
  readonly level: number;
  readonly multiFace: boolean;
}

/** Something that a correct client never does. */
export interface Violation {
  readonly rule: 'key-at-result-host' | 'metadata-in-picture' | 'key-in-address';
  readonly detail: string;
  readonly at: number;
}

export type DemoEvent =
  | { readonly kind: 'submitted' | 'processing' | 'done' | 'refused' | 'polled' | 'fetched'; readonly taskId: string }
  | { readonly kind: 'fault'; readonly name: string }
  | { readonly kind: 'violation'; readonly violation: Violation };

export interface DemoService {
  /** Base address of the API, without a slash at the end. */
  readonly url: string;
  /** Base address of the host that results come from. */
  readonly resultUrl: string;
  readonly ledger: readonly LedgerEntry[];
  readonly violations: readonly Violation[];
  tasks(): TaskView[];
  credits(): PlayCredits;
  setCredits(credits: PlayCredits): void;
  /** Replaces the plan; its counts begin anew. */
  setFaults(plan: FaultPlan): void;
  /** `false` stops listening and cuts every connection, as a computer without network sees it; `true` listens again on the same ports. */
  setOnline(online: boolean): Promise<void>;
  /** Tells of everything that happens; returns the function that stops it. */
  on(listener: (event: DemoEvent) => void): () => void;
  /** The next event that fits, from now on. */
  next(fits: (event: DemoEvent) => boolean): Promise<DemoEvent>;
  /** Stops everything, cuts open connections and removes the results. The retouch belongs to the caller. */
  close(): Promise<void>;
}
