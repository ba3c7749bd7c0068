import { createHash } from 'node:crypto';
import type { Decision } from '../job.ts';
import type { Charged } from '../outcome.ts';
import type { Submission } from '../ports.ts';
import type { Batch } from '../store-types.ts';

/** Everything that is needed to put a photo back into a queue that has lost it. */
export interface PhotoIdentity {
  readonly job: string;
  readonly batch: string;
  readonly service: string;
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly modifiedAt: number;
  /** Path below the batch's folder, with `/`. */
  readonly path: string;
  /** Where the photo lies, if that is not its path below the batch's folder. */
  readonly source?: string;
  readonly level: number;
  readonly multiFace: boolean;
  /** What was sent; its path is relative to the data folder. */
  readonly submission?: Submission;
}

/** A decision of a person that was not settled by a picture: see the table `doubts`. */
export interface DoubtLine {
  readonly job: string;
  readonly at: number;
  readonly batch: string;
  readonly service: string;
  readonly key: string;
  readonly maybe: boolean;
  readonly open: boolean;
}

export interface BillLine {
  readonly task: string;
  readonly service: string;
  readonly job: string;
  readonly batch: string;
  readonly key: string;
  readonly credits: number;
  readonly at: number;
}

/** What the record of money tells of. Never the API key, never the address of a result. */
export type MoneyEvent =
  /** The record begins here; `from`: it was written from the queue file as it was then. */
  | { readonly type: 'begun'; readonly from: 'nothing' | 'queue' }
  | { readonly type: 'batch'; readonly batch: Batch }
  /** Written before the first byte of an upload leaves. */
  | { readonly type: 'intent'; readonly photo: PhotoIdentity }
  /** No task came of the intent: refused, or never sent. */
  | { readonly type: 'no-task'; readonly job: string }
  | { readonly type: 'task'; readonly job: string; readonly service: string; readonly task: string }
  | { readonly type: 'unclear'; readonly job: string; readonly code: string; readonly charged: Charged }
  | { readonly type: 'billed'; readonly bill: BillLine }
  /** The task ended without a bill. */
  | { readonly type: 'unbilled'; readonly job: string }
  | { readonly type: 'kept'; readonly key: string; readonly job?: string }
  /** Undecided without an intent of its own, or as a new record finds it. */
  | {
      readonly type: 'undecided';
      readonly photo: PhotoIdentity;
      readonly task?: string;
      readonly code: string;
      readonly charged: Charged;
    }
  | { readonly type: 'decided'; readonly job: string; readonly choice: Decision; readonly key: string }
  | { readonly type: 'doubt'; readonly doubt: DoubtLine }
  /** A person bought this photo anew: what was kept of it before counts no more. For a record that begins anew. */
  | { readonly type: 'renewed'; readonly key: string }
  /** A kept result was deleted to make room: the photo may be bought again. */
  | { readonly type: 'let-go'; readonly key: string };

/** A line of the record: `n` counts up by one from line to line. */
export interface MoneyEntry {
  readonly n: number;
  /** Unix milliseconds. */
  readonly at: number;
  readonly event: MoneyEvent;
}

const SUM_LENGTH = 16;

/** A line with its checksum in front, and its end. */
export function encodeLine(entry: MoneyEntry): string {
  const text = JSON.stringify({ n: entry.n, at: entry.at, ...entry.event });
  return `${sumOf(text)} ${text}\n`;
}

export interface DecodedLine {
  readonly entry: MoneyEntry;
  readonly sum: string;
}

/** Undefined for a line that is not whole: torn, or changed since it was written. */
export function decodeLine(line: string): DecodedLine | undefined {
  const sum = line.slice(0, SUM_LENGTH);
  const text = line.slice(SUM_LENGTH + 1);
  if (sumOf(text) !== sum) return undefined;
  // The checksum says that these are the bytes that encodeLine wrote.
  const { n, at, ...event } = JSON.parse(text) as { n: number; at: number } & MoneyEvent;
  return { entry: { n, at, event }, sum };
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, SUM_LENGTH);
}
