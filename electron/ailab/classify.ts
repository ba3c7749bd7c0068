import type { Reason } from '../base/reason.ts';
import { readEnvelope } from './answers.ts';
import type { Body, Envelope } from './answers.ts';
import { entryOfCode, messageOfStatus, messages } from './messages.ts';
import { retryAfterMs } from './retry-after.ts';
import type { AilabFailure, CallKind, FailureKind } from './types.ts';

export interface Unsuccessful {
  readonly call: CallKind;
  /** HTTP status. */
  readonly status: number;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;
  /** Undefined when it was not read, or not to its end. */
  readonly body: Body | undefined;
  /** Unix milliseconds, for a `Retry-After` that is a date. */
  readonly now: number;
}

/**
 * What an answer that is no success means.
 * `refused`: a definite no to this request; nothing was created. `unclear` (submits): a task may exist.
 * `ended` (polls): final for the task; said of the picture. `again` (polls, credits, downloads): only this request failed.
 * `gone` (downloads): the address no longer serves the picture.
 */
export interface Verdict {
  readonly verdict: 'refused' | 'unclear' | 'ended' | 'again' | 'gone';
  readonly failure: AilabFailure;
  readonly offline: boolean;
}

/** Codes that leave open whether a submit created a task. */
const UNDECIDED_CODES: ReadonlySet<string> = new Set([
  'UNKNOWN_ERROR',
  'AI_SERVICE_TIMEOUT',
  // The picture was made, and could not be sent.
  'ERROR_RESPONSE_BODY_TOO_LARGE',
]);

/**
 * 4xx statuses that, without the vendor's envelope, still are a definite no to a submit. Each is given on seeing the request
 * (its address, credentials, size, type or frequency), by a proxy, a firewall or the service's own front door before the
 * service proper has it; whoever loses the service's answer says 502 or 504. Such a page therefore stands for no task, and treating it as
 * "unclear" would leave a whole batch for a person to decide because of one company filter. The kinds it maps to pause the
 * queue or stop the photo, so even here nothing is sent again without somebody acting (429 and its slow repeat excepted).
 * Missing on purpose: 408, 409, 423 to 425, 499 and unassigned numbers, which can be said after work has begun.
 */
const REQUEST_SIDE_STATUSES: ReadonlySet<number> = new Set([
  400, 401, 402, 403, 404, 405, 406, 407, 410, 411, 413, 414, 415, 416, 417, 421, 422, 426, 428, 429, 431, 451,
]);

/** Statuses that are said of the picture, where the code is unknown. */
const PICTURE_STATUSES: ReadonlySet<number> = new Set([415, 422]);

/** Judges one answer by its call, status, code and body. Pure, and total: every combination has a verdict. */
export function classify(answer: Unsuccessful): Verdict {
  const envelope = answer.body?.kind === 'json' ? readEnvelope(answer.body.value) : undefined;
  const page = answer.body?.kind === 'page' && isOk(answer.status);
  const status = effectiveStatus(answer.status, envelope);
  const known = entryOfCode(envelope?.code);
  const says = isEnvelope(envelope);
  const kind = asAsked(answer.call, known?.kind ?? kindOfStatus(answer.call, status, says));
  // On a poll only what is said of the picture ends the task: it may be paid for. Without the vendor's word no status does.
  const final = says && kind === 'photo' && (known?.picture ?? PICTURE_STATUSES.has(status));
  const message =
    answer.call === 'poll' && kind === 'photo' && !final
      ? messages.questionRefused
      : (known?.message ?? (says ? messageOfStatus(status, kind) : bareMessage(answer.status, kind, page)));
  const reason: Reason = { code: reasonCode(envelope, answer.status, page), message };
  const wait = retryAfterMs(answer.retryAfter, answer.now);
  const failure: AilabFailure = {
    kind,
    reason,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(envelope?.support === undefined ? {} : { support: envelope.support }),
  };
  const offline = page || answer.status === 511;
  switch (answer.call) {
    case 'submit':
      return { verdict: submitVerdict(answer.status, envelope), failure, offline };
    case 'poll':
      return { verdict: final ? 'ended' : 'again', failure, offline };
    case 'credits':
      return { verdict: 'again', failure, offline };
    case 'download':
      // The storage host answers 403 once an address has expired.
      return { verdict: [403, 404, 410].includes(answer.status) ? 'gone' : 'again', failure, offline };
  }
}

function submitVerdict(status: number, envelope: Envelope | undefined): 'refused' | 'unclear' {
  if (envelope?.code !== undefined) return UNDECIDED_CODES.has(envelope.code) ? 'unclear' : 'refused';
  if (isOk(status)) {
    // An error number alone is the vendor's no, unless it speaks of trouble on the inside.
    return isEnvelope(envelope) && effectiveStatus(status, envelope) < 500 ? 'refused' : 'unclear';
  }
  if (status < 400 || status >= 500) return 'unclear';
  return isEnvelope(envelope) || REQUEST_SIDE_STATUSES.has(status) ? 'refused' : 'unclear';
}

const isOk = (status: number): boolean => status >= 200 && status < 300;

/** Does the body of an answer speak of an error, whatever its status says? */
export function saysError(body: unknown): boolean {
  return isEnvelope(readEnvelope(body));
}

/** Did the vendor itself speak of an error? */
function isEnvelope(envelope: Envelope | undefined): boolean {
  return envelope?.code !== undefined || (envelope?.errorCode !== undefined && envelope.errorCode !== 0);
}

/** An older generation reports errors with HTTP 200: then the status inside counts. */
function effectiveStatus(status: number, envelope: Envelope | undefined): number {
  if (!isOk(status) || !isEnvelope(envelope)) return status;
  const inside = [envelope?.detailStatus, envelope?.errorCode];
  return inside.find((value) => value !== undefined && value >= 400 && value < 600) ?? status;
}

function kindOfStatus(call: CallKind, status: number, says: boolean): FailureKind {
  if (call === 'download') return 'transient';
  switch (status) {
    case 401:
      return 'key';
    case 402:
      return 'credits';
    case 403:
    case 407:
    case 451:
      return 'locked';
    case 404:
    case 410:
      return call === 'poll' ? 'task-gone' : 'withdrawn';
    case 409:
      return call === 'poll' || says ? 'task-gone' : 'transient';
    case 408:
    case 425:
    case 499:
      return 'transient';
    case 429:
      return 'rate';
    default:
      if (status >= 400 && status < 500) return call === 'credits' ? 'transient' : 'photo';
      // An error in a 200 that names no known cause: a photo is not sent again for it, a question is asked again.
      return call === 'submit' && isOk(status) && says ? 'photo' : 'transient';
  }
}

/** Only a poll has a task, and only submits and polls have a photo. */
function asAsked(call: CallKind, kind: FailureKind): FailureKind {
  if (call === 'submit') return kind === 'task-gone' ? 'photo' : kind;
  return call === 'credits' && (kind === 'photo' || kind === 'task-gone') ? 'transient' : kind;
}

function reasonCode(envelope: Envelope | undefined, status: number, page: boolean): string {
  if (envelope?.code !== undefined && /^[A-Z0-9_]{1,64}$/.test(envelope.code)) return envelope.code;
  if (page) return 'sign-in-page';
  if (isOk(status)) return isEnvelope(envelope) ? `error-code-${envelope?.errorCode}` : 'unexpected-answer';
  return `http-${status}`;
}

function bareMessage(status: number, kind: FailureKind, page: boolean): string {
  if (page) return messages.signIn;
  if (status < 300) return messages.unexpected;
  if (status < 400) return messages.redirect;
  return messageOfStatus(status, kind);
}
