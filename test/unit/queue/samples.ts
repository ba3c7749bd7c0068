import type { JobEvent } from '../../../electron/queue/job-event.ts';
import type { Job, JobFacts, JobIn, StateName } from '../../../electron/queue/job.ts';
import type { Submission } from '../../../electron/queue/ports.ts';

export const NOW = Date.UTC(2026, 9, 1, 12);
export const REASON = { code: 'some-code', message: 'Some words.' };
export const ORIGINAL = { sha256: 'a'.repeat(64), bytes: 123_456, modifiedAt: NOW - 5_000.5 };
export const KEY = `${ORIGINAL.sha256}-0.500-one-svc`;
export const SUBMISSION: Submission = {
  path: 'work/j1.submission.jpg',
  bytes: 4_000,
  width: 300,
  height: 200,
  contentType: 'image/jpeg',
  extension: '.jpg',
};

const FACTS: JobFacts = {
  id: 'j1',
  batch: 'b1',
  service: 'svc',
  seq: 7,
  source: 'photos/Zoë & 陈.jpg',
  relativePath: 'Zoë & 陈.jpg',
  settings: { level: 0.5, multiFace: true },
  createdAt: NOW,
  original: ORIGINAL,
  resultKey: KEY,
  notes: [REASON],
  sent: { width: 300, height: 200, bytes: 4_000 },
  times: { queued: NOW, prepared: NOW + 1 },
  planned: undefined,
  wish: {},
  nextAt: NOW + 100,
};

const TASK = {
  submission: SUBMISSION,
  taskId: 't1',
  submittedAt: NOW,
  failures: 1,
  refreshes: 2,
  refused: 1,
  overdue: 3,
};

/** One job of every state. */
export const JOBS: { readonly [S in StateName]: JobIn<S> } = {
  queued: { ...FACTS, state: 'queued', failures: 1 },
  prepared: { ...FACTS, state: 'prepared', submission: SUBMISSION, failures: 1, cuts: 2 },
  submitting: {
    ...FACTS,
    state: 'submitting',
    submission: SUBMISSION,
    failures: 1,
    cuts: 2,
    startedAt: NOW,
    unwantedAt: undefined,
  },
  processing: { ...FACTS, state: 'processing', ...TASK },
  ready: { ...FACTS, state: 'ready', ...TASK, url: 'https://r.example/1', expiresAt: NOW + 9, damaged: 1 },
  retouched: { ...FACTS, state: 'retouched', kept: false, failures: 2, planned: 'out/a.jpg' },
  exported: {
    ...FACTS,
    state: 'exported',
    output: 'out/a.jpg',
    at: NOW,
    kept: true,
    skipped: REASON,
    details: { width: 5 },
  },
  'outcome-unknown': {
    ...FACTS,
    state: 'outcome-unknown',
    submission: SUBMISSION,
    taskId: 't1',
    submittedAt: NOW,
    reason: REASON,
    charged: 'maybe',
    balance: { before: 80, after: 72 },
  },
  failed: { ...FACTS, state: 'failed', reason: REASON, retryable: true, at: NOW },
  cancelled: { ...FACTS, state: 'cancelled', reason: undefined, at: NOW },
};

/** One event of every type. */
export const EVENTS: { readonly [T in JobEvent['type']]: Extract<JobEvent, { type: T }> } = {
  prepared: { type: 'prepared', original: ORIGINAL, resultKey: KEY, submission: SUBMISSION, notes: [] },
  'result-found': { type: 'result-found', original: ORIGINAL, resultKey: KEY },
  'result-lost': {
    type: 'result-lost',
    original: ORIGINAL,
    resultKey: KEY,
    reason: REASON,
    charged: 'surely',
    at: NOW,
  },
  'prepare-postponed': { type: 'prepare-postponed', nextAt: NOW + 1 },
  'submission-lost': { type: 'submission-lost', failures: 1, nextAt: NOW + 1 },
  'paid-before': { type: 'paid-before', reason: REASON, charged: 'maybe', at: NOW },
  'submit-started': { type: 'submit-started', at: NOW },
  'submit-accepted': { type: 'submit-accepted', taskId: 't2', at: NOW, nextAt: NOW + 5 },
  'submit-answered-picture': { type: 'submit-answered-picture', at: NOW },
  'submit-not-sent': { type: 'submit-not-sent', nextAt: NOW + 1 },
  'submit-refused': { type: 'submit-refused', nextAt: NOW + 1, counts: true },
  'submit-unclear': { type: 'submit-unclear', reason: REASON, charged: 'maybe' },
  'task-pending': { type: 'task-pending', nextAt: NOW + 5, overdue: false },
  'ask-failed': { type: 'ask-failed', nextAt: NOW + 5, overdue: true, refused: true },
  'no-address': { type: 'no-address', nextAt: NOW + 1 },
  'task-done': { type: 'task-done', url: 'https://r.example/2', expiresAt: NOW + 9 },
  'address-gone': { type: 'address-gone', nextAt: NOW + 1 },
  'download-failed': { type: 'download-failed', nextAt: NOW + 1, damaged: true },
  downloaded: { type: 'downloaded' },
  'result-doubted': {
    type: 'result-doubted',
    submission: SUBMISSION,
    taskId: 't1',
    submittedAt: NOW,
    reason: REASON,
    charged: 'surely',
  },
  noted: { type: 'noted', note: REASON },
  'paid-lost': { type: 'paid-lost', reason: REASON, charged: 'surely' },
  'export-planned': { type: 'export-planned', output: 'out/b.jpg' },
  'export-postponed': { type: 'export-postponed', nextAt: NOW + 1 },
  exported: { type: 'exported', output: 'out/b.jpg', at: NOW, skipped: undefined, details: {} },
  failed: { type: 'failed', reason: REASON, retryable: true, at: NOW },
  cancelled: { type: 'cancelled', at: NOW },
  unwanted: { type: 'unwanted', at: NOW },
  'balance-noted': { type: 'balance-noted', before: 80, after: 72 },
  'ask-again': { type: 'ask-again' },
  'pay-again': { type: 'pay-again' },
  dropped: { type: 'dropped', reason: REASON, at: NOW },
  retry: { type: 'retry' },
  'found-submitting': { type: 'found-submitting', reason: REASON, charged: 'maybe' },
  'service-restarted': { type: 'service-restarted' },
};

export const EVERY_JOB: readonly Job[] = Object.values(JOBS);
export const EVERY_EVENT: readonly JobEvent[] = Object.values(EVENTS);
