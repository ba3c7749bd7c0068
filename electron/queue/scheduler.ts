import { messageOf, type Reason } from '../base/reason.ts';
import { troubleOf } from '../base/system-errors.ts';
import { BalanceHints } from './balance-hints.ts';
import { BalanceQuestion } from './balance-question.ts';
import { Commands, type CancelScope } from './commands.ts';
import type { LaneContext, SchedulerDeps, TracePoint } from './context.ts';
import { Emitter, type SchedulerEvents, type SchedulerStatus } from './events.ts';
import { Heartbeat } from './heartbeat.ts';
import type { JobEvent } from './job-event.ts';
import type { Decision, Job } from './job.ts';
import { keyUnfinished } from './lanes/earlier.ts';
import { Link } from './link.ts';
import { undecided } from './outcome.ts';
import type { Pause } from './pause.ts';
import { FURTHEST_AHEAD_MS, USUALLY_AHEAD_MS } from './policy.ts';
import type { ServiceFailure } from './ports.ts';
import { Pump } from './pump.ts';
import { Recorder } from './recorder.ts';
import { ResultHosts } from './result-hosts.ts';
import { Running } from './running.ts';
import { Standstill } from './standstill.ts';
import type { Alongside } from './store-types.ts';
import { SubmitGate } from './submit-gate.ts';

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
  readonly hosts: ResultHosts;
  readonly #trace: SchedulerDeps['trace'];
  readonly #emitter = new Emitter();
  readonly #running = new Running();
  readonly #link: Link;
  readonly #hints: BalanceHints;
  readonly #question: BalanceQuestion;
  readonly #gate: SubmitGate;
  readonly #recorder: Recorder;
  readonly #heartbeat: Heartbeat;
  readonly #standstill: Standstill;
  readonly #pump: Pump;
  readonly #commands: Commands;
  #state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  #pokeQueued = false;
  #resumedAt = Number.NEGATIVE_INFINITY;
  /** What the store said last: it may refuse to answer. */
  #lastInFlight = 0;

  constructor(deps: SchedulerDeps) {
    const { store, service, clock, policy } = deps;
    this.#trace = deps.trace;
    this.store = store;
    this.service = service;
    this.pictures = deps.pictures;
    this.files = deps.files;
    this.exporter = deps.exporter;
    this.clock = clock;
    this.random = deps.random;
    this.policy = policy;
    this.hosts = new ResultHosts(clock);
    this.#link = new Link(service, clock);
    this.#hints = new BalanceHints(store, service.id, clock, this.#link);
    this.#question = new BalanceQuestion(this, this.#link, this.#hints, () => this.#pump);
    this.#gate = new SubmitGate(store, service.id, clock, policy, deps.maxCredits);
    this.#recorder = new Recorder(store, service.id, clock, this.#emitter, (pause) => this.pause(pause));
    this.#heartbeat = new Heartbeat(clock, (jumped) => this.#beat(jumped));
    this.#standstill = new Standstill(clock, () => this.poke());
    this.#pump = new Pump({
      ctx: this,
      running: this.#running,
      link: this.#link,
      gate: this.#gate,
      paused: () => this.#standstill.current,
      isRunning: () => this.#state === 'running',
      asking: () => this.#question.underWay,
      refreshBalance: () => this.refreshBalance(),
      poke: () => this.poke(),
      changed: (job, before) => this.#emitter.emit('job', job, before),
    });
    this.#commands = new Commands(this, this.#emitter, this.#running, this.#pump);
    this.#emitter.on('job', (job, before) => this.#gate.seen(job, before));
  }

  on<E extends keyof SchedulerEvents>(event: E, listener: SchedulerEvents[E]): () => void {
    return this.#emitter.on(event, listener);
  }

  /**
   * Begins to work. Jobs that a crash left `submitting` become undecided first: nobody knows what came of them.
   * @throws what the store throws; nothing was begun then
   */
  start(): void {
    if (this.#state !== 'new') throw new Error('the scheduler was started before');
    const { store, service } = this;
    this.#pump.mend(store.withUnknownState(service.id));
    const event: JobEvent = { type: 'found-submitting', ...undecided({ kind: 'interrupted-while-sending' }) };
    for (const job of store.applyWhere(['submitting'], service.id, event)) this.#emitter.emit('job', job, 'submitting');
    store.alignClock(service.id, this.clock.now(), FURTHEST_AHEAD_MS);
    this.#standstill.hold(store.unaccounted());
    this.#state = 'running';
    this.#heartbeat.start();
    this.refreshBalance();
    keyUnfinished(this, this.#pump);
    this.poke();
  }

  /**
   * Stops: begins nothing new, breaks off what costs nothing, waits for submits under way since their outcome would be
   * unknown otherwise. They end by their own time limits; where `graceMs` is given they are broken off after it. What was broken
   * off and asks a drive that does not answer is left behind.
   */
  async stop(graceMs?: number): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopping';
    this.#pump.stop();
    this.#standstill.stop();
    this.#heartbeat.stop();
    this.#recorder.close();
    this.#running.abort(['prepare', 'poll', 'download', 'export', 'ask']);
    const cancel = graceMs === undefined ? undefined : this.clock.after(graceMs, () => this.#running.abort(['submit']));
    await this.#running.whenOver(this.clock);
    cancel?.();
    this.#state = 'stopped';
    this.#emitter.emit('status', this.status());
  }

  /** Looks for work soon. Call it when jobs were added or changed from outside. */
  poke(): void {
    if (this.#pokeQueued || this.#state !== 'running') return;
    this.#pokeQueued = true;
    queueMicrotask(() => {
      this.#pokeQueued = false;
      if (this.#state !== 'running') return;
      this.#guarded(() => this.#pump.run());
      this.#emitter.emit('status', this.status());
    });
  }

  /** Never throws: while the store can't be read, nothing goes on by itself. */
  status(): SchedulerStatus {
    // Nobody waits for a question about the balance: one that hangs must not keep a finished batch open.
    let active = this.#running.work > this.#recorder.hopeless;
    this.#guarded(() => {
      this.#lastInFlight = this.#gate.inFlight();
      active ||= this.#state === 'running' && this.#pump.canGoOn();
    });
    return {
      online: this.#link.online,
      offlineSince: this.#link.offlineSince,
      offlineReason: this.#link.offlineReason,
      paused: this.#standstill.current,
      inFlight: this.#lastInFlight,
      limit: this.#gate.limit,
      balance: this.#link.balance?.credits,
      active,
    };
  }

  pause(pause: Pause): void {
    this.#standstill.set(pause);
  }

  /** Goes on after a pause, whatever its cause: what is still wrong shows again at the next request. */
  resume(): void {
    this.#resumedAt = this.clock.monotonic();
    this.#gate.release();
    this.#standstill.lift();
    this.#guarded(() => this.#standstill.hold(this.store.unaccounted()));
    this.#recorder.wake();
    this.systemChanged();
  }

  /** The computer woke up, or the system says that the network is back: try at once. */
  systemChanged(): void {
    this.#link.probeNow();
    this.hosts.wake();
    this.#guarded(() => void this.store.alignClock(this.service.id, this.clock.now(), USUALLY_AHEAD_MS));
    this.poke();
  }

  /** Cancels what has not been paid for. What is at the service is finished, since it is paid. */
  cancel(batch?: string, which?: CancelScope): Job[] {
    const jobs = this.#commands.cancel(batch, which);
    this.poke();
    return jobs;
  }

  /** Puts failed photos that may be tried again back into the queue. @returns how many */
  retryFailed(batch?: string): number {
    const again = this.#commands.retryFailed(batch);
    this.poke();
    return again;
  }

  /** A person's decision about jobs of unknown outcome. */
  decide(ids: readonly string[], choice: Decision): void {
    this.#commands.decide(ids, choice);
    this.#standstill.hold(this.store.unaccounted());
    this.poke();
  }

  /** Resolves when nothing can happen any more without a person, or the scheduler was stopped. */
  async settled(): Promise<SchedulerStatus> {
    for (;;) {
      const status = this.status();
      if (!status.active || this.#state === 'stopped') return status;
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
    if (this.#state === 'running') void this.#question.ask();
  }

  async serviceAnswers(): Promise<boolean> {
    if (this.#state === 'running') await this.#question.ask();
    return this.#link.online && this.#state === 'running';
  }

  #beat(jumped: boolean): void {
    if (jumped) this.systemChanged();
    this.#guarded(() => {
      // Also without a jump: an answer that waited for the disk may carry a time of the clock as it was before.
      this.store.alignClock(this.service.id, this.clock.now(), FURTHEST_AHEAD_MS);
      if (this.#link.online && (this.#gate.inFlight() > 0 || this.#hints.wanted)) this.refreshBalance();
    });
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fault(error);
    }
  }

  record(id: string, event: JobEvent, alongside: Alongside = {}): Promise<Job | undefined> {
    return this.#recorder.record(id, event, alongside);
  }

  persist<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#recorder.persist(work);
  }

  trace(point: TracePoint, job: string): void {
    this.#trace?.(point, job);
  }

  connectionLost(): void {
    this.#link.lost();
    this.poke();
  }

  connectionGood(): void {
    this.#link.good();
  }

  pauseFor({ kind, reason }: ServiceFailure, askedAt: number): boolean {
    if (kind !== 'key' && kind !== 'locked' && kind !== 'withdrawn' && kind !== 'credits') return false;
    if (askedAt >= this.#resumedAt) this.pause({ kind, message: reason.message });
    return true;
  }

  holdSubmits(ms: number): void {
    this.#gate.hold(ms);
  }

  progress(job: string, fraction: number): void {
    this.#emitter.emit('progress', job, fraction);
  }

  trouble(reason: Reason): void {
    this.#emitter.emit('trouble', reason);
  }

  fault(error: unknown): void {
    const { effect, reason } = troubleOf(error, 'data');
    if (effect === 'place') {
      this.pause({ kind: reason.code === 'queue-damaged' ? 'damaged' : 'disk', message: reason.message });
      this.trouble(reason);
    } else {
      this.trouble({ code: 'internal', message: messageOf(error) });
    }
  }
}
