import type { Clock } from '../base/clock.ts';
import { dayOf } from './day.ts';
import type { Job, JobIn, StateName } from './job.ts';
import type { SubmitLesson } from './lanes/submit.ts';
import { accepted, overloaded, refused, startLimit, type LimitState } from './limit.ts';
import { backoffMs, LONGEST_RETRY_AFTER_MS, type QueuePolicy } from './policy.ts';
import type { JobStore } from './store.ts';
import { UploadPace } from './upload-pace.ts';

/** Pauses after the first, second, … unclear answer in a row. Each of them may cost a person a decision, and money. */
const UNCLEAR_HOLDS_MS = [5_000, 30_000, 120_000, 600_000];
/** A task that takes longer than this is no longer thought to take a slot at the service. */
const LINGERING_MS = 600_000;

/** How many submits may begin now, and what the answers teach about that; and what this run may spend. */
export class SubmitGate {
  readonly #store: JobStore;
  readonly #service: string;
  readonly #clock: Clock;
  readonly #policy: QueuePolicy;
  readonly #maxCredits: number;
  #limit: LimitState;
  readonly #pace = new UploadPace();
  #heldUntil = 0;
  #refusals = 0;
  #unclear = 0;
  #acceptedCount = 0;
  /** Accepted submits when each job was first cut: to tell a poisoned photo from a bad network. */
  readonly #firstCut = new Map<string, number>();
  /** Credits that submits of this run have cost, or may still. */
  #committed = 0;
  /** Jobs whose submit or task may still turn out to cost nothing. */
  readonly #open = new Set<string>();
  /** When the latest submit of each job began, and when the last refusal that counted came; monotonic milliseconds. */
  readonly #begunAt = new Map<string, number>();
  #refusedAt = 0;
  readonly #batchesSpent = new Set<string>();
  #runSpent = false;

  constructor(store: JobStore, service: string, clock: Clock, policy: QueuePolicy, maxCredits: number | undefined) {
    this.#store = store;
    this.#service = service;
    this.#clock = clock;
    this.#policy = policy;
    this.#maxCredits = maxCredits ?? Number.POSITIVE_INFINITY;
    this.#limit = startLimit(policy.startLimit, policy.maxLimit);
  }

  get limit(): number {
    return this.#limit.limit;
  }

  get epoch(): number {
    return this.#limit.epoch;
  }

  /** After answers that settled nothing, until one submit is accepted: one thing at a time. */
  get careful(): boolean {
    return this.#unclear > 0 || this.#refusals > 1;
  }

  /** Batches that have reached their limit of credits. */
  get batchesSpent(): readonly string[] {
    return [...this.#batchesSpent];
  }

  /** Batches of which nothing more may be sent today. What ends it is midnight, or a higher limit: both are seen by asking. */
  heldByDay(): string[] {
    const { start } = dayOf(this.#clock.now());
    return this.#store.heldByDay(this.#service, this.#policy.creditsPerPhoto, start);
  }

  /** This run has reached its limit of credits. */
  get runSpent(): boolean {
    return this.#runSpent;
  }

  /** Tasks at the service, and submits under way. */
  inFlight(): number {
    const counts = this.#store.counts({ service: this.#service });
    return counts.submitting + counts.processing;
  }

  /** Submits that may begin now. @param uploading submits under way; @param uploads their bound */
  room(uploading: number, uploads: number): number {
    if (this.heldForMs() > 0 || this.#runSpent) return 0;
    // A task that never ends must not keep its slot for a day; no more of them than the limit are passed over.
    const lingering = this.#store.lingering(this.#service, this.#clock.now() - LINGERING_MS);
    // A submit that is about to begin is not written down yet, but takes its slot all the same.
    const { submitting, processing } = this.#store.counts({ service: this.#service });
    const taken = processing + Math.max(submitting, uploading) - Math.min(lingering, this.#limit.limit);
    return Math.max(0, Math.min(Math.min(uploads, this.#pace.allowed) - uploading, this.#limit.limit - taken));
  }

  /** No submits before this many milliseconds are over (`Retry-After`). */
  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#clock.monotonic() + Math.min(ms, LONGEST_RETRY_AFTER_MS));
  }

  /** A person says: go on. */
  release(): void {
    this.#heldUntil = 0;
    this.#allowSpending();
  }

  heldForMs(): number {
    return Math.max(0, this.#heldUntil - this.#clock.monotonic());
  }

  /** Credits that this run may still commit to. */
  budgetLeft(): number {
    return this.#maxCredits - this.#committed;
  }

  overBudget(whose: 'run' | 'batch' | 'day', batch: string): void {
    if (whose === 'run') this.#runSpent = true;
    // The day's limit is not remembered: it is asked for at every look.
    if (whose === 'batch') this.#batchesSpent.add(batch);
  }

  /** Whether other photos got through since this one was first cut off. */
  othersGotThrough(job: JobIn<'submitting'>): boolean {
    const then = this.#firstCut.get(job.id);
    return then !== undefined && this.#acceptedCount > then;
  }

  begun(job: JobIn<'submitting'>): void {
    this.#committed += this.#policy.creditsPerPhoto;
    this.#open.add(job.id);
    this.#begunAt.set(job.id, this.#clock.monotonic());
    if (job.cuts > 0 && !this.#firstCut.has(job.id)) this.#firstCut.set(job.id, this.#acceptedCount);
  }

  /** A job changed its state: what turned out to be free counts no longer. */
  seen(job: Job, before: StateName | undefined): void {
    if (job.state === 'submitting' || job.state === 'processing') return;
    const free = job.state === 'prepared' || job.state === 'queued' || job.state === 'failed';
    if (this.#open.delete(job.id) && free) this.#committed -= this.#policy.creditsPerPhoto;
    if (free && (before === 'submitting' || before === 'processing')) this.#allowSpending();
    if (job.state === 'failed') this.#firstCut.delete(job.id);
  }

  /** @param epoch the gate's epoch when the submit began */
  learn(job: string, lesson: SubmitLesson, epoch: number): void {
    const begunAt = this.#begunAt.get(job) ?? 0;
    this.#begunAt.delete(job);
    if (lesson === 'none') return;
    if (lesson === 'unclear') this.#pace.learn(undefined, this.#policy.uploads);
    else if (lesson === 'accepted') this.#pace.learn(this.#clock.monotonic() - begunAt, this.#policy.uploads);
    const carried = this.#store.counts({ service: this.#service }).processing;
    if (lesson === 'accepted') {
      this.#acceptedCount++;
      this.#refusals = 0;
      this.#unclear = 0;
      this.#firstCut.delete(job);
      this.#limit = accepted(this.#limit, carried, this.inFlight());
      return;
    }
    if (lesson === 'unclear') {
      this.hold(UNCLEAR_HOLDS_MS[Math.min(this.#unclear, UNCLEAR_HOLDS_MS.length - 1)]!);
      this.#unclear++;
      return;
    }
    // Uploads that were under way together and refused together are one refusal, not several in a row.
    if (begunAt >= this.#refusedAt) {
      this.#refusals++;
      this.#refusedAt = this.#clock.monotonic();
      // The next photo would be refused as well: without this, a thousand photos would be tried one after the other. Too many
      // at once is no reason to wait, though, as long as a slot will be free: the lower limit sees to it.
      const crowded = lesson === 'too-fast' && this.#refusals === 1 && carried > 0;
      if (!crowded) this.hold(backoffMs(this.#refusals, 0.5));
    }
    if (lesson === 'too-fast') this.#limit = refused(this.#limit, carried, epoch);
    if (lesson === 'overloaded') this.#limit = overloaded(this.#limit, epoch);
  }

  #allowSpending(): void {
    this.#runSpent = false;
    this.#batchesSpent.clear();
  }
}
