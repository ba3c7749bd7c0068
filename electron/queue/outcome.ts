import { assertNever } from '../base/assert.ts';
import type { Reason } from '../base/reason.ts';

/** `maybe`: nobody knows. `surely`: the service had finished it, the picture could not be had. */
export type Charged = 'maybe' | 'surely';

/** What a photo of unknown outcome is shown with. Every event that leads to `outcome-unknown` carries one. */
export interface Ruling {
  readonly reason: Reason;
  readonly charged: Charged;
}

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
  /** The task id given belongs to another photo. */
  | { readonly kind: 'task-id-repeated' }
  /** The picture came with the answer, and is no use. */
  | { readonly kind: 'inline-picture-unusable'; readonly reason: Reason }
  /** The same photo was undecided before, and dropped. */
  | { readonly kind: 'dropped-before' }
  /** The service knows the task no more. */
  | { readonly kind: 'task-gone'; readonly reason: Reason; readonly wasDone: boolean }
  | { readonly kind: 'task-never-ended'; readonly wasDone: boolean }
  /** Every address of the result failed until its deadline. */
  | { readonly kind: 'result-unavailable' }
  /** What was sent is gone, and can't be made again: the result fits nothing. */
  | { readonly kind: 'submission-gone' }
  /** The kept result is gone from this computer. */
  | { readonly kind: 'result-lost' }
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
      return maybe(
        doubt.kind,
        'The service gave this photo the task number of another photo, so its result can’t be told from that one’s. ' +
          'It may have been charged.',
      );
    case 'inline-picture-unusable':
      return { reason: doubt.reason, charged: 'surely' };
    case 'dropped-before':
      return maybe(
        doubt.kind,
        'This photo was sent before with the same settings. Nobody knows whether that was charged, and you dropped it then. ' +
          'Sending it now may charge it a second time.',
      );
    case 'task-gone': {
      const message =
        `The service no longer knows this photo's task, so its picture can't be fetched. It may have been charged. ` +
        `(${doubt.reason.message})`;
      return { reason: { code: doubt.kind, message }, charged: doubt.wasDone ? 'surely' : 'maybe' };
    }
    case 'task-never-ended': {
      const message =
        'The service took this photo, but never finished it and never refused it. It may have been charged.';
      return { reason: { code: doubt.kind, message }, charged: doubt.wasDone ? 'surely' : 'maybe' };
    }
    case 'result-unavailable':
      return surely(
        doubt.kind,
        'The service made the picture and charged for it, but every address it gave for it failed.',
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
