import type { Clock } from '../base/clock.ts';
import type { JobIn } from './job.ts';
import type { SubmitLesson } from './lanes/submit.ts';
import { accepted, overloaded, refused, startLimit, type LimitState } from './limit.ts';
import type { QueuePolicy } from './policy.ts';
import type { JobStore } from './store.ts';

/** How many submits may begin now, and what the answers teach about that. */
export class SubmitGate {
  readonly #store: JobStore;
  readonly #service: string;
  readonly #clock: Clock;
  readonly #policy: QueuePolicy;
  readonly #maxCredits: number | undefined;
  #limit: LimitState;
  #heldUntil = 0;
  #budgetBase = 0;
  #acceptedCount = 0;
  /** Accepted submits when each job was first cut: to tell a poisoned photo from a bad network. */
  readonly #firstCut = new Map<string, number>();

  constructor(store: JobStore, service: string, clock: Clock, policy: QueuePolicy, maxCredits: number | undefined) {
    this.#store = store;
    this.#service = service;
    this.#clock = clock;
    this.#policy = policy;
    this.#maxCredits = maxCredits;
    this.#limit = startLimit(policy.startLimit, policy.maxLimit);
  }

  /** From here on `maxCredits` counts. */
  start(): void {
    this.#budgetBase = this.#committed();
  }

  get limit(): number {
    return this.#limit.limit;
  }

  get epoch(): number {
    return this.#limit.epoch;
  }

  /** Tasks at the service, and submits under way. */
  inFlight(): number {
    const counts = this.#store.counts({ service: this.#service });
    return counts.submitting + counts.processing;
  }

  /** Submits that may begin now. @param uploading submits under way; @param uploads their bound */
  room(uploading: number, uploads: number): number {
    if (this.heldForMs() > 0) return 0;
    return Math.max(0, Math.min(uploads - uploading, this.#limit.limit - this.inFlight()));
  }

  /** No submits before this many milliseconds are over (`Retry-After`). */
  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#clock.monotonic() + ms);
  }

  release(): void {
    this.#heldUntil = 0;
  }

  heldForMs(): number {
    return Math.max(0, this.#heldUntil - this.#clock.monotonic());
  }

  /** Credits that this run may still commit to. */
  budgetLeft(): number {
    if (this.#maxCredits === undefined) return Number.POSITIVE_INFINITY;
    return this.#maxCredits - (this.#committed() - this.#budgetBase);
  }

  /** Whether other photos got through since this one was first cut off. */
  othersGotThrough(job: JobIn<'submitting'>): boolean {
    const then = this.#firstCut.get(job.id);
    return then !== undefined && this.#acceptedCount > then;
  }

  begun(job: JobIn<'submitting'>): void {
    if (job.cuts > 0 && !this.#firstCut.has(job.id)) this.#firstCut.set(job.id, this.#acceptedCount);
  }

  /** @param epoch the gate's epoch when the submit began */
  learn(job: string, lesson: SubmitLesson, epoch: number): void {
    const carried = this.#store.counts({ service: this.#service }).processing;
    if (lesson === 'accepted') {
      this.#acceptedCount++;
      this.#firstCut.delete(job);
      this.#limit = accepted(this.#limit, carried, this.inFlight());
    } else if (lesson === 'too-fast') {
      this.#limit = refused(this.#limit, carried, epoch);
    } else if (lesson === 'overloaded') {
      this.#limit = overloaded(this.#limit, epoch);
    }
  }

  #committed(): number {
    return this.#store.committed(this.#policy.creditsPerPhoto, { service: this.#service });
  }
}
