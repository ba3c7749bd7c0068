import { messageOf, ReasonError, type Reason } from '../base/reason.ts';
import type { PhotoId, QueueView, UndecidedView } from '../contract/index.ts';
import {
  DEFAULT_POLICY,
  PaceMeter,
  connectService,
  type Batch,
  type Job,
  type NewBatch,
  type Run,
  type ServiceChoice,
  type SkippedFile,
} from '../engine/index.ts';
import type { Earlier } from './batch.ts';
import { queueView, sumCounts } from './status.ts';
import type { WorkspaceDeps } from './workspace.ts';

const PUSH_MS = 200;
const REPORT_MS = 3_000;

/** The queue as the window sees it: the run with the service of the moment, its batches, pace and reports. */
export class QueueDesk {
  readonly #deps: WorkspaceDeps;
  readonly #onJob: (job: Job) => void;
  readonly #onUpload: (source: string, fraction: number) => void;
  readonly #pace: PaceMeter;
  #run: Run | undefined;
  /** Batches that the bar at the bottom counts: those with work left, and what was begun since. */
  #shown = new Map<string, Batch>();
  #skipped = new Map<string, readonly SkippedFile[]>();
  #pushScheduled = false;
  #reportScheduled: (() => void) | undefined;
  readonly #unreported = new Set<string>();
  #reports: Promise<void> = Promise.resolve();

  constructor(deps: WorkspaceDeps, onJob: (job: Job) => void, onUpload: (source: string, fraction: number) => void) {
    this.#deps = deps;
    this.#onJob = onJob;
    this.#onUpload = onUpload;
    this.#pace = new PaceMeter(deps.clock.monotonic());
  }

  get serviceId(): string {
    return this.#current.service.port.id;
  }

  get #current(): Run {
    if (this.#run === undefined) throw new ReasonError('not-connected', 'No service is connected.');
    return this.#run;
  }

  /** Leaves the present service, if any, and goes on with what the queue holds for the new one. */
  async connect(choice: ServiceChoice): Promise<void> {
    await this.#run?.stop();
    const { engine } = this.#deps;
    const run = await engine.run(choice);
    this.#run = run;
    this.#shown = new Map(engine.unfinished(run.service.port.id).map((batch) => [batch.id, batch]));
    const { scheduler } = run;
    scheduler.on('job', (job) => {
      if (job.state === 'exported') this.#pace.finished(this.#deps.clock.monotonic());
      this.#onJob(job);
      this.#reportLater(job.batch);
      this.#pushLater();
    });
    scheduler.on('progress', (id, fraction) => {
      const job = engine.store.job(id);
      if (job !== undefined) this.#onUpload(job.source, fraction);
    });
    scheduler.on('status', () => this.#pushLater());
    scheduler.on('trouble', (reason) => this.#notice(reason));
    scheduler.refreshBalance();
    this.#pushLater();
  }

  async start(batch: NewBatch & { skipped: readonly SkippedFile[] }): Promise<Job[]> {
    if (!this.view().active) this.#shown.clear();
    this.#pace.restart(this.#deps.clock.monotonic());
    const added = await this.#deps.engine.addBatch(this.serviceId, batch);
    this.#shown.set(added.batch.id, added.batch);
    this.#skipped.set(added.batch.id, batch.skipped);
    // A stop from an earlier batch (out of credits, wrong key) is tried anew; it shows again at once if it still holds.
    this.resume();
    return added.jobs;
  }

  view(): QueueView {
    const { engine, clock } = this.#deps;
    const { scheduler } = this.#current;
    const counts = sumCounts(
      [...this.#shown.keys()].map((id) => engine.store.counts({ batch: id })),
      engine.store.counts({ batch: '' }),
    );
    const spent = [...this.#shown.keys()].reduce((sum, id) => sum + engine.store.spent({ batch: id }), 0);
    const remaining =
      counts.queued + counts.prepared + counts.submitting + counts.processing + counts.ready + counts.retouched;
    const pace = this.#pace.pace(clock.monotonic(), remaining);
    return queueView(counts, scheduler.status(), pace, spent, this.outputFolder());
  }

  outputFolder(): string | undefined {
    return [...this.#shown.values()].at(-1)?.outputRoot;
  }

  pause(): void {
    this.#current.scheduler.pause({ kind: 'user', message: 'Paused by you.' });
  }

  resume(): void {
    this.#pace.restart(this.#deps.clock.monotonic());
    this.#current.scheduler.resume();
    this.#pushLater();
  }

  cancel(): void {
    for (const id of this.#shown.keys()) this.#current.scheduler.cancel(id);
  }

  retryFailed(): number {
    let n = 0;
    for (const id of this.#shown.keys()) n += this.#current.scheduler.retryFailed(id);
    return n;
  }

  decide(jobs: readonly string[], choice: 'pay-again' | 'drop'): void {
    this.#current.scheduler.decide(jobs, choice);
    this.#pushLater();
  }

  undecided(photoAt: (path: string) => PhotoId | undefined): UndecidedView[] {
    return this.#deps.engine.store.inState('outcome-unknown', this.serviceId).map((job) => ({
      photo: photoAt(job.source),
      job: job.id,
      name: job.relativePath,
      reason: job.reason,
      submittedAt: job.submittedAt,
      creditsAtRisk: DEFAULT_POLICY.creditsPerPhoto,
      balance: job.balance,
    }));
  }

  /** Balance asked for now; undefined when it can't be had. */
  async freshBalance(): Promise<number | undefined> {
    const answer = await this.#current.service.port.credits(AbortSignal.timeout(10_000));
    return answer.kind === 'balance' ? answer.credits : undefined;
  }

  /** Asks the live service whether it takes a key. Free. */
  async checkKey(
    key: string,
    live: ServiceChoice,
  ): Promise<{ kind: 'good'; credits: number } | { kind: 'bad' | 'unknown'; reason: Reason }> {
    if (live.kind !== 'live') throw new Error('only the live service takes keys');
    const service = await connectService({ ...live, key: () => key });
    try {
      const answer = await service.port.credits(AbortSignal.timeout(15_000));
      if (answer.kind === 'balance') return { kind: 'good', credits: answer.credits };
      const { kind, reason } = answer.failure;
      return { kind: kind === 'key' || kind === 'locked' ? 'bad' : 'unknown', reason };
    } finally {
      await service.close();
    }
  }

  keyChanged(): void {
    const { scheduler } = this.#current;
    if (scheduler.status().paused?.kind === 'key') scheduler.resume();
    scheduler.refreshBalance();
  }

  systemChanged(): void {
    this.#run?.scheduler.systemChanged();
  }

  earlier(root: string): Earlier {
    const { store } = this.#deps.engine;
    const latest = new Map<string, Job>();
    for (const batch of store.batches(this.serviceId)) {
      if (batch.sourceRoot !== root) continue;
      for (const job of store.jobsOf(batch.id)) if (!latest.has(job.source)) latest.set(job.source, job);
    }
    return { latest: (path) => latest.get(path), isKept: (key) => store.result(key) !== undefined };
  }

  async close(): Promise<void> {
    await this.#run?.stop();
    this.#reportScheduled?.();
    this.#writeReports();
    await this.#reports;
  }

  #pushLater(): void {
    if (this.#pushScheduled) return;
    this.#pushScheduled = true;
    this.#deps.clock.after(PUSH_MS, () => {
      this.#pushScheduled = false;
      this.#deps.push('queue:changed', this.view());
    });
  }

  /** The report is written now and then, and when a batch is done, so that it is there even after a crash. */
  #reportLater(batch: string): void {
    this.#unreported.add(batch);
    this.#reportScheduled ??= this.#deps.clock.after(REPORT_MS, () => {
      this.#reportScheduled = undefined;
      this.#writeReports();
    });
  }

  #writeReports(): void {
    const { engine } = this.#deps;
    const ids = [...this.#unreported];
    this.#unreported.clear();
    for (const id of ids) {
      const batch = engine.store.batch(id);
      if (batch === undefined) continue;
      const skipped = (this.#skipped.get(id) ?? []).map(({ path, relativePath, reason }) => ({
        source: path,
        relativePath,
        reason,
      }));
      this.#reports = this.#reports
        .then(() => engine.report(batch, this.#run?.service.name ?? batch.service, skipped))
        .then(
          () => undefined,
          (error: unknown) => this.#notice({ code: 'report-unwritten', message: messageOf(error) }),
        );
    }
  }

  #notice(reason: Reason): void {
    this.#deps.log(`${reason.code}: ${reason.message}`);
    this.#deps.push('notice', { id: reason.code, tone: 'error', title: reason.message, detail: undefined });
  }
}
