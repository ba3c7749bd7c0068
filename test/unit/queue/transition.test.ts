import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allows, IllegalTransition, type JobEvent } from '../../../electron/queue/job-event.ts';
import type { Job, StateName } from '../../../electron/queue/job.ts';
import { transition } from '../../../electron/queue/transition.ts';
import { EVENTS, EVERY_EVENT, EVERY_JOB, JOBS, NOW } from './samples.ts';

/** Every permitted step, written down a second time: event -> from -> to. */
const STEPS: Readonly<Record<JobEvent['type'], Partial<Record<StateName, StateName>>>> = {
  prepared: { queued: 'prepared' },
  'result-found': { queued: 'retouched', prepared: 'retouched' },
  'result-lost': { queued: 'outcome-unknown', prepared: 'outcome-unknown', retouched: 'outcome-unknown' },
  'prepare-postponed': { queued: 'queued' },
  'submission-lost': { prepared: 'queued' },
  'paid-before': { prepared: 'outcome-unknown' },
  'submit-started': { prepared: 'submitting' },
  'submit-accepted': { submitting: 'processing' },
  'submit-answered-picture': { submitting: 'retouched' },
  'submit-not-sent': { submitting: 'prepared' },
  'submit-refused': { submitting: 'prepared' },
  'submit-unclear': { submitting: 'outcome-unknown' },
  'task-pending': { processing: 'processing' },
  'ask-failed': { processing: 'processing' },
  'no-address': { processing: 'processing' },
  'task-done': { processing: 'ready' },
  'address-gone': { ready: 'processing' },
  'download-failed': { ready: 'ready' },
  downloaded: { ready: 'retouched' },
  'result-doubted': { retouched: 'outcome-unknown' },
  noted: { exported: 'exported' },
  'paid-lost': { processing: 'outcome-unknown', ready: 'outcome-unknown' },
  'export-planned': { retouched: 'retouched' },
  'export-postponed': { retouched: 'retouched' },
  exported: { retouched: 'exported' },
  failed: { queued: 'failed', prepared: 'failed', submitting: 'failed', processing: 'failed', retouched: 'failed' },
  cancelled: { queued: 'cancelled', prepared: 'cancelled', retouched: 'cancelled', failed: 'cancelled' },
  unwanted: { submitting: 'submitting' },
  'balance-noted': { 'outcome-unknown': 'outcome-unknown' },
  'ask-again': { 'outcome-unknown': 'processing' },
  'pay-again': { 'outcome-unknown': 'prepared' },
  dropped: { 'outcome-unknown': 'cancelled', prepared: 'cancelled', queued: 'cancelled' },
  retry: { failed: 'queued', cancelled: 'queued' },
  'found-submitting': { submitting: 'outcome-unknown' },
  'service-restarted': { submitting: 'queued', processing: 'queued', ready: 'queued', 'outcome-unknown': 'queued' },
};

describe.each(EVERY_EVENT.map((event) => [event.type, event] as const))('the event %s', (type, event) => {
  it.each(EVERY_JOB.map((job) => [job.state, job] as const))('from %s leads where it may', (state, job) => {
    const to = STEPS[type][state];
    expect(allows(job, type)).toBe(to !== undefined);
    if (to === undefined) {
      expect(() => transition(job, event)).toThrow(IllegalTransition);
      expect(() => transition(job, event)).toThrow(`job j1 in state ${state} can't take ${type}`);
    } else {
      expect(transition(job, event).state).toBe(to);
    }
  });
});

describe('what a step carries along', () => {
  it('counts failures in a row, and forgets them with an answer', () => {
    const refused = transition(JOBS.submitting, EVENTS['submit-refused']);
    expect(refused).toMatchObject({ failures: 2, cuts: 2, nextAt: NOW + 1 });
    expect(transition(JOBS.submitting, { ...EVENTS['submit-refused'], counts: false })).toMatchObject({ failures: 1 });
    expect(transition(JOBS.submitting, EVENTS['submit-not-sent'])).toMatchObject({ failures: 1, cuts: 3 });
    expect(transition(JOBS.processing, EVENTS['ask-failed'])).toMatchObject({ failures: 2, overdue: 4 });
    expect(transition(JOBS.processing, EVENTS['task-pending'])).toMatchObject({ failures: 0, overdue: 0 });
  });

  it('keeps the reserved name of an output through a cancel and a retry, so that there is never a second output', () => {
    const cancelled = transition(JOBS.retouched, EVENTS.cancelled);
    const again = transition(transition(cancelled, EVENTS.retry), EVENTS['result-found']);
    expect(again).toMatchObject({ state: 'retouched', planned: 'out/a.jpg' });
    expect(transition(again, EVENTS.exported).planned).toBeUndefined();
  });

  it('says of a fresh address how many there were', () => {
    expect(transition(JOBS.ready, EVENTS['address-gone'])).toMatchObject({ refreshes: 3, failures: 0, taskId: 't1' });
  });

  it('goes back to the queue after "pay again" when there is no copy to send', () => {
    const lost = transition(JOBS.retouched, EVENTS['result-lost']);
    expect(lost).toMatchObject({ charged: 'surely', submission: undefined });
    expect(transition(lost, EVENTS['pay-again']).state).toBe('queued');
  });

  it('takes over that an unclear answer was surely charged', () => {
    expect(transition(JOBS.submitting, EVENTS['submit-unclear'])).toMatchObject({ charged: 'maybe' });
    expect(transition(JOBS.submitting, { ...EVENTS['submit-unclear'], charged: 'surely' })).toMatchObject({
      charged: 'surely',
    });
  });

  it('remembers how often a copy was made anew', () => {
    const queued = transition(JOBS.prepared, { type: 'submission-lost', failures: 2, nextAt: NOW });
    expect(transition(queued, EVENTS.prepared)).toMatchObject({ failures: 0, cuts: 2 });
  });
});

describe('any sequence of events', () => {
  const events = fc.array(fc.constantFrom(...EVERY_EVENT), { maxLength: 60 });

  it('keeps who the photo is, holds an address only while ready, and a task only where one may exist', () => {
    const fixed = ({ id, batch, service, seq, source, relativePath, settings, createdAt }: Job) => ({
      ...{ id, batch, service, seq, source, relativePath, settings, createdAt },
    });
    const withTask = new Set<StateName>(['processing', 'ready', 'outcome-unknown']);
    fc.assert(
      fc.property(events, (sequence) => {
        let job: Job = JOBS.queued;
        for (const event of sequence) {
          if (!allows(job, event.type)) continue;
          job = transition(job, event);
          expect(fixed(job)).toEqual(fixed(JOBS.queued));
          expect('url' in job).toBe(job.state === 'ready');
          if (!withTask.has(job.state)) expect('taskId' in job).toBe(false);
        }
      }),
    );
  });

  it('comes back from a submit only by an answer that says no, or by a person', () => {
    const freeing = new Set<JobEvent['type']>([
      'submit-not-sent',
      'submit-refused',
      'failed',
      'pay-again',
      'dropped',
      'service-restarted',
      'downloaded',
      'submit-answered-picture',
    ]);
    const atRisk = new Set<StateName>(['submitting', 'processing', 'ready', 'outcome-unknown']);
    fc.assert(
      fc.property(events, (sequence) => {
        let job: Job = JOBS.prepared;
        for (const event of sequence) {
          if (!allows(job, event.type)) continue;
          const next = transition(job, event);
          if (atRisk.has(job.state) && !atRisk.has(next.state)) expect(freeing).toContain(event.type);
          job = next;
        }
      }),
    );
  });
});
