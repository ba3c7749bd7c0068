import { expect, test } from 'vitest';
import { EMPTY_COUNTS, type Counts, type Job, type SchedulerStatus } from '../../../electron/engine/index.ts';
import { queueView, statusOfPhoto, sumCounts } from '../../../electron/workspace/status.ts';

const counts = (some: Partial<Counts>): Counts => ({ ...EMPTY_COUNTS, ...some });
const atWork: SchedulerStatus = {
  online: true,
  offlineSince: undefined,
  paused: undefined,
  inFlight: 2,
  limit: 3,
  balance: 96,
  active: true,
};
const noPace = { photosPerMinute: undefined, secondsLeft: undefined };

test('the bar counts every photo once', () => {
  const some = counts({ queued: 1, processing: 2, exported: 3, failed: 4, 'outcome-unknown': 5, cancelled: 6 });
  expect(queueView(some, atWork, noPace, 24, '/out')).toMatchObject({
    active: true,
    total: 21,
    waiting: 3,
    exported: 3,
    failed: 4,
    undecided: 5,
    cancelled: 6,
    creditsSpent: 24,
    creditsLeft: 96,
  });
});

test.each<[string, Partial<SchedulerStatus>, Partial<Counts>, boolean]>([
  ['something goes on', {}, { queued: 1 }, true],
  [
    'photos wait for a person to lift a pause',
    { active: false, paused: { kind: 'key', message: '' } },
    { queued: 1 },
    true,
  ],
  ['photos wait for the connection', { active: false, online: false }, { queued: 1 }, true],
  ['photos wait for a decision only', { active: false }, { prepared: 1, 'outcome-unknown': 1 }, false],
  ['nothing waits', { active: true }, { exported: 1 }, false],
])('the queue is active or not when %s', (_what, status, some, active) => {
  expect(queueView(counts(some), { ...atWork, ...status }, noPace, 0, undefined).active).toBe(active);
});

test('counts of several batches add up', () => {
  const sum = sumCounts([counts({ queued: 1, failed: 2 }), counts({ queued: 3 })]);
  expect(sum).toEqual(counts({ queued: 4, failed: 2 }));
});

test('a file that was unusable and has changed since gets another chance', () => {
  const reason = { code: 'damaged', message: 'Damaged.' };
  const job = { state: 'failed', retryable: false, sent: undefined, at: 5000, reason } as unknown as Job;
  expect(statusOfPhoto({ file: { modifiedAt: 4000 }, refused: undefined }, job)).toEqual({ kind: 'unusable', reason });
  expect(statusOfPhoto({ file: { modifiedAt: 6000 }, refused: undefined }, job)).toEqual({ kind: 'idle' });
  expect(statusOfPhoto({ file: { modifiedAt: 6000 }, refused: reason }, undefined)).toEqual({
    kind: 'unusable',
    reason,
  });
});
