import type { LaneContext } from './context.ts';
import { dayOf } from './day.ts';
import type { Job, JobIn, StateName } from './job.ts';
import { runDownload } from './lanes/download.ts';
import { runExport } from './lanes/export.ts';
import { runPoll } from './lanes/poll.ts';
import { runPrepare } from './lanes/prepare.ts';
import { stillShows } from './lanes/original.ts';
import { runSubmit } from './lanes/submit.ts';
import type { Link } from './link.ts';
import { undecided } from './outcome.ts';
import { allowedDuring, type Pause } from './pause.ts';
import { backoffMs } from './policy.ts';
import { hostOf } from './result-hosts.ts';
import type { Running, Lane } from './running.ts';
import type { SubmitGate } from './submit-gate.ts';

/** After a fault of the program a job rests this long: its lane would only fall into the same hole again at once. */
const BENCH_MS = 60_000;

const OVER_BUDGET = 'The most that you allowed to be spent is reached. The other photos wait.';

/** What the pump needs of the scheduler besides what a lane may do. */
export interface PumpParts {
  readonly ctx: LaneContext;
  readonly running: Running;
  readonly link: Link;
  readonly gate: SubmitGate;
  readonly paused: () => Pause | undefined;
  readonly isRunning: () => boolean;
  /** Whether the balance is being asked for. */
  readonly asking: () => boolean;
  readonly refreshBalance: () => void;
  readonly poke: () => void;
  readonly changed: (job: Job, before: StateName | undefined) => void;
}

/** Takes due jobs from the store into the lanes, as far as there is room, and wakes up when the next one is due. */
export class Pump {
  readonly #parts: PumpParts;
  readonly #benched = new Map<string, number>();
  /** Looks at originals before they are submitted: broken off when the queue stops. */
  readonly #looking = new AbortController();
  #cancelTimer: (() => void) | undefined;

  constructor(parts: PumpParts) {
    this.#parts = parts;
  }

  /** One look at everything. Throws what the store throws. */
  run(): void {
    const { ctx, link, gate } = this.#parts;
    const { policy, store, clock } = ctx;
    const now = clock.now();
    // What is not due when the look begins gets a timer at its end, though it may have come due in between.
    const mono = clock.monotonic();
    const held = gate.heldForMs() > 0;
    const allowed = allowedDuring(this.#parts.paused());
    const id = ctx.service.id;
    // Looking into an empty state costs as much as looking into a full one.
    const counts = store.counts({ service: id });
    const today = counts.queued + counts.prepared === 0 ? [] : gate.heldByDay();
    const without = [...gate.batchesSpent, ...today];
    if (allowed.export && counts.retouched > 0)
      this.#fill('export', policy.exports, (n) => store.due(id, 'retouched', now, n), runExport);
    if (link.online) {
      if (allowed.download && counts.ready > 0) {
        const resting = ctx.hosts.resting();
        const find = (n: number): JobIn<'ready'>[] => store.due(id, 'ready', now, n, [], resting);
        // The one download that finds out about a host in trouble may have begun a moment ago.
        this.#fill('download', policy.downloads, find, runDownload, ({ url }) => ctx.hosts.mayTry(hostOf(url)));
      }
      if (allowed.poll && counts.processing > 0)
        this.#fill('poll', policy.polls, (n) => store.due(id, 'processing', now, n), runPoll);
      if (allowed.submit && counts.prepared > 0) this.#submit(now, without);
    } else if (link.probeInMs === 0) {
      this.#parts.refreshBalance();
    }
    if (allowed.prepare && counts.queued > 0 && !gate.runSpent) {
      const ahead = store.submittable(id, Number.MAX_SAFE_INTEGER, policy.preparedAhead, without).length;
      const room = Math.min(policy.preparing, policy.preparedAhead - ahead);
      this.#fill('prepare', room, (n) => store.due(id, 'queued', now, n, without), runPrepare);
    }
    if (this.#onlyBudgetIsMissing()) ctx.pause({ kind: 'budget', message: OVER_BUDGET });
    this.mend(store.takeDamaged());
    this.#armTimer(now, mono, held, today.length > 0);
  }

  /** Writes down what is made of damaged lines, and says so. */
  mend(ids: readonly string[]): void {
    const { ctx, changed, poke } = this.#parts;
    // What a damaged line stood in front of was not looked at.
    if (ids.length > 0) poke();
    for (const id of ids) {
      const job = ctx.store.mendDamaged(id);
      if (job === undefined) continue;
      changed(job, undefined);
      if ('reason' in job && job.reason !== undefined) ctx.trouble(job.reason);
    }
  }

  #onlyBudgetIsMissing(): boolean {
    const { ctx, gate, running, paused } = this.#parts;
    if (!gate.runSpent && gate.batchesSpent.length === 0) return false;
    if (paused() !== undefined || running.work > 0 || this.canGoOn()) return false;
    const of = gate.runSpent ? [{ service: ctx.service.id }] : gate.batchesSpent.map((batch) => ({ batch }));
    return of.map((some) => ctx.store.counts(some)).some(({ queued, prepared }) => queued + prepared > 0);
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#looking.abort();
  }

  /** Whether something can still happen without a person, besides what is under way. */
  canGoOn(): boolean {
    const { ctx, gate } = this.#parts;
    const { store } = ctx;
    const id = ctx.service.id;
    const counts = store.counts({ service: id });
    const allowed = allowedDuring(this.#parts.paused());
    if (allowed.export && counts.retouched > 0) return true;
    if (allowed.download && counts.ready > 0) return true;
    if (allowed.poll && counts.processing > 0) return true;
    if (gate.runSpent) return false;
    const spent = [...new Set([...gate.batchesSpent, ...gate.heldByDay()])];
    const out = spent.reduce((sum, batch) => sum + store.counts({ batch }).queued, 0);
    if (allowed.prepare && counts.queued > out) return true;
    return allowed.submit && counts.prepared > 0 && store.submittable(id, Number.MAX_SAFE_INTEGER, 1, spent).length > 0;
  }

  /** Starts work on a job in a lane, and looks for more when it has ended. */
  start(lane: Lane, job: string, work: (signal: AbortSignal) => Promise<void>): void {
    const { running, ctx, poke } = this.#parts;
    const controller = new AbortController();
    running.add(lane, job, controller);
    void work(controller.signal)
      .catch((error: unknown) => {
        this.#benched.set(job, ctx.clock.monotonic() + BENCH_MS);
        ctx.fault(error);
      })
      .finally(() => {
        running.remove(lane, job);
        poke();
      });
  }

  #fill<S extends StateName>(
    lane: Lane,
    capacity: number,
    find: (limit: number) => JobIn<S>[],
    run: (ctx: LaneContext, job: JobIn<S>, signal: AbortSignal) => Promise<void>,
    may: (job: JobIn<S>) => boolean = () => true,
  ): void {
    const { running, ctx } = this.#parts;
    if (running.count(lane) >= capacity) return;
    // Jobs under way are still in the state that they are about to leave, so they are among those found.
    for (const job of find(running.total + this.#benched.size + capacity)) {
      if (running.count(lane) >= capacity) return;
      if (this.#isFree(job.id) && may(job)) this.start(lane, job.id, (signal) => run(ctx, job, signal));
    }
  }

  #isFree(job: string): boolean {
    const until = this.#benched.get(job);
    if (until !== undefined && until > this.#parts.ctx.clock.monotonic()) return false;
    this.#benched.delete(job);
    return !this.#parts.running.has(job);
  }

  #submit(now: number, without: readonly string[]): void {
    const { gate, link, running, ctx } = this.#parts;
    const uploads = link.shaky || gate.careful ? 1 : ctx.policy.uploads;
    let room = gate.room(running.count('submit'), uploads);
    if (room <= 0) return;
    const found = room + running.total + this.#benched.size;
    for (const job of ctx.store.submittable(ctx.service.id, now, found, without)) {
      if (room <= 0) return;
      if (!this.#isFree(job.id)) continue;
      this.start('submit', job.id, (signal) => this.#beginSubmit(job, signal));
      room--;
    }
  }

  async #beginSubmit(job: JobIn<'prepared'>, signal: AbortSignal): Promise<void> {
    const { ctx, gate } = this.#parts;
    const { submission, cuts } = job;
    // A retouch of an original that has changed since would be paid for in vain.
    const looking = AbortSignal.any([signal, this.#looking.signal]);
    const fits = await stillShows(ctx, job, looking);
    if (looking.aborted) return;
    if (!fits || !(await ctx.files.exists(submission.path))) {
      const nextAt = ctx.clock.now() + backoffMs(cuts + 1, ctx.random());
      await ctx.record(job.id, { type: 'submission-lost', failures: cuts + 1, nextAt });
      return;
    }
    // Time has passed: a stop, a pause or an answer that asks for patience may have come.
    const allowed = allowedDuring(this.#parts.paused()).submit && gate.heldForMs() === 0;
    if (!this.#parts.isRunning() || !this.#parts.link.online || !allowed) return;
    ctx.trace('submit:before-intent', job.id);
    const at = ctx.clock.now();
    const begun = ctx.store.beginSubmit(job.id, at, ctx.policy.creditsPerPhoto, gate.budgetLeft());
    switch (begun.kind) {
      case 'over-budget':
        gate.overBudget(begun.whose, job.batch);
        return;
      case 'paid-before':
        await ctx.record(job.id, { type: 'paid-before', ...undecided({ kind: 'dropped-before' }), at: begun.at });
        return;
      case 'kept': {
        // The key may have become another since: see JobStore.takeOver.
        const { original, resultKey } = ctx.store.job(job.id) ?? job;
        if (original === undefined || resultKey === undefined) throw new Error(`job ${job.id} has no result key`);
        await ctx.record(job.id, { type: 'result-found', original, resultKey });
        return;
      }
      case 'held':
      case 'moved-on':
        return;
      case 'started': {
        const { epoch } = gate;
        gate.begun(begun.job);
        this.#parts.changed(begun.job, 'prepared');
        const lesson = await runSubmit(ctx, begun.job, signal, () => gate.othersGotThrough(begun.job));
        gate.learn(job.id, lesson, epoch);
      }
    }
  }

  #armTimer(now: number, mono: number, held: boolean, untilTomorrow: boolean): void {
    const { ctx, gate, link, asking, poke } = this.#parts;
    this.#cancelTimer?.();
    const waits: number[] = [];
    const due = ctx.store.nextDue(ctx.service.id, now);
    if (due !== undefined) waits.push(due - now);
    if (held) waits.push(gate.heldForMs());
    if (untilTomorrow) waits.push(dayOf(now).end - now);
    if (ctx.hosts.nextInMs !== undefined) waits.push(ctx.hosts.nextInMs);
    if (link.probeInMs !== undefined && !asking()) waits.push(link.probeInMs);
    for (const [job, until] of this.#benched) {
      if (until > mono) waits.push(until - mono);
      else this.#benched.delete(job);
    }
    this.#cancelTimer = waits.length === 0 ? undefined : ctx.clock.after(Math.max(1, Math.min(...waits)), poke);
  }
}
