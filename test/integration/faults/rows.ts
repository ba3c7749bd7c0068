import type { Row } from './harness.ts';

const ALL = { exported: 2 } as const;
const ONE_UNKNOWN = { exported: 1, 'outcome-unknown': 1 } as const;
const ONE_FAILED = { exported: 1, failed: 1 } as const;
/** So that a day of waiting is over in half a minute of fast time. */
const SHORT_LIFE = { resultLifetimeMs: 20_000, overdueAsks: 3 } as const;

const SENT_AGAIN = 'sent again by itself after a pause';
const ASKED_AGAIN = 'asked again by itself after a pause';
const FETCHED_AGAIN = 'fetched again by itself after a pause';

const goesOn = (plan: string, what: string, more: Partial<Row> = {}): Row => ({
  plan,
  what,
  ends: ALL,
  billed: 2,
  ...more,
});
const pauses = (plan: string, what: string, pause: NonNullable<Row['pause']>): Row => ({ plan, what, pause });
/** `made`: the service has taken the photo in all the same, and bills it. */
const unclear = (plan: string, reason: string, made: boolean, more: Partial<Row> = {}): Row => ({
  plan,
  what: `nobody can know whether it was charged: that photo waits for a person's decision${made ? ' (it was charged)' : ''}`,
  ends: ONE_UNKNOWN,
  reason,
  billed: made ? 2 : 1,
  ...more,
});
const cut = (plan: string): Row => ({
  plan,
  what: "before the last byte had left: sent again by itself; after it: waits for a person's decision",
  ends: [ALL, ONE_UNKNOWN],
  large: true,
});

export const SUBMIT_ROWS: readonly Row[] = [
  goesOn('api-refused', 'noticed as offline, tried again by itself'),
  goesOn('api-refused:3', 'noticed as offline, tried again by itself'),
  goesOn('api-refused:2@2', 'noticed as offline, tried again by itself'),
  cut('submit-reset'),
  cut('submit-reset-before-body'),
  cut('submit-reset-while-body'),
  cut('submit-reset:2'),
  unclear('submit-reset-after-body', 'connection-lost', false),
  unclear('submit-headers-never', 'no-answer', true, { hangs: true }),
  unclear('submit-body-stalls', 'stalled', true, { hangs: true }),
  unclear('submit-answer-lost', 'connection-lost', true),
  unclear('submit-answer-lost@2', 'connection-lost', true),
  { ...unclear('submit-answer-lost:2', 'connection-lost', true), ends: { 'outcome-unknown': 2 } },
  pauses('submit-401', 'the queue pauses and asks for a key', 'key'),
  pauses('submit-401@2', 'the queue pauses and asks for a key', 'key'),
  pauses('submit-403', 'the queue pauses: the account is locked', 'locked'),
  pauses('submit-404', 'the queue pauses: the service was withdrawn', 'withdrawn'),
  pauses('submit-429-credits', 'the queue pauses: out of credits', 'credits'),
  pauses('submit-429-credits@2', 'the queue pauses: out of credits', 'credits'),
  goesOn('submit-429', `fewer at once, ${SENT_AGAIN}`),
  goesOn('submit-429:3', `fewer at once, ${SENT_AGAIN}`),
  goesOn('submit-429-retry-after', 'sent again by itself when the service allows it'),
  goesOn('submit-500', SENT_AGAIN),
  goesOn('submit-500:3', SENT_AGAIN),
  goesOn('submit-500@2', SENT_AGAIN),
  {
    plan: 'submit-500:*',
    what: 'given up after a few tries (three here), to be tried again by hand',
    ends: { failed: 2 },
    reason: 'PROCESSING_FAILURE',
    billed: 0,
    policy: { submitAttempts: 3 },
  },
  goesOn('submit-502', SENT_AGAIN),
  goesOn('submit-503', SENT_AGAIN),
  unclear('submit-500-unknown-error', 'UNKNOWN_ERROR', false),
  unclear('submit-500-unknown-error=created', 'UNKNOWN_ERROR', true),
  unclear('submit-500-no-envelope', 'http-500', false),
  unclear('submit-500-no-envelope=created', 'http-500', true),
  unclear('submit-504', 'AI_SERVICE_TIMEOUT', false),
  unclear('submit-504=created', 'AI_SERVICE_TIMEOUT', true),
  unclear('submit-captive-portal', 'sign-in-page', false),
  unclear('submit-malformed-json', 'unexpected-answer', true),
  unclear('submit-huge-json', 'answer-too-large', true),
  goesOn('submit-wrong-content-type', 'read by what it says, not by what it is called'),
  unclear('submit-no-task-id', 'unexpected-answer', true),
];

export const POLL_ROWS: readonly Row[] = [
  goesOn('poll-reset', 'noticed as offline, asked again by itself'),
  goesOn('poll-reset:3', 'noticed as offline, asked again by itself'),
  goesOn('poll-headers-never', ASKED_AGAIN, { hangs: true }),
  goesOn('poll-body-stalls', ASKED_AGAIN, { hangs: true }),
  goesOn('poll-answer-lost', 'noticed as offline, asked again by itself'),
  pauses('poll-401', 'the queue pauses and asks for a key; the task is asked about afterwards', 'key'),
  pauses('poll-403', 'the queue pauses: the account is locked; the task is asked about afterwards', 'locked'),
  goesOn('poll-429', ASKED_AGAIN),
  goesOn('poll-429-retry-after', ASKED_AGAIN),
  goesOn('poll-500', ASKED_AGAIN),
  goesOn('poll-500:3', ASKED_AGAIN),
  goesOn('poll-500-unknown-error', ASKED_AGAIN),
  goesOn('poll-500-no-envelope', ASKED_AGAIN),
  goesOn('poll-502', ASKED_AGAIN),
  goesOn('poll-503', ASKED_AGAIN),
  goesOn('poll-504', ASKED_AGAIN),
  goesOn('poll-captive-portal', 'noticed as offline, asked again by itself'),
  goesOn('poll-malformed-json', ASKED_AGAIN),
  goesOn('poll-huge-json', ASKED_AGAIN),
  goesOn('poll-wrong-content-type', 'read by what it says, not by what it is called'),
  goesOn('poll-unknown-status', ASKED_AGAIN),
  goesOn('poll-no-address', ASKED_AGAIN),
  {
    plan: 'poll-refused-422',
    what: 'that photo fails with the reason in plain words, free of charge',
    ends: ONE_FAILED,
    reason: 'ERROR_BLURRY_FACE',
    billed: 1,
    lost: 1,
  },
  {
    plan: 'poll-refused-422@2=ERROR_NO_FACE_IN_FILE',
    what: 'that photo fails with the reason in plain words, free of charge',
    ends: ONE_FAILED,
    reason: 'ERROR_NO_FACE_IN_FILE',
    billed: 1,
    lost: 1,
  },
  {
    plan: 'poll-status-3',
    what: 'that photo fails, free of charge',
    ends: ONE_FAILED,
    reason: 'task-failed',
    billed: 1,
    lost: 1,
  },
  unclear('poll-unknown-task', 'task-gone', false),
  unclear('poll-never-ends', 'task-never-ended', false, { policy: SHORT_LIFE, endless: true }),
];

export const CREDITS_ROWS: readonly Row[] = [
  goesOn('credits-reset', 'noticed as offline, tried again by itself'),
  goesOn('credits-headers-never', 'the balance stays unknown, the photos go on', { hangs: true }),
  goesOn('credits-body-stalls', 'the balance stays unknown, the photos go on', { hangs: true }),
  goesOn('credits-answer-lost', 'noticed as offline, tried again by itself'),
  pauses('credits-401', 'the queue pauses and asks for a key', 'key'),
  pauses('credits-403', 'the queue pauses: the account is locked', 'locked'),
  goesOn('credits-captive-portal', 'noticed as offline, tried again by itself'),
  ...[
    'credits-429',
    'credits-429-retry-after',
    'credits-500',
    'credits-500-unknown-error',
    'credits-500-no-envelope',
    'credits-502',
    'credits-503',
    'credits-504',
    'credits-malformed-json',
    'credits-huge-json',
    'credits-wrong-content-type',
  ].map((plan) => goesOn(plan, 'the balance stays unknown, the photos go on')),
];

export const RESULT_ROWS: readonly Row[] = [
  goesOn('result-refused', 'noticed as offline, fetched again by itself'),
  goesOn('result-refused:3', 'noticed as offline, fetched again by itself'),
  goesOn('result-404', 'a fresh address is asked for'),
  goesOn('result-404@2', 'a fresh address is asked for'),
  goesOn('result-expired', 'a fresh address is asked for'),
  goesOn('result-503', FETCHED_AGAIN),
  goesOn('result-html', FETCHED_AGAIN),
  goesOn('result-truncated', FETCHED_AGAIN),
  goesOn('result-shortened', `noticed by decoding, ${FETCHED_AGAIN}`),
  goesOn('result-corrupt', `noticed by decoding, ${FETCHED_AGAIN}`),
  goesOn('result-corrupt:4', `noticed by decoding, ${FETCHED_AGAIN}, from a fresh address after three times`),
  goesOn('result-endless', `not taken beyond its limit, ${FETCHED_AGAIN}`),
  goesOn('result-slow', 'taken, however slow'),
  goesOn('result-stall', FETCHED_AGAIN, { hangs: true }),
  goesOn('result-headers-never', FETCHED_AGAIN, { hangs: true }),
  goesOn('result-reset', FETCHED_AGAIN),
  goesOn('result-reset:3', FETCHED_AGAIN),
  goesOn('result-redirect', 'followed'),
  goesOn('result-redirect-other-host', `not followed, ${FETCHED_AGAIN}`),
  {
    plan: 'result-404:*',
    what: "no address works until the result's life is over: both photos wait for a person's decision (they were charged)",
    ends: { 'outcome-unknown': 2 },
    reason: 'result-unavailable',
    billed: 2,
    policy: SHORT_LIFE,
  },
];

export const ALL_ROWS: readonly Row[] = [...SUBMIT_ROWS, ...POLL_ROWS, ...CREDITS_ROWS, ...RESULT_ROWS];
