import { assertNever } from '../base/assert.ts';
import type { Reason } from '../base/reason.ts';
import type { JobIn } from './job.ts';
import type { QueuePolicy } from './policy.ts';
import type { FailureKind, PollAnswer, SubmitAnswer } from './ports.ts';
import type { Ruling } from './ruling.ts';

export type { Charged, Ruling } from './ruling.ts';

/**
 * Everything that makes a photo undecided: money may have been, or was, spent without a usable picture in hand, so that only a
 * person moves it on. A new cause is a new kind here, with its words and what it says of the money in {@link undecided}.
 * `wasDone`: the service had said once that the task was finished.
 */
export type Doubt =
  /** The program ended between the intent and the answer. */
  | { readonly kind: 'interrupted-while-sending' }
  /** The photo left whole, and nothing clear came back. */
  | { readonly kind: 'no-clear-answer'; readonly reason: Reason }
  /** One task id was given to two photos. */
  | { readonly kind: 'task-id-repeated'; readonly wasDone: boolean }
  /** A whole picture came, but it can't be of this photo. */
  | { readonly kind: 'result-unfit'; readonly reason: Reason }
  /** The very same file came for two different photos. */
  | { readonly kind: 'result-shared'; readonly wasDone: boolean }
  /** The picture came with the answer, and is no use. */
  | { readonly kind: 'inline-picture-unusable'; readonly reason: Reason }
  /** The same photo was undecided before, and dropped. */
  | { readonly kind: 'dropped-before' }
  /** The service does not know the task any more, or does not answer questions about it. */
  | { readonly kind: 'task-gone'; readonly reason: Reason; readonly wasDone: boolean }
  | { readonly kind: 'task-never-ended'; readonly wasDone: boolean }
  /** Every address of the result failed until its deadline. */
  | { readonly kind: 'result-unavailable' }
  /** What the service delivers is no whole picture, from whatever address. */
  | { readonly kind: 'result-damaged' }
  /** The service says that the picture is done, and gave no address that can be asked, until its deadline. */
  | { readonly kind: 'no-picture-address' }
  /** What was sent is gone, and can't be made again: the result fits nothing. */
  | { readonly kind: 'submission-gone' }
  /** The kept result is gone from this computer. */
  | { readonly kind: 'result-lost' }
  /** The kept result can't be used: it was damaged on this computer, or never fitted. */
  | { readonly kind: 'kept-result-unusable'; readonly reason: Reason }
  /** The queue file was lost with this photo at the service. */
  | { readonly kind: 'queue-recovered'; readonly charged: Ruling['charged'] }
  /** The queue's entry of a photo that was at the service can't be read. */
  | { readonly kind: 'entry-damaged' };

/** What a person is told of a doubt, and whether it was charged. The only place that rules this. Pure. */
export function undecided(doubt: Doubt): Ruling {
  switch (doubt.kind) {
    case 'interrupted-while-sending':
      return maybe(doubt.kind, 'Afterglow stopped while this photo was being sent. It may have been charged.');
    case 'no-clear-answer':
      return { reason: doubt.reason, charged: 'maybe' };
    case 'task-id-repeated':
      return (doubt.wasDone ? surely : maybe)(
        doubt.kind,
        'The service gave this photo and another one the same task number, so their results can’t be told apart. It may have been charged.',
      );
    case 'result-shared':
      return (doubt.wasDone ? surely : maybe)(
        doubt.kind,
        'The service sent the very same file for this photo and for another one, so it was not used for either. It may have been charged.',
      );
    case 'result-unfit':
    case 'inline-picture-unusable':
      return { reason: doubt.reason, charged: 'surely' };
    case 'dropped-before':
      return maybe(
        doubt.kind,
        'This photo was sent before with the same settings, and nothing that can be used came of it. It may have been charged. ' +
          'Sending it now may charge it a second time.',
      );
    case 'task-gone':
      return (doubt.wasDone ? surely : maybe)(
        doubt.kind,
        `The service does not answer for this photo's task any more, so its picture can't be fetched. It may have been ` +
          `charged. (${doubt.reason.message})`,
      );
    case 'task-never-ended':
      return (doubt.wasDone ? surely : maybe)(
        doubt.kind,
        'The service took this photo, but never finished it and never refused it. It may have been charged.',
      );
    case 'result-unavailable':
      return surely(
        doubt.kind,
        'The service made the picture and charged for it, but every address it gave for it failed.',
      );
    case 'result-damaged':
      return surely(
        doubt.kind,
        'The service made the picture and charged for it, but what it delivers is damaged each time. Ask for it again later.',
      );
    case 'no-picture-address':
      return surely(
        doubt.kind,
        'The service says that the picture is done, and charged for it, but never said where it can be fetched.',
      );
    case 'submission-gone':
      return surely(
        doubt.kind,
        'The copy of this photo that was sent is gone from this computer, and the original has changed or is gone, so that ' +
          'the paid result fits nothing any more.',
      );
    case 'result-lost':
      return surely(
        doubt.kind,
        'This photo was retouched and paid for before, but the kept result is no longer on this computer.',
      );
    case 'kept-result-unusable':
      return surely(
        doubt.kind,
        `This photo was retouched and paid for, but the kept result can't be used. (${doubt.reason.message})`,
      );
    case 'queue-recovered': {
      const message = 'The queue file was lost while this photo was at the service. It may have been charged.';
      return { reason: { code: doubt.kind, message }, charged: doubt.charged };
    }
    case 'entry-damaged':
      return maybe(
        doubt.kind,
        "The queue's entry for this photo was damaged while it was at the service. It may have been charged.",
      );
    default:
      return assertNever(doubt);
  }
}

const maybe = (code: string, message: string): Ruling => ({ reason: { code, message }, charged: 'maybe' });
const surely = (code: string, message: string): Ruling => ({ reason: { code, message }, charged: 'surely' });
/** Failures that concern every photo: the queue pauses, and nothing is ruled of this one. */
const FOR_ALL: ReadonlySet<FailureKind> = new Set(['key', 'locked', 'withdrawn', 'credits']);

/** What is made of an answer to a submit. Only `send-again` and `copy-anew` may ever send the photo a second time. */
export type SubmitOutcome =
  /** A task exists, or an unclear answer named one: asking about it tells, free of charge. */
  | { readonly kind: 'task'; readonly taskId: string; readonly clear: boolean }
  | { readonly kind: 'picture'; readonly path: string }
  /** No task can exist. `why`: the line was cut, the service refused without blaming the photo, or it refuses every photo. */
  | { readonly kind: 'send-again'; readonly why: 'cut' | 'refused' | 'for-all' }
  /** The copy can't be read: it is made anew, and sent then. */
  | { readonly kind: 'copy-anew' }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly retryable: boolean }
  | { readonly kind: 'undecided'; readonly ruling: Ruling };

const CUT_WORDS = 'The connection was cut again and again while this photo was being sent. Nothing was charged.';
/** Copies that can't be read are made anew this often until the photo is given up. */
const UNREADABLE_COPIES = 3;

/** @param othersGotThrough whether other photos were accepted since this one was first cut off */
export function afterSubmit(
  answer: SubmitAnswer,
  { failures, cuts }: Pick<JobIn<'submitting'>, 'failures' | 'cuts'>,
  policy: QueuePolicy,
  othersGotThrough: () => boolean,
): SubmitOutcome {
  switch (answer.kind) {
    case 'accepted':
      return { kind: 'task', taskId: answer.taskId, clear: true };
    case 'picture':
      return { kind: 'picture', path: answer.path };
    case 'unclear':
      if (answer.taskId !== undefined) return { kind: 'task', taskId: answer.taskId, clear: false };
      return { kind: 'undecided', ruling: undecided({ kind: 'no-clear-answer', reason: answer.reason }) };
    case 'not-sent': {
      const { offline, reason } = answer;
      const unreadable = !offline && (reason.code.startsWith('submission-') || /^E[A-Z0-9]+$/.test(reason.code));
      if (unreadable) return cuts + 1 >= UNREADABLE_COPIES ? failed(reason, true) : { kind: 'copy-anew' };
      if (cuts + 1 >= policy.cutAttempts && othersGotThrough())
        return failed({ code: 'connection-cut', message: CUT_WORDS }, true);
      return { kind: 'send-again', why: 'cut' };
    }
    case 'refused': {
      const { kind, reason } = answer.failure;
      if (FOR_ALL.has(kind)) return { kind: 'send-again', why: 'for-all' };
      if (kind === 'photo' || kind === 'task-gone') return failed(reason, false);
      const attempts = kind === 'rate' ? policy.rateAttempts : policy.submitAttempts;
      return failures + 1 >= attempts ? failed(reason, true) : { kind: 'send-again', why: 'refused' };
    }
    default:
      return assertNever(answer);
  }
}

/** What is made of an answer about a task. A task that may be paid for is `failed` only on a word about its picture. */
export type PollOutcome =
  | { readonly kind: 'done'; readonly url: string }
  /** Done, and nowhere to be fetched: asked again. */
  | { readonly kind: 'no-address'; readonly reason: Reason }
  /** `overdue`: past the result's lifetime. `refused`: the service does not answer this question. */
  | { readonly kind: 'again'; readonly pending: boolean; readonly overdue: boolean; readonly refused: boolean }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly retryable: boolean }
  | { readonly kind: 'undecided'; readonly ruling: Ruling };

/** Why a finished picture could not be asked for; the service's word for it. */
export const NO_ADDRESS = 'no-picture-address';

/** @param now wall clock, Unix milliseconds */
export function afterPoll(
  answer: PollAnswer,
  job: Pick<JobIn<'processing'>, 'submittedAt' | 'refreshes' | 'overdue' | 'refused'>,
  policy: QueuePolicy,
  now: number,
): PollOutcome {
  const late = now > job.submittedAt + policy.resultLifetimeMs;
  const wasDone = job.refreshes > 0;
  const again = (pending: boolean, counts: boolean): PollOutcome =>
    // The clock may have been set forward: its word alone does not end a task that may be paid for.
    late && counts && job.overdue + 1 >= policy.overdueAsks
      ? { kind: 'undecided', ruling: undecided({ kind: 'task-never-ended', wasDone }) }
      : { kind: 'again', pending, overdue: late && counts, refused: false };
  const gone = (reason: Reason) =>
    ({ kind: 'undecided', ruling: undecided({ kind: 'task-gone', reason, wasDone }) }) as const;
  switch (answer.kind) {
    case 'done':
      return { kind: 'done', url: answer.url };
    case 'queued':
    case 'processing':
      return again(true, true);
    case 'ended': {
      const { kind, reason } = answer.failure;
      // A task that had been done is charged, whatever the service says of it now.
      if (wasDone) return gone(reason);
      if (FOR_ALL.has(kind)) return again(false, false);
      if (kind !== 'task-gone') return failed(reason, kind !== 'photo');
      break;
    }
    case 'try-again': {
      const { kind, reason } = answer.failure;
      // Without a connection nobody was asked, so nobody is late with an answer.
      if (answer.offline || FOR_ALL.has(kind)) return again(false, false);
      if (reason.code === NO_ADDRESS) {
        return late && job.refreshes >= policy.addressRefreshes
          ? { kind: 'undecided', ruling: undecided({ kind: NO_ADDRESS }) }
          : { kind: 'no-address', reason };
      }
      if (kind === 'rate' || kind === 'transient') return again(false, true);
      break;
    }
    default:
      return assertNever(answer);
  }
  if (job.refused + 1 >= policy.refusedAsks) return gone(answer.failure.reason);
  return { kind: 'again', pending: false, overdue: late, refused: true };
}

/** What can be wrong with a download. `host`: its host does not serve at all; `dead` once that has been so for a while. */
export type DownloadTrouble = 'gone' | 'failed' | 'damaged' | 'host' | 'host-dead';

/** What is made of a download that gave no usable picture. It is paid for: only the fetching is repeated. */
export type DownloadOutcome =
  | { readonly kind: 'again'; readonly damaged: boolean }
  | { readonly kind: 'fresh-address' }
  | { readonly kind: 'undecided'; readonly ruling: Ruling };

/**
 * Within the result's lifetime a fresh address is asked for when one only fails. Past it once more; when that address fails too,
 * a person is asked.
 * @param now wall clock, Unix milliseconds
 */
export function afterDownload(
  trouble: DownloadTrouble,
  job: Pick<JobIn<'ready'>, 'failures' | 'damaged' | 'refreshes' | 'expiresAt' | 'times'>,
  policy: QueuePolicy,
  now: number,
): DownloadOutcome {
  const late = now > job.expiresAt;
  const lastAddress = late && (job.times.ready ?? 0) > job.expiresAt;
  const tries = late ? Math.min(policy.damagedDownloads, policy.downloadsPerAddress) : policy.downloadsPerAddress;
  switch (trouble) {
    case 'damaged':
      if (job.damaged + 1 < policy.damagedDownloads) return { kind: 'again', damaged: true };
      if (!lastAddress && job.refreshes < policy.addressRefreshes) return { kind: 'fresh-address' };
      return { kind: 'undecided', ruling: undecided({ kind: 'result-damaged' }) };
    case 'failed':
    case 'host':
      if (job.failures + 1 < tries) return { kind: 'again', damaged: false };
      break;
    case 'gone':
    case 'host-dead':
      break;
    default:
      return assertNever(trouble);
  }
  if (!lastAddress) return { kind: 'fresh-address' };
  return { kind: 'undecided', ruling: undecided({ kind: 'result-unavailable' }) };
}

/** What the picture room says of a kept pair that gives no result, whatever the original. */
const PAIR_FAULTS: ReadonlySet<string> = new Set(['submitted-damaged', 'retouched-damaged', 'retouched-other-shape']);

/** A photo that can't be exported: is it the paid pictures that are no use? Undefined: something else, and they are kept. */
export function afterFailedExport(reason: Reason): Ruling | undefined {
  return PAIR_FAULTS.has(reason.code) ? undecided({ kind: 'kept-result-unusable', reason }) : undefined;
}

const failed = (reason: Reason, retryable: boolean) => ({ kind: 'failed', reason, retryable }) as const;
