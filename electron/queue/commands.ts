import type { Reason } from '../base/reason.ts';
import type { LaneContext } from './context.ts';
import type { Emitter } from './events.ts';
import type { Decision, Job } from './job.ts';
import type { Pump } from './pump.ts';
import type { Running } from './running.ts';

/** Why a photo is cancelled that a person dropped. */
export const DROPPED: Reason = { code: 'dropped', message: 'Dropped by you after its outcome stayed unknown.' };

/** How far cancelling goes. */
export type CancelScope = 'all' | 'unsent';

/** What a person may do about many photos at once. Each throws what the store throws, and has done nothing then. */
export class Commands {
  readonly #ctx: LaneContext;
  readonly #emitter: Emitter;
  readonly #running: Running;
  readonly #pump: Pump;

  constructor(ctx: LaneContext, emitter: Emitter, running: Running, pump: Pump) {
    this.#ctx = ctx;
    this.#emitter = emitter;
    this.#running = running;
    this.#pump = pump;
  }

  /**
   * Cancels what has not been paid for, and what is paid for but not exported. What is at the service is finished.
   * @param which `unsent`: what is paid for, or being sent, goes on
   */
  cancel(batch?: string, which: CancelScope = 'all'): Job[] {
    const { store, service, clock, files } = this.#ctx;
    const event = { type: 'cancelled', at: clock.now() } as const;
    const unsent = ['queued', 'prepared'] as const;
    const jobs = store.applyWhere(which === 'all' ? [...unsent, 'retouched'] : unsent, service.id, event, batch);
    // What is being sent gets its answer: broken off, nobody would know whether it was paid.
    if (which === 'all') store.applyWhere(['submitting'], service.id, { type: 'unwanted', at: event.at }, batch);
    for (const job of jobs) {
      this.#emitter.emit('job', job, undefined);
      // What is being worked on tidies up after itself; the lane "tidy" keeps a new start out of the way of this one.
      if (this.#running.has(job.id)) this.#running.abortJob(job.id);
      else if (job.sent !== undefined) this.#pump.start('tidy', job.id, () => files.discard(job.id));
    }
    return jobs;
  }

  /** @returns how many were put back into the queue */
  retryFailed(batch?: string): number {
    const { store, service } = this.#ctx;
    const wanted = (job: Job): boolean => job.state === 'failed' && job.retryable;
    const jobs = store.applyWhere(['failed'], service.id, { type: 'retry' }, batch, wanted);
    for (const job of jobs) this.#emitter.emit('job', job, 'failed');
    return jobs.length;
  }

  /**
   * A person's decision about jobs of unknown outcome. It holds for their duplicates too, which may be among `ids`.
   * @throws Error when a job has nothing to decide
   */
  decide(ids: readonly string[], choice: Decision): void {
    const decided = new Set<string>();
    for (const id of ids) {
      if (decided.has(id)) continue;
      for (const job of this.#ctx.store.decide(id, choice, DROPPED, this.#ctx.clock.now())) {
        decided.add(job.id);
        this.#emitter.emit('job', job, 'outcome-unknown');
      }
    }
  }
}
