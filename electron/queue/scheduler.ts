import { messageOf, type Reason } from '../base/reason.ts';
import type { LaneContext, SchedulerDeps, TracePoint } from './context.ts';
import { Emitter, type SchedulerEvents, type SchedulerStatus } from './events.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Job, JobIn, StateName } from './job.ts';
import { runDownload } from './lanes/download.ts';
import { runExport } from './lanes/export.ts';
import { runPoll } from './lanes/poll.ts';
import { runPrepare } from './lanes/prepare.ts';
import { runSubmit } from './lanes/submit.ts';
import { Link } from './link.ts';
import { localReason } from './local-trouble.ts';
import { allowedDuring, stronger, type Pause } from './pause.ts';
import { FURTHEST_AHEAD_MS } from './policy.ts';
import type { ServiceFailure } from './ports.ts';
import { Recorder } from './recorder.ts';
import { Running, type Lane } from './running.ts';
import type { Alongside } from './store-types.ts';
import { SubmitGate } from './submit-gate.ts';
import type { JobEvent } from './transition.ts';

const INTERRUPTED: Reason = {
  code: 'interrupted-while-sending',
  message: 'Afterglow stopped while this photo was being sent. It may have been charged.',
};

const OVER_BUDGET = 'The most that you allowed to be spent is reached. The other photos wait.';

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
  readonly #emitter = new Emitter();
  readonly #running = new Running();
  readonly #link: Link;
  readonly #gate: SubmitGate;
  readonly #recorder: Recorder;
  readonly #heartbeat: Heartbeat;
  #pause: Pause | undefined;
  #state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  #pumpQueued = false;
  #asking = false;
  #cancelTimer: (() => void) | undefined;

  constructor(deps: SchedulerDeps) {
    const { store, service, clock, policy } = deps;
    this.#deps = deps;
    this.store = store;
    this.service = service;
    this.pictures = deps.pictures;
    this.files = deps.files;
    this.exporter = deps.exporter;
    this.clock = clock;
    this.random = deps.random;
    this.policy = policy;
    this.#link = new Link(service, clock);
    this.#gate = new SubmitGate(store, service.id, clock, policy, deps.maxCredits);
    this.#recorder = new Recorder(store, clock, this.#emitter, (pause) => this.pause(pause));
    this.#heartbeat = new Heartbeat(clock, (jumped) => {
      if (jumped) this.systemChanged();
      // A recent balance is what later tells whether a lost answer was charged.
      if (this.#link.online && this.#gate.inFlight() > 0) this.refreshBalance();
    });
  }

  on<E extends keyof SchedulerEvents>(event: E, listener: SchedulerEvents[E]): () => void {
    return this.#emitter.on(event, listener);
  }

  /** Begins to work. Jobs that a crash left `submitting` become undecided first: nobody knows what came of them. */
  start(): void {
    if (this.#state !== 'new') throw new Error('the scheduler was started before');
    const event: JobEvent = { type: 'found-submitting', reason: INTERRUPTED };
    for (const job of this.store.applyWhere(['submitting'], this.service.id, event)) {
      this.#emitter.emit('job', job, 'submitting');
    }
    this.store.alignClock(this.clock.now(), FURTHEST_AHEAD_MS);
    this.#gate.start();
    this.#state = 'running';
    this.#heartbeat.start();
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
    this.#heartbeat.stop();
    this.#recorder.close();
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
        this.#emitter.emit('status', this.status());
      } catch (error) {
        this.#diskTrouble(error);
      }
    });
  }

  status(): SchedulerStatus {
    return {
      online: this.#link.online,
      offlineSince: this.#link.offlineSince,
      paused: this.#pause,
      inFlight: this.#gate.inFlight(),
      limit: this.#gate.limit,
      balance: this.#link.balance?.credits,
      active: this.#isActive(),
    };
  }

  pause(pause: Pause): void {
    const next = stronger(this.#pause, pause);
    if (next === this.#pause) return;
    this.#pause = next;
    this.poke();
  }

  /** Goes on after a pause, whatever its cause: what is still wrong shows again at the next request. */
  resume(): void {
    this.#pause = undefined;
    this.#gate.release();
    this.#recorder.wake();
    this.systemChanged();
  }

  /** The computer woke up, or the system says that the network is back: try at once. */
  systemChanged(): void {
    this.#link.probeNow();
    this.store.alignClock(this.clock.now(), FURTHEST_AHEAD_MS);
    this.poke();
  }

  /** Cancels what has not been paid for. What is at the service is finished, since it is paid. */
  cancel(batch?: string): Job[] {
    const event: JobEvent = { type: 'cancelled', at: this.clock.now() };
    const jobs = this.store.applyWhere(['queued', 'prepared', 'retouched'], this.service.id, event, batch);
    for (const job of jobs) {
      this.#running.abortJob(job.id);
      this.#emitter.emit('job', job, undefined);
      void this.files.discard(job.id).catch((error: unknown) => this.#trouble(error));
    }
    this.poke();
    return jobs;
  }

  /** Puts failed photos that may be tried again back into the queue. @returns how many */
  retryFailed(batch?: string): number {
    const failed = this.store.inState('failed', this.service.id);
    const again = failed.filter((job) => job.retryable && (batch === undefined || job.batch === batch));
    for (const job of again) this.#emitter.emit('job', this.store.apply(job.id, { type: 'retry' }), 'failed');
    this.poke();
    return again.length;
  }

  /** A person's decision about jobs of unknown outcome. */
  decide(ids: readonly string[], choice: 'pay-again' | 'drop'): void {
    const reason: Reason = { code: 'dropped', message: 'Dropped by you after its outcome stayed unknown.' };
    for (const id of ids) {
      for (const job of this.store.decide(id, choice, reason, this.clock.now())) {
        this.#emitter.emit('job', job, 'outcome-unknown');
      }
    }
    this.poke();
  }

  /** Resolves when nothing can happen any more without a person, or the scheduler was stopped. */
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

  /** Asks for the balance (free). While offline this is the probe. */
  refreshBalance(): void {
    if (this.#asking || this.#state !== 'running') return;
    this.#asking = true;
    this.#start('ask', '', async (signal) => {
      try {
        const answer = await this.#link.ask(signal);
        if (answer.kind === 'failed') this.pauseFor(answer.failure);
      } finally {
        this.#asking = false;
      }
    });
  }

  // --- what the lanes use ------------------------------------------------------------------------------------------

  record(id: string, event: JobEvent, alongside: Alongside = {}): Promise<Job | undefined> {
    return this.#recorder.record(id, event, alongside);
  }

  trace(point: TracePoint, job: string): void {
    this.#deps.trace?.(point, job);
  }

  connectionLost(): void {
    this.#link.lost();
    this.poke();
  }

  connectionGood(): void {
    this.#link.good();
  }

  pauseFor(failure: ServiceFailure): boolean {
    const { kind, reason } = failure;
    if (kind !== 'key' && kind !== 'locked' && kind !== 'withdrawn' && kind !== 'credits') return false;
    this.pause({ kind, message: reason.message });
    return true;
  }

  holdSubmits(ms: number): void {
    this.#gate.hold(ms);
  }

  progress(job: string, fraction: number): void {
    this.#emitter.emit('progress', job, fraction);
  }

  noteUnclear(job: JobIn<'outcome-unknown'>): void {
    const before = this.#link.balance;
    // Only a balance from before the submit says anything.
    if (before === undefined || before.at > job.submittedAt) return;
    this.#start('ask', job.id, async (signal) => {
      const answer = await this.service.credits(signal);
      if (answer.kind !== 'balance') return;
      // Other photos that were charged meanwhile are no hint about this one.
      const charged = this.store.spentSince(this.service.id, before.at);
      await this.record(job.id, { type: 'balance-noted', before: before.credits - charged, after: answer.credits });
    });
  }

  // --- the pump ----------------------------------------------------------------------------------------------------

  #pump(): void {
    const now = this.clock.now();
    const { policy, store } = this;
    const allowed = allowedDuring(this.#pause);
    const id = this.service.id;
    if (allowed.export) this.#fill('export', policy.exports, (n) => store.due(id, 'retouched', now, n), runExport);
    if (this.#link.online) {
      if (allowed.download) {
        this.#fill('download', policy.downloads, (n) => store.due(id, 'ready', now, n), runDownload);
      }
      if (allowed.poll) this.#fill('poll', policy.polls, (n) => store.due(id, 'processing', now, n), runPoll);
      if (allowed.submit) this.#submit(now);
    } else if (this.#link.probeInMs === 0) {
      this.refreshBalance();
    }
    if (allowed.prepare) {
      const ahead = store.submittable(id, Number.MAX_SAFE_INTEGER, policy.preparedAhead).length;
      const room = Math.min(policy.preparing, policy.preparedAhead - ahead);
      this.#fill('prepare', room, (n) => store.due(id, 'queued', now, n), runPrepare);
    }
    this.#armTimer(now);
  }

  #fill<S extends StateName>(
    lane: Lane,
    capacity: number,
    find: (limit: number) => JobIn<S>[],
    run: (ctx: LaneContext, job: JobIn<S>, signal: AbortSignal) => Promise<void>,
  ): void {
    if (this.#running.count(lane) >= capacity) return;
    // Jobs under way are still in the state that they are about to leave, so they are among those found.
    for (const job of find(this.#running.total + capacity)) {
      if (this.#running.count(lane) >= capacity) return;
      if (!this.#running.has(job.id)) this.#start(lane, job.id, (signal) => run(this, job, signal));
    }
  }

  #submit(now: number): void {
    let room = this.#gate.room(this.#running.count('submit'), this.#link.shaky ? 1 : this.policy.uploads);
    if (room <= 0) return;
    for (const job of this.store.submittable(this.service.id, now, room + this.#running.total)) {
      if (room <= 0) return;
      if (this.#running.has(job.id)) continue;
      this.#start('submit', job.id, (signal) => this.#beginSubmit(job, signal));
      room--;
    }
  }

  async #beginSubmit(job: JobIn<'prepared'>, signal: AbortSignal): Promise<void> {
    if (!(await this.files.exists(job.submission.path))) {
      await this.record(job.id, { type: 'submission-lost' });
      return;
    }
    if (this.#state !== 'running' || !allowedDuring(this.#pause).submit) return;
    this.trace('submit:before-intent', job.id);
    const begun = this.store.beginSubmit(
      job.id,
      this.clock.now(),
      this.policy.creditsPerPhoto,
      this.#gate.budgetLeft(),
    );
    if (begun.kind === 'over-budget') {
      this.pause({ kind: 'budget', message: OVER_BUDGET });
    } else if (begun.kind === 'kept') {
      const { original, resultKey } = job;
      if (original !== undefined && resultKey !== undefined) {
        await this.record(job.id, { type: 'result-found', original, resultKey });
      }
    } else if (begun.kind === 'started') {
      this.#emitter.emit('job', begun.job, 'prepared');
      const { epoch } = this.#gate;
      this.#gate.begun(begun.job);
      const lesson = await runSubmit(this, begun.job, signal, () => this.#gate.othersGotThrough(begun.job));
      this.#gate.learn(job.id, lesson, epoch);
    }
  }

  #start(lane: Lane, job: string, work: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    this.#running.add(lane, job, controller);
    void work(controller.signal)
      .catch((error: unknown) => this.#trouble(error))
      .finally(() => {
        this.#running.remove(lane, job);
        this.poke();
      });
  }

  /** An error that no lane turned into an event: the disk's, or a fault of ours. Neither is hidden. */
  #trouble(error: unknown): void {
    const reason = localReason(error);
    if (reason.code.startsWith('SQLITE_')) this.#diskTrouble(error);
    else this.#emitter.emit('trouble', { code: 'internal', message: messageOf(error) });
  }

  #diskTrouble(error: unknown): void {
    this.pause({ kind: 'disk', message: localReason(error).message });
    this.#emitter.emit('trouble', localReason(error));
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

  #armTimer(now: number): void {
    this.#cancelTimer?.();
    const waits: number[] = [];
    const due = this.store.nextDue(this.service.id, now);
    if (due !== undefined) waits.push(due - now);
    if (this.#gate.heldForMs() > 0) waits.push(this.#gate.heldForMs());
    if (this.#link.probeInMs !== undefined) waits.push(this.#link.probeInMs);
    this.#cancelTimer =
      waits.length === 0 ? undefined : this.clock.after(Math.max(1, Math.min(...waits)), () => this.poke());
  }
}
