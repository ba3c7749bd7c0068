import { messageOf, type Reason } from '../base/reason.ts';
import * as net from './connection.ts';
import type { LaneContext, SchedulerDeps, TracePoint } from './context.ts';
import type { Job, JobIn, StateName } from './job.ts';
import { runDownload } from './lanes/download.ts';
import { runExport } from './lanes/export.ts';
import { runPoll } from './lanes/poll.ts';
import { runPrepare } from './lanes/prepare.ts';
import { runSubmit } from './lanes/submit.ts';
import { accepted, overloaded, refused, startLimit, type LimitState } from './limit.ts';
import { localReason } from './local-trouble.ts';
import { allowedDuring, stronger, type Pause } from './pause.ts';
import { FURTHEST_AHEAD_MS } from './policy.ts';
import type { ServiceFailure } from './ports.ts';
import { Running } from './running.ts';
import type { Alongside } from './store-types.ts';
import { allows, type JobEvent } from './transition.ts';

/** What the scheduler tells whoever listens. */
export interface SchedulerEvents {
  job: (job: Job, before: StateName | undefined) => void;
  progress: (job: string, fraction: number) => void;
  status: (status: SchedulerStatus) => void;
  /** Something that has no photo to hang on to, in plain words. */
  trouble: (reason: Reason) => void;
}

export interface SchedulerStatus {
  readonly online: boolean;
  /** Monotonic milliseconds since when the connection has been lost. */
  readonly offlineSince: number | undefined;
  readonly paused: Pause | undefined;
  readonly inFlight: number;
  readonly limit: number;
  /** Usable credits when they were last asked for. */
  readonly balance: number | undefined;
  /** True while something can still happen without a person. */
  readonly active: boolean;
}

const HEARTBEAT_MS = 30_000;
/** The wall clock may drift from the monotonic one by this much between two heartbeats before it counts as a jump. */
const CLOCK_JUMP_MS = 60_000;
const DISK_RETRY_MS = 5_000;

/**
 * Moves every photo of one service as far as it goes by itself. Five lanes (prepare, submit, poll, download, export) take due
 * jobs from the store, each bounded; the store is the only memory, so that a crash at any point loses nothing but time.
 */
export class Scheduler implements LaneContext {
  readonly store;
  readonly service;
  readonly pictures;
  readonly files;
  readonly exporter;
  readonly clock;
  readonly random;
  readonly policy;
  readonly #deps: SchedulerDeps;
  readonly #listeners: { [E in keyof SchedulerEvents]: Set<SchedulerEvents[E]> } = {
    job: new Set(),
    progress: new Set(),
    status: new Set(),
    trouble: new Set(),
  };
  readonly #running = new Running();
  #limit: LimitState;
  #connection: net.Connection = net.ONLINE;
  #pause: Pause | undefined;
  #balance: { credits: number; at: number } | undefined;
  #submitsHeldUntil = 0;
  #acceptedCount = 0;
  /** Accepted submits when each job was first cut: to tell a poisoned photo from a bad network. */
  readonly #firstCut = new Map<string, number>();
  #budgetBase = 0;
  #state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  #pumpQueued = false;
  #cancelTimer: (() => void) | undefined;
  #cancelHeartbeat: (() => void) | undefined;
  #asking = false;
  readonly #diskWaiters = new Set<() => void>();

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
    this.store = deps.store;
    this.service = deps.service;
    this.pictures = deps.pictures;
    this.files = deps.files;
    this.exporter = deps.exporter;
    this.clock = deps.clock;
    this.random = deps.random;
    this.policy = deps.policy;
    this.#limit = startLimit(deps.policy.startLimit, deps.policy.maxLimit);
  }

  on<E extends keyof SchedulerEvents>(event: E, listener: SchedulerEvents[E]): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  #emit<E extends keyof SchedulerEvents>(event: E, ...args: Parameters<SchedulerEvents[E]>): void {
    for (const listener of this.#listeners[event]) (listener as (...a: unknown[]) => void)(...args);
  }

  /** Begins to work. Jobs that a crash left `submitting` become undecided first: nobody knows what came of them. */
  start(): void {
    if (this.#state !== 'new') throw new Error('the scheduler was started before');
    const reason: Reason = {
      code: 'interrupted-while-sending',
      message: 'Afterglow stopped while this photo was being sent. It may have been charged.',
    };
    for (const job of this.store.applyWhere(['submitting'], this.service.id, { type: 'found-submitting', reason })) {
      this.#emit('job', job, 'submitting');
    }
    this.store.alignClock(this.clock.now(), FURTHEST_AHEAD_MS);
    this.#budgetBase = this.store.committed(this.policy.creditsPerPhoto, { service: this.service.id });
    this.#state = 'running';
    this.#heartbeat(this.clock.now(), this.clock.monotonic());
    this.poke();
  }

  /**
   * Stops: begins nothing new, breaks off what costs nothing, waits for submits under way since their outcome would be
   * unknown otherwise. After `graceMs` they are broken off too.
   */
  async stop(graceMs = 20_000): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopping';
    this.#cancelTimer?.();
    this.#cancelHeartbeat?.();
    for (const wake of this.#diskWaiters) wake();
    this.#running.abort(['prepare', 'poll', 'download', 'export', 'ask']);
    const cancel = this.clock.after(graceMs, () => this.#running.abort(['submit']));
    await this.#running.whenEmpty();
    cancel();
    this.#state = 'stopped';
  }

  /** Looks for work soon. Call it when jobs were added or changed from outside. */
  poke(): void {
    if (this.#pumpQueued || this.#state !== 'running') return;
    this.#pumpQueued = true;
    queueMicrotask(() => {
      this.#pumpQueued = false;
      if (this.#state !== 'running') return;
      try {
        this.#pump();
      } catch (error) {
        this.pause({ kind: 'disk', message: localReason(error).message });
      }
      this.#emit('status', this.status());
    });
  }

  status(): SchedulerStatus {
    return {
      online: this.#connection.online,
      offlineSince: this.#connection.online ? undefined : this.#connection.since,
      paused: this.#pause,
      inFlight: this.#inFlight(),
      limit: this.#limit.limit,
      balance: this.#balance?.credits,
      active: this.#isActive(),
    };
  }

  pause(pause: Pause): void {
    this.#pause = stronger(this.#pause, pause);
    this.poke();
  }

  /** Goes on after a pause, whatever its cause: what is still wrong shows again at the next request. */
  resume(): void {
    this.#pause = undefined;
    this.#submitsHeldUntil = 0;
    for (const wake of this.#diskWaiters) wake();
    this.systemChanged();
  }

  /** The computer woke up, or the system says that the network is back: try at once. */
  systemChanged(): void {
    this.#connection = net.probeNow(this.#connection, this.clock.monotonic());
    this.store.alignClock(this.clock.now(), FURTHEST_AHEAD_MS);
    this.poke();
  }

  /** Cancels what has not been paid for. What is at the service is finished, since it is paid. */
  cancel(batch?: string): Job[] {
    const event: JobEvent = { type: 'cancelled', at: this.clock.now() };
    const jobs = this.store.applyWhere(['queued', 'prepared', 'retouched'], this.service.id, event, batch);
    for (const job of jobs) {
      this.#running.abortJob(job.id);
      this.#emit('job', job, undefined);
      void this.files.discard(job.id).catch((error: unknown) => this.#trouble(error));
    }
    this.poke();
    return jobs;
  }

  /** Puts failed photos that may be tried again back into the queue. */
  retryFailed(batch?: string): number {
    const failed = this.store.inState('failed', this.service.id);
    const again = failed.filter((job) => job.retryable && (batch === undefined || job.batch === batch));
    for (const job of again) this.#emit('job', this.store.apply(job.id, { type: 'retry' }), 'failed');
    this.poke();
    return again.length;
  }

  /** Resolves when nothing can happen any more without a person, the network or a stop. */
  async settled(): Promise<SchedulerStatus> {
    for (;;) {
      const status = this.status();
      if (!status.active || this.#state !== 'running') return status;
      await new Promise<void>((resolve) => {
        const off = this.on('status', () => {
          off();
          resolve();
        });
      });
    }
  }

  // --- what the lanes use ------------------------------------------------------------------------------------------

  async record(id: string, event: JobEvent, alongside: Alongside = {}): Promise<Job | undefined> {
    for (;;) {
      try {
        const before = this.store.job(id);
        // Somebody else (a person who cancelled) was quicker.
        if (before === undefined || !allows(before, event.type)) return undefined;
        const job = this.store.apply(id, event, alongside);
        this.#emit('job', job, before.state);
        return job;
      } catch (error) {
        // The answer in hand must not be lost because the disk is full: keep it and try again.
        this.pause({ kind: 'disk', message: localReason(error).message });
        if (this.#state !== 'running') throw error;
        await this.#diskPatience();
      }
    }
  }

  #diskPatience(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#diskWaiters.delete(wake);
        resolve();
      };
      const cancel = this.clock.after(DISK_RETRY_MS, wake);
      this.#diskWaiters.add(wake);
    });
  }

  trace(point: TracePoint, job: string): void {
    this.#deps.trace?.(point, job);
  }

  connectionLost(): void {
    if (this.#connection.online) this.#connection = net.lost(this.#connection, this.clock.monotonic());
    this.poke();
  }

  connectionGood(): void {
    this.#connection = net.confirmed();
  }

  pauseFor(failure: ServiceFailure): boolean {
    const { kind, reason } = failure;
    if (kind !== 'key' && kind !== 'locked' && kind !== 'withdrawn' && kind !== 'credits') return false;
    this.pause({ kind, message: reason.message });
    return true;
  }

  holdSubmits(ms: number): void {
    this.#submitsHeldUntil = Math.max(this.#submitsHeldUntil, this.clock.monotonic() + ms);
  }

  progress(job: string, fraction: number): void {
    this.#emit('progress', job, fraction);
  }

  noteUnclear(job: JobIn<'outcome-unknown'>): void {
    const before = this.#balance;
    // A balance from before the submit, with nothing finished in between, is the only one that proves anything.
    if (before === undefined || before.at > job.submittedAt) return;
    this.#start('ask', job.id, async (signal) => {
      const answer = await this.service.credits(signal);
      if (answer.kind !== 'balance') return;
      await this.record(job.id, { type: 'balance-noted', before: before.credits, after: answer.credits });
    });
  }

  // --- the pump ----------------------------------------------------------------------------------------------------

  #pump(): void {
    const now = this.clock.now();
    const allowed = allowedDuring(this.#pause);
    const id = this.service.id;
    const { policy } = this;
    if (allowed.export) {
      this.#fill('export', policy.exports, (n) => this.store.due(id, 'retouched', now, n), runExport);
    }
    if (this.#connection.online) {
      if (allowed.download) {
        this.#fill('download', policy.downloads, (n) => this.store.due(id, 'ready', now, n), runDownload);
      }
      if (allowed.poll) this.#fill('poll', policy.polls, (n) => this.store.due(id, 'processing', now, n), runPoll);
      if (allowed.submit) this.#submit(now);
    } else {
      this.#probeWhenTime();
    }
    if (allowed.prepare) {
      const ahead = this.store.submittable(id, Number.MAX_SAFE_INTEGER, policy.preparedAhead).length;
      const room = Math.min(policy.preparing, policy.preparedAhead - ahead);
      this.#fill('prepare', room, (n) => this.store.due(id, 'queued', now, n), runPrepare);
    }
    this.#armTimer(now);
  }

  #fill<S extends StateName>(
    lane: 'prepare' | 'poll' | 'download' | 'export',
    capacity: number,
    find: (limit: number) => JobIn<S>[],
    run: (ctx: LaneContext, job: JobIn<S>, signal: AbortSignal) => Promise<void>,
  ): void {
    const busy = this.#running.count(lane);
    if (busy >= capacity) return;
    for (const job of find(this.#running.total + capacity)) {
      if (this.#running.count(lane) >= capacity) return;
      if (!this.#running.has(job.id)) this.#start(lane, job.id, (signal) => run(this, job, signal));
    }
  }

  #submit(now: number): void {
    if (this.clock.monotonic() < this.#submitsHeldUntil) return;
    const { policy } = this;
    // After a loss of connection one submit goes ahead; the rest follow when it got through.
    const uploads = this.#connection.delayMs > net.ONLINE.delayMs ? 1 : policy.uploads;
    let free = Math.min(uploads - this.#running.count('submit'), this.#limit.limit - this.#inFlight());
    if (free <= 0) return;
    for (const job of this.store.submittable(this.service.id, now, free + this.#running.total)) {
      if (free <= 0) return;
      if (this.#running.has(job.id)) continue;
      this.#start('submit', job.id, (signal) => this.#beginSubmit(job, signal));
      free--;
    }
  }

  async #beginSubmit(job: JobIn<'prepared'>, signal: AbortSignal): Promise<void> {
    if (!(await this.files.exists(job.submission.path))) {
      await this.record(job.id, { type: 'submission-lost' });
      return;
    }
    if (signal.aborted || this.#state !== 'running' || !allowedDuring(this.#pause).submit) return;
    this.trace('submit:before-intent', job.id);
    const cost = this.policy.creditsPerPhoto;
    let begun;
    try {
      const at = this.clock.now();
      begun = this.store.beginSubmit(job.id, at, cost, this.#runBudget(cost));
    } catch (error) {
      this.pause({ kind: 'disk', message: localReason(error).message });
      return;
    }
    if (begun.kind === 'over-budget') {
      const message = 'The most that you allowed to be spent is reached. The other photos wait.';
      this.pause({ kind: 'budget', message });
    } else if (begun.kind === 'kept') {
      const { original, resultKey } = job;
      if (original !== undefined && resultKey !== undefined) {
        await this.record(job.id, { type: 'result-found', original, resultKey });
      }
    } else if (begun.kind === 'started') {
      await this.#send(begun.job, signal);
    }
  }

  async #send(job: JobIn<'submitting'>, signal: AbortSignal): Promise<void> {
    this.#emit('job', job, 'prepared');
    const epoch = this.#limit.epoch;
    if (job.cuts > 0 && !this.#firstCut.has(job.id)) this.#firstCut.set(job.id, this.#acceptedCount);
    const othersGotThrough = (): boolean => this.#acceptedCount > (this.#firstCut.get(job.id) ?? this.#acceptedCount);
    const lesson = await runSubmit(this, job, signal, othersGotThrough);
    if (lesson === 'accepted') {
      this.#acceptedCount++;
      this.#firstCut.delete(job.id);
      this.#limit = accepted(this.#limit, this.#carried(), this.#inFlight());
    } else if (lesson === 'too-fast') {
      this.#limit = refused(this.#limit, this.#carried(), epoch);
    } else if (lesson === 'overloaded') {
      this.#limit = overloaded(this.#limit, epoch);
    }
  }

  #runBudget(cost: number): number {
    if (this.#deps.maxCredits === undefined) return Number.POSITIVE_INFINITY;
    return this.#deps.maxCredits - (this.store.committed(cost, { service: this.service.id }) - this.#budgetBase);
  }

  #start(lane: Parameters<Running['add']>[0], job: string, work: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    this.#running.add(lane, job, controller);
    void work(controller.signal)
      .catch((error: unknown) => this.#trouble(error))
      .finally(() => {
        this.#running.remove(lane, job);
        this.poke();
      });
  }

  #trouble(error: unknown): void {
    this.#emit('trouble', { code: 'internal', message: messageOf(error) });
  }

  #inFlight(): number {
    const counts = this.store.counts({ service: this.service.id });
    return counts.submitting + counts.processing;
  }

  #carried(): number {
    return this.store.counts({ service: this.service.id }).processing;
  }

  #isActive(): boolean {
    if (this.#running.total > 0) return true;
    if (this.#state !== 'running') return false;
    const counts = this.store.counts({ service: this.service.id });
    const allowed = allowedDuring(this.#pause);
    const held = counts['outcome-unknown'] > 0 ? this.store.heldByUndecided(this.service.id) : 0;
    return (
      (allowed.export && counts.retouched > 0) ||
      (allowed.download && counts.ready > 0) ||
      (allowed.poll && counts.processing > 0) ||
      (allowed.submit && counts.prepared > held) ||
      (allowed.prepare && counts.queued > 0)
    );
  }

  // --- time and connection -----------------------------------------------------------------------------------------

  #armTimer(now: number): void {
    this.#cancelTimer?.();
    const mono = this.clock.monotonic();
    const waits: number[] = [];
    const due = this.store.nextDue(this.service.id, now);
    if (due !== undefined) waits.push(due - now);
    if (this.#submitsHeldUntil > mono) waits.push(this.#submitsHeldUntil - mono);
    if (!this.#connection.online) waits.push(this.#connection.probeAt - mono);
    if (waits.length === 0) return;
    this.#cancelTimer = this.clock.after(Math.max(1, Math.min(...waits)), () => this.poke());
  }

  #probeWhenTime(): void {
    if (this.#asking || this.#connection.online || this.clock.monotonic() < this.#connection.probeAt) return;
    this.refreshBalance();
  }

  /** Asks for the balance (free). While offline this is the probe. */
  refreshBalance(): void {
    if (this.#asking || this.#state !== 'running') return;
    this.#asking = true;
    this.#start('ask', '', async (signal) => {
      try {
        const at = this.clock.now();
        const answer = await this.service.credits(signal);
        if (answer.kind === 'balance') this.#balance = { credits: answer.credits, at };
        if (answer.kind === 'failed' && answer.offline) {
          this.#connection = net.lost(this.#connection, this.clock.monotonic());
        } else if (!this.#connection.online) {
          this.#connection = net.answered(this.#connection);
        }
        if (answer.kind === 'failed') this.pauseFor(answer.failure);
      } finally {
        this.#asking = false;
      }
    });
  }

  /** Notices sleep and changed clocks where the system sends no event. */
  #heartbeat(wall: number, mono: number): void {
    this.#cancelHeartbeat = this.clock.after(HEARTBEAT_MS, () => {
      const nowWall = this.clock.now();
      const nowMono = this.clock.monotonic();
      const jump = nowWall - wall - (nowMono - mono);
      const slept = nowMono - mono > HEARTBEAT_MS + CLOCK_JUMP_MS;
      if (slept || Math.abs(jump) > CLOCK_JUMP_MS) this.systemChanged();
      this.#heartbeat(nowWall, nowMono);
    });
  }
}
