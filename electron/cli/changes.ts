import { resultThere, type Job, type SchedulerStatus } from '../engine/index.ts';
import { eventLine } from './events.ts';

/** The event line for the state that a photo is in now. */
export function photoEvent(job: Job): string {
  const reason = reasonOf(job);
  return eventLine({
    event: 'photo',
    source: job.source,
    job: job.id,
    state: job.state,
    ...(reason !== undefined && { reason }),
    ...(job.state === 'exported' && { output: job.output }),
  });
}

export function queueEvent(status: SchedulerStatus): string {
  return eventLine({
    event: 'queue',
    online: status.online,
    ...(status.paused !== undefined && { paused: status.paused }),
    inFlight: status.inFlight,
  });
}

/** Why a photo has no result, or no new one, where there is something to say. */
export function reasonOf(job: Job) {
  if (job.state === 'exported') return job.skipped ?? resultThere(job.details);
  return job.state === 'failed' || job.state === 'outcome-unknown' || job.state === 'cancelled'
    ? job.reason
    : undefined;
}
