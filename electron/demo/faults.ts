import type { ErrorCode } from './error-codes.ts';

/**
 * Where a fault strikes, and what is counted: new connections to the API or to the result host, submits, accepted tasks, questions about tasks,
 * questions for credits, fetches of results.
 */
export type FaultPoint = 'connection' | 'result-connection' | 'submit' | 'task' | 'poll' | 'credits' | 'result';

/** What a fault does. `param` is what stands after `=` in its spelling. */
export type FaultAct =
  /** The connection is reset: on arrival of the headers, amid the body, after the whole body, or instead of the answer to the work that was done. */
  | { readonly kind: 'cut'; readonly when: 'accept' | 'headers' | 'while-body' | 'after-body' | 'answer' }
  /** Error envelope. With `unsure`, `=created` makes a task nevertheless. */
  | { readonly kind: 'envelope'; readonly code: ErrorCode; readonly unsure?: true; readonly retryAfter?: true }
  /** A page that is not the API's; with `unsure` as above. */
  | { readonly kind: 'page'; readonly status: number; readonly page: 'portal' | 'gateway'; readonly unsure?: true }
  /** The work is done, and its answer is spoilt on the way. */
  | {
      readonly kind: 'spoil';
      readonly how: 'half-json' | 'huge-json' | 'html-type' | 'no-task-id' | 'no-address' | 'odd-status';
    }
  /** The answer does not come: not at all, or not beyond its middle. */
  | { readonly kind: 'hang'; readonly when: 'headers' | 'body' }
  /** The task that was accepted comes to nothing. */
  | { readonly kind: 'fate'; readonly fate: 'refused' | 'failed' | 'lost' | 'endless' }
  /** The result arrives damaged. */
  | { readonly kind: 'damage'; readonly how: 'truncated' | 'shortened' | 'corrupt' | 'endless' | 'slow' }
  | { readonly kind: 'gone'; readonly status: 403 | 404 }
  | { readonly kind: 'redirect'; readonly to: 'elsewhere' | 'here' };

export interface Fault {
  readonly name: string;
  readonly at: FaultPoint;
  readonly description: string;
  readonly act: FaultAct;
}

const fault = (at: FaultPoint, name: string, description: string, act: FaultAct): Fault => ({
  name,
  at,
  description,
  act,
});

type ApiPoint = 'submit' | 'poll' | 'credits';

/** The faults that any request to the API can meet. */
function everywhere(at: ApiPoint): Fault[] {
  const asked = { submit: 'a submit', poll: 'a question about a task', credits: 'a question for credits' }[at];
  const made = at === 'submit' ? ', after the task was made' : '';
  const unsure = at === 'submit' ? ({ unsure: true } as const) : {};
  const alike = at === 'submit' ? '; =created makes the task all the same' : '';
  const envelope = (name: string, code: ErrorCode, more: { unsure?: true; retryAfter?: true } = {}, note = '') =>
    fault(at, `${at}-${name}`, `${asked} is answered with ${code}${note}`, { kind: 'envelope', code, ...more });
  return [
    fault(at, `${at}-reset`, `the connection is reset when the headers of ${asked} have arrived`, {
      kind: 'cut',
      when: 'headers',
    }),
    fault(at, `${at}-headers-never`, `${asked} gets no answer, and the connection stays open${made}`, {
      kind: 'hang',
      when: 'headers',
    }),
    fault(at, `${at}-body-stalls`, `the answer to ${asked} stops in its middle, and the connection stays open${made}`, {
      kind: 'hang',
      when: 'body',
    }),
    fault(at, `${at}-answer-lost`, `the connection is reset instead of the answer to ${asked}${made}`, {
      kind: 'cut',
      when: 'answer',
    }),
    envelope('401', 'ERROR_USER_NOT_EXISTS', {}, ': the key is wrong'),
    envelope('403', 'ERROR_USER_LOCKED', {}, ': the account is locked'),
    envelope('429', 'EXCEEDING_LIMITS', {}, ': too fast'),
    envelope('429-retry-after', 'EXCEEDING_LIMITS', { retryAfter: true }, ' and Retry-After, =SECONDS (2)'),
    envelope('500', 'PROCESSING_FAILURE'),
    envelope('500-unknown-error', 'UNKNOWN_ERROR', unsure, alike),
    fault(
      at,
      `${at}-500-no-envelope`,
      `${asked} is answered with status 500 and a page instead of the envelope${alike}`,
      {
        kind: 'page',
        status: 500,
        page: 'gateway',
        ...unsure,
      },
    ),
    envelope('502', 'AI_SERVICE_ERROR'),
    envelope('503', 'AI_SERVICE_FLOW_RESTRICTION'),
    envelope('504', 'AI_SERVICE_TIMEOUT', unsure, alike),
    fault(at, `${at}-captive-portal`, `${asked} is answered by a hotel's sign-in page with status 200`, {
      kind: 'page',
      status: 200,
      page: 'portal',
    }),
    fault(at, `${at}-malformed-json`, `the answer to ${asked} is JSON that breaks off${made}`, {
      kind: 'spoil',
      how: 'half-json',
    }),
    fault(at, `${at}-huge-json`, `the answer to ${asked} is valid JSON of =BYTES (64 MiB)${made}`, {
      kind: 'spoil',
      how: 'huge-json',
    }),
    fault(at, `${at}-wrong-content-type`, `the answer to ${asked} is right, but calls itself text/html${made}`, {
      kind: 'spoil',
      how: 'html-type',
    }),
  ];
}

/** Every fault that the demo service can play, by name. Names and meanings are public: `afterglow service --fault NAME`. */
export const FAULTS: readonly Fault[] = [
  fault('connection', 'api-refused', 'a new connection to the API is cut before a byte is read', {
    kind: 'cut',
    when: 'accept',
  }),
  ...everywhere('submit'),
  fault('submit', 'submit-reset-before-body', 'the connection is reset before the body of a submit is read', {
    kind: 'cut',
    when: 'headers',
  }),
  fault(
    'submit',
    'submit-reset-while-body',
    'the connection is reset when =BYTES (half) of the body of a submit are read',
    {
      kind: 'cut',
      when: 'while-body',
    },
  ),
  fault('submit', 'submit-reset-after-body', 'the connection is reset when the whole body is read; no task is made', {
    kind: 'cut',
    when: 'after-body',
  }),
  fault('submit', 'submit-429-credits', 'a submit is answered with ERROR_NOT_ENOUGH_CREDITS', {
    kind: 'envelope',
    code: 'ERROR_NOT_ENOUGH_CREDITS',
  }),
  fault('submit', 'submit-404', 'a submit is answered with ERROR_AI_NOT_EXISTS: the service was withdrawn', {
    kind: 'envelope',
    code: 'ERROR_AI_NOT_EXISTS',
  }),
  fault(
    'submit',
    'submit-no-task-id',
    'a submit is answered with success, but without the number of the task that was made',
    {
      kind: 'spoil',
      how: 'no-task-id',
    },
  ),
  ...everywhere('poll'),
  fault('poll', 'poll-unknown-status', 'a question about a task is answered with task_status =NUMBER (7)', {
    kind: 'spoil',
    how: 'odd-status',
  }),
  fault('poll', 'poll-no-address', 'the answer about a finished task lacks the address of its result', {
    kind: 'spoil',
    how: 'no-address',
  }),
  fault(
    'task',
    'poll-refused-422',
    'a task is accepted and then refused with =CODE (ERROR_BLURRY_FACE); counted in tasks',
    {
      kind: 'fate',
      fate: 'refused',
    },
  ),
  fault('task', 'poll-status-3', 'a task is accepted and then reported as failed, task_status 3; counted in tasks', {
    kind: 'fate',
    fate: 'failed',
  }),
  fault('task', 'poll-unknown-task', 'a task is accepted and then not known any more; counted in tasks', {
    kind: 'fate',
    fate: 'lost',
  }),
  fault('task', 'poll-never-ends', 'a task stays in processing for ever; counted in tasks', {
    kind: 'fate',
    fate: 'endless',
  }),
  ...everywhere('credits'),
  fault('result-connection', 'result-refused', 'a new connection to the result host is cut before a byte is read', {
    kind: 'cut',
    when: 'accept',
  }),
  fault('result', 'result-404', 'the result is not found', { kind: 'gone', status: 404 }),
  fault('result', 'result-expired', "the result's address has run out, status 403", { kind: 'gone', status: 403 }),
  fault('result', 'result-503', 'the result host answers with status 503', {
    kind: 'page',
    status: 503,
    page: 'gateway',
  }),
  fault('result', 'result-html', 'a page with status 200 comes instead of the result', {
    kind: 'page',
    status: 200,
    page: 'portal',
  }),
  fault('result', 'result-truncated', 'the connection ends in the middle of the result, short of its Content-Length', {
    kind: 'damage',
    how: 'truncated',
  }),
  fault('result', 'result-shortened', 'half the result arrives in an answer that claims to be whole', {
    kind: 'damage',
    how: 'shortened',
  }),
  fault('result', 'result-corrupt', 'the result arrives with flipped bytes', { kind: 'damage', how: 'corrupt' }),
  fault('result', 'result-endless', 'the result never ends', { kind: 'damage', how: 'endless' }),
  fault('result', 'result-slow', 'the result arrives with =BYTES (1024) a second', { kind: 'damage', how: 'slow' }),
  fault('result', 'result-stall', 'the result stops in its middle, and the connection stays open', {
    kind: 'hang',
    when: 'body',
  }),
  fault('result', 'result-headers-never', 'a fetch of the result gets no answer, and the connection stays open', {
    kind: 'hang',
    when: 'headers',
  }),
  fault('result', 'result-reset', 'the connection is reset in the middle of the result', {
    kind: 'cut',
    when: 'answer',
  }),
  fault('result', 'result-redirect', 'the result host redirects to another address of its own', {
    kind: 'redirect',
    to: 'here',
  }),
  fault('result', 'result-redirect-other-host', 'the result host redirects to =ADDRESS (a host that does not exist)', {
    kind: 'redirect',
    to: 'elsewhere',
  }),
];
