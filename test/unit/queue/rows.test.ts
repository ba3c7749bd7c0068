import { describe, expect, it } from 'vitest';
import type { Job, StateName } from '../../../electron/queue/job.ts';
import { DamagedRow, fromRow, mended, toRow, type JobRow } from '../../../electron/queue/rows.ts';
import { EVERY_JOB, JOBS, NOW, REASON } from './samples.ts';

/** Without properties that are undefined: on disk they are simply not there. */
const plain = (job: Job): unknown => JSON.parse(JSON.stringify(job));
const withData = (job: Job, change: (data: Record<string, unknown>) => void): JobRow => {
  const row = toRow(job);
  const data = JSON.parse(row.data) as Record<string, unknown>;
  change(data);
  return { ...row, data: JSON.stringify(data) };
};

describe('a stored job', () => {
  it.each(EVERY_JOB.map((job) => [job.state, job] as const))('%s comes back as it was', (_state, job) => {
    expect(plain(fromRow(toRow(job)))).toEqual(plain(job));
  });

  it('holds an address in its own column and nowhere else, and only while ready', () => {
    for (const job of EVERY_JOB) {
      const row = toRow(job);
      expect(row.result_url).toBe(job.state === 'ready' ? 'https://r.example/1' : null);
      expect(row.data).not.toContain('r.example');
    }
  });

  it('of an older program, without the newer counter, reads as zero', () => {
    expect(fromRow(withData(JOBS.processing, (data) => delete data['overdue']))).toMatchObject({ overdue: 0 });
  });
});

describe('a damaged line', () => {
  const needed: readonly (readonly [StateName, string])[] = [
    ['queued', 'failures'],
    ['prepared', 'submission'],
    ['prepared', 'cuts'],
    ['submitting', 'startedAt'],
    ['processing', 'submission'],
    ['processing', 'refreshes'],
    ['ready', 'expiresAt'],
    ['retouched', 'kept'],
    ['exported', 'output'],
    ['outcome-unknown', 'reason'],
    ['outcome-unknown', 'charged'],
    ['failed', 'retryable'],
    ['cancelled', 'at'],
  ];

  it.each(needed)('of state %s is noticed when %s is missing or of another kind', (state, field) => {
    const job = JOBS[state];
    expect(() => fromRow(withData(job, (data) => delete data[field]))).toThrow(DamagedRow);
    expect(() => fromRow(withData(job, (data) => (data[field] = [1])))).toThrow(DamagedRow);
  });

  it.each<readonly [string, JobRow]>([
    ['an unknown state', { ...toRow(JOBS.queued), state: 'smudged' }],
    ['half a text', { ...toRow(JOBS.queued), data: '{"failures":' }],
    ['another kind of text', { ...toRow(JOBS.queued), data: '[]' }],
    ['no task', { ...toRow(JOBS.processing), task_id: null }],
    ['no address', { ...toRow(JOBS.ready), result_url: null }],
    ['no key', { ...toRow(JOBS.prepared), result_key: null }],
    ['no fingerprint', { ...toRow(JOBS.retouched), sha256: null }],
  ])('is noticed: %s', (_what, row) => {
    expect(() => fromRow(row)).toThrow(DamagedRow);
  });

  it('only lacks what is for display, and is read without it', () => {
    const row = withData(JOBS.queued, (data) => {
      data['notes'] = 'no list';
      data['times'] = 5;
      data['sent'] = null;
    });
    expect(fromRow(row)).toMatchObject({ notes: [], times: {}, sent: undefined });
  });

  it.each(['queued', 'prepared', 'retouched', 'failed', 'cancelled'] as const)(
    'of state %s has failed, and may be tried again',
    (state) => {
      const job = mended({ ...toRow(JOBS[state]), data: '' }, NOW);
      expect(job).toMatchObject({ state: 'failed', retryable: true, reason: { code: 'entry-damaged' }, id: 'j1' });
    },
  );

  it('of an exported photo has failed for good: trying again would make a second output', () => {
    expect(mended({ ...toRow(JOBS.exported), data: '' }, NOW)).toMatchObject({ state: 'failed', retryable: false });
  });

  it.each(['submitting', 'processing', 'ready', 'outcome-unknown'] as const)(
    'of state %s is for a person to decide: money may have been spent',
    (state) => {
      const job = mended({ ...toRow(JOBS[state]), data: '{' }, NOW);
      expect(job).toMatchObject({ state: 'outcome-unknown', charged: 'maybe', resultKey: JOBS[state].resultKey });
      expect(() => fromRow(toRow(job))).not.toThrow();
    },
  );

  it('of an unknown state is for a person to decide, unless it was never prepared', () => {
    expect(mended({ ...toRow(JOBS.prepared), state: 'smudged' }, NOW).state).toBe('outcome-unknown');
    expect(mended({ ...toRow(JOBS.queued), state: 'smudged', result_key: null }, NOW).state).toBe('failed');
  });

  it('keeps the reserved name of its output where that can still be read', () => {
    const row = withData(JOBS.retouched, (data) => delete data['kept']);
    expect(mended(row, NOW)).toMatchObject({ state: 'failed', planned: 'out/a.jpg', notes: [REASON] });
  });
});
