import { ReasonError, type Reason } from '../base/reason.ts';
import type { Decision, PhotoId, QueueMove, QueueView, UndecidedView } from '../contract/index.ts';
import {
  PaceMeter,
  hasTask,
  type Batch,
  type History,
  type Job,
  type NewBatch,
  type Run,
  type ServiceChoice,
  type SkippedFile,
} from '../engine/index.ts';
import { QueueList } from './queue-list.ts';
import { Reports } from './reports.ts';
import { queueView, sumCounts, undecidedView } from './status.ts';
import type { WorkspaceDeps } from './deps.ts';

const PUSH_MS = 200;
/** While something goes on, the window hears of it this often even when no photo moves: time passes, and with it what is left. */
const TICK_MS = 1_000;

/** The queue as the window sees it: the run with the service of the moment, its batches, pace and reports. */
export class QueueDesk {
  readonly list: QueueList;
  readonly #deps: WorkspaceDeps;
  readonly #onJob: (job: Job) => void;
  readonly #onUpload: (source: string, fraction: number) => void;
  readonly #pace: PaceMeter;
  #run: Run | undefined;
  #choice: ServiceChoice | undefined;
  /** Changes of the service one after the other, and nothing is started amid one. */
  #turn: Promise<void> = Promise.resolve();
  /** Batches that the bar at the bottom counts: those with work left, and what was begun since. */
  #shown = new Map<string, Batch>();
  #pushScheduled: (() => void) | undefined;
  #tickScheduled: (() => void) | undefined;
  #wasActive = false;
  #closed = false;
  readonly #reports: Reports;

  constructor(deps: WorkspaceDeps, onJob: (job: Job) => void, onUpload: (source: string, fraction: number) => void) {
    this.#deps = deps;
    this.#onJob = onJob;
    this.#onUpload = onUpload;
    this.#pace = new PaceMeter(deps.clock.monotonic());
    this.list = new QueueList(deps.engine.store, () => this.#shown);
    this.#reports = new Reports(
      deps,
      () => this.#current.service.name,
      (reason) => this.#notice(reason),
    );
  }

  get serviceId(): string {
    return this.#current.service.port.id;
  }

  get #current(): Run {
    if (this.#run === undefined) throw new ReasonError('not-connected', 'No service is connected.');
    return this.#run;
  }

  /** Leaves the present service, if any, and goes on with what the queue holds for the new one. */
  connect(choice: ServiceChoice): Promise<void> {
    const done = this.#turn.then(() => this.#change(choice));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #change(choice: ServiceChoice): Promise<void> {
    await this.#run?.stop();
    await this.#reports.flush();
    let run: Run;
    try {
      run = await this.#begin(choice);
    } catch (error) {
      if (this.#choice !== undefined) this.#adopt(await this.#begin(this.#choice));
      throw error;
    }
    this.#choice = choice;
    this.#adopt(run);
    this.#tellElsewhere();
  }

  #begin(choice: ServiceChoice): Promise<Run> {
    const { engine, policy } = this.#deps;
    return engine.run(choice, policy === undefined ? {} : { policy: policy() });
  }

  #adopt(run: Run): void {
    const { engine } = this.#deps;
    this.#run = run;
    this.#shown = new Map(engine.unfinished(run.service.port.id).map((batch) => [batch.id, batch]));
    this.list.reset();
    this.#pace.restart(this.#deps.clock.monotonic());
    const { scheduler } = run;
    scheduler.on('job', (job) => {
      if (job.state === 'exported') this.#pace.finished(this.#deps.clock.monotonic());
      this.list.changed(job);
      this.#onJob(job);
      this.#reports.later(job.batch);
      this.#pushLater();
    });
    scheduler.on('progress', (id, fraction) => {
      const job = engine.store.job(id);
      if (job === undefined) return;
      this.list.uploading(job, fraction);
      this.#onUpload(job.source, fraction);
    });
    scheduler.on('status', () => this.#pushLater());
    scheduler.on('trouble', (reason) => this.#notice(reason));
    for (const notice of run.notices) this.#notice(notice);
    for (const { id } of engine.unreported(run.service.port.id)) this.#reports.later(id);
    this.#pushLater();
  }

  /** What the queue holds for another service is not lost, only not shown. */
  #tellElsewhere(): void {
    const { waiting, undecided } = this.#deps.engine.elsewhere(this.serviceId);
    if (waiting + undecided === 0) return;
    const parts = [
      ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'waits' : 'wait'}`] : []),
      ...(undecided > 0 ? [`${undecided} ${undecided === 1 ? 'needs' : 'need'} your decision`] : []),
    ];
    this.#deps.push('notice', {
      id: 'photos-elsewhere',
      tone: 'info',
      title: 'Photos were left in the queue of the other service.',
      detail: `${parts.join(', ')}. They go on when you switch back to it.`,
    });
  }

  async start(batch: NewBatch & { skipped: readonly SkippedFile[] }): Promise<Job[]> {
    await this.#turn;
    if (!this.view().active) this.#forgetFinished();
    this.#pace.restart(this.#deps.clock.monotonic());
    const added = await this.#deps.engine.addBatch(this.serviceId, batch);
    this.#shown.set(added.batch.id, added.batch);
    for (const job of added.jobs) this.list.changed(job);
    this.#reports.passedOver(added.batch.id, batch.skipped);
    // A stop from an earlier batch (out of credits, wrong key) is tried anew; it shows again at once if it still holds.
    // Nobody pressed anything where photos begin by themselves: a pause stays.
    if (batch.dayLimit === undefined) this.resume();
    else this.poke();
    return added.jobs;
  }

  view(): QueueView {
    const { engine, clock } = this.#deps;
    const { scheduler } = this.#current;
    const counts = sumCounts([...this.#shown.keys()].map((id) => engine.store.counts({ batch: id })));
    const spent = [...this.#shown.keys()].reduce((sum, id) => sum + engine.store.spent({ batch: id }), 0);
    const remaining =
      counts.queued + counts.prepared + counts.submitting + counts.processing + counts.ready + counts.retouched;
    const pace = this.#pace.pace(clock.monotonic(), remaining);
    return queueView(counts, scheduler.status(), pace, spent, this.outputFolder());
  }

  /** Where the last batch's pictures go, or went in an earlier session. A test strip is no batch to look for. */
  outputFolder(): string | undefined {
    const isReal = (batch: Batch): boolean => batch.options['strip'] !== true;
    const shown = [...this.#shown.values()].filter(isReal).at(-1);
    return (shown ?? this.#deps.engine.store.batches(this.serviceId).find(isReal))?.outputRoot;
  }

  /** Moves photos among those that wait. @returns how many of `jobs` do */
  async move(jobs: readonly string[], to: QueueMove): Promise<number> {
    const moved = await this.list.move(jobs, to);
    this.#current.scheduler.poke();
    this.#pushLater();
    return moved;
  }

  /** Lets the batches at hand spend up to this; what waited for it goes on. */
  setLimit(maxCredits: number | undefined): void {
    this.#deps.engine.store.setLimit([...this.#shown.keys()], maxCredits);
    if (this.#current.scheduler.status().paused?.kind === 'budget') this.resume();
    else this.#current.scheduler.poke();
  }

  /** What needs a decision goes on being counted until it is decided. */
  #forgetFinished(): void {
    for (const id of [...this.#shown.keys()]) {
      if (this.#deps.engine.store.counts({ batch: id })['outcome-unknown'] === 0) this.#shown.delete(id);
    }
    this.list.reset();
  }

  pause(): void {
    this.#current.scheduler.pause({ kind: 'user', message: 'Paused by you.' });
  }

  resume(): void {
    this.#pace.restart(this.#deps.clock.monotonic());
    this.#current.scheduler.resume();
    this.#pushLater();
  }

  /** A person says "go on", having been told why the queue stands still. */
  goOn(): void {
    if (this.#current.scheduler.status().paused?.kind === 'unaccounted') this.#deps.engine.store.accept();
    this.resume();
  }

  cancel(): void {
    for (const id of this.#shown.keys()) this.#current.scheduler.cancel(id);
  }

  /** Takes what was not sent yet of these batches out of the queue. */
  cancelUnsent(batches: readonly string[]): void {
    for (const id of batches) this.#current.scheduler.cancel(id, 'unsent');
    this.#pushLater();
  }

  /** Looks for work: what may be sent changed. */
  poke(): void {
    this.#current.scheduler.poke();
    this.#pushLater();
  }

  retryFailed(): number {
    let n = 0;
    for (const id of this.#shown.keys()) n += this.#current.scheduler.retryFailed(id);
    return n;
  }

  /** Jobs that were decided meanwhile (with a copy of the same photo, or by a second click) are passed over. */
  decide(jobs: readonly string[], choice: Decision): void {
    const open = jobs.filter((id) => {
      const job = this.#deps.engine.store.job(id);
      return job?.state === 'outcome-unknown' && (choice !== 'ask-again' || hasTask(job));
    });
    this.#current.scheduler.decide(open, choice);
    this.#pushLater();
  }

  undecided(photoAt: (path: string) => PhotoId | undefined): UndecidedView[] {
    const jobs = this.#deps.engine.store.inState('outcome-unknown', this.serviceId);
    return jobs.map((job) => undecidedView(job, photoAt(job.source)));
  }

  /** Balance asked for now; undefined when it can't be had. */
  async freshBalance(): Promise<number | undefined> {
    const answer = await this.#current.service.port.credits(AbortSignal.timeout(10_000));
    return answer.kind === 'balance' ? answer.credits : undefined;
  }

  keyChanged(): void {
    const { scheduler } = this.#current;
    if (scheduler.status().paused?.kind === 'key') scheduler.resume();
    scheduler.refreshBalance();
  }

  systemChanged(): void {
    this.#run?.scheduler.systemChanged();
  }

  /** What earlier runs with this service learned of the photos in a folder. */
  history(roots: readonly string[]): History {
    return this.#deps.engine.history(this.serviceId, roots);
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#run?.stop();
    this.#closed = true;
    this.#pushScheduled?.();
    this.#tickScheduled?.();
    await this.#reports.flush();
  }

  #pushLater(): void {
    if (this.#closed) return;
    this.#pushScheduled ??= this.#deps.clock.after(PUSH_MS, () => this.#push());
  }

  #push(): void {
    this.#pushScheduled?.();
    this.#tickScheduled?.();
    this.#pushScheduled = undefined;
    this.#tickScheduled = undefined;
    const view = this.view();
    this.#deps.push('queue:changed', view);
    if (this.#wasActive && !view.active) {
      void this.#reports.flush();
      // The last answer is from amid the batch: what is left now is known only by asking.
      this.#current.scheduler.refreshBalance();
    }
    this.#wasActive = view.active;
    if (view.active) this.#tickScheduled = this.#deps.clock.after(TICK_MS, () => this.#push());
  }

  #notice(reason: Reason): void {
    this.#deps.log(`${reason.code}: ${reason.message}`);
    this.#deps.push('notice', { id: reason.code, tone: 'error', title: reason.message, detail: undefined });
  }
}
