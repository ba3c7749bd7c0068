import type { Engine, Job, PaceMeter, Run, SchedulerStatus, StateName } from '../engine/index.ts';
import { photoEvent, queueEvent, reasonOf } from './changes.ts';
import type { Ending } from './exit-code.ts';
import { Patience } from './patience.ts';
import type { FinishedPhoto } from './progress.ts';
import type { StopRequest } from './stop-request.ts';
import type { Progress } from './terminal.ts';
import { printable } from './text.ts';
import type { World } from './world.ts';

export interface WatchOptions {
  readonly world: World;
  readonly engine: Engine;
  readonly run: Run;
  /** Batches whose photos are counted. */
  readonly batches: readonly string[];
  readonly progress: Progress;
  readonly stop: StopRequest;
  readonly pace: PaceMeter;
  readonly json: boolean;
  /** Milliseconds; Infinity: for ever. */
  readonly offlineWaitMs: number;
}

export interface Watch {
  /** How the run ended. It is still to be stopped then. */
  readonly ending: Promise<Ending>;
  /** Stops watching. Before that, what happens while the run is being stopped is told too. */
  close(): void;
}

const LOOK_MS = 500;

/** States after which a photo needs nothing more from this run. */
const ENDED: readonly StateName[] = ['exported', 'failed', 'outcome-unknown', 'cancelled'];

/** Shows a run while it goes on. */
export function watchRun(options: WatchOptions): Watch {
  const { world, engine, run, progress, json } = options;
  const { scheduler } = run;
  const mine = new Set(options.batches);
  const patience = new Patience(options.offlineWaitMs);
  const { promise, resolve } = Promise.withResolvers<Ending>();
  /** How far each upload got at best: one that breaks off at the same place again and again gets nowhere. */
  const uploaded = new Map<string, number>();
  let current: string | undefined;
  let told = '';

  function onJob(job: Job, before: StateName | undefined): void {
    if (gotThrough(job, before)) patience.worked();
    if (!mine.has(job.batch)) return;
    current = job.relativePath;
    if (job.state === before) return;
    if (json) world.stdout.write(photoEvent(job));
    if (job.state === 'exported') options.pace.finished(world.clock.monotonic());
    const finished = finishedOf(job);
    if (finished === undefined) return;
    const { done, total } = tally(options);
    progress.finished(finished, done, total);
  }

  function onStatus(status: SchedulerStatus): void {
    const line = queueEvent(status);
    if (json && line !== told) world.stdout.write(line);
    told = line;
    progress.update(viewOf(options, status, current));
    // A queue file that can't be written any more stops everything, whatever the counts say.
    if (!status.active) resolve(endingOf(options, status));
  }

  function onUpload(job: string, fraction: number): void {
    if (fraction <= (uploaded.get(job) ?? 0)) return;
    uploaded.set(job, fraction);
    patience.worked();
  }

  function look(): void {
    cancelLook = world.clock.after(LOOK_MS, look);
    const status = scheduler.status();
    const now = world.clock.monotonic();
    if (!needsNetwork(engine, run)) patience.worked();
    else if (!status.online || onlyUndeliverable(engine, run)) patience.troubled(now);
    if (patience.isOver(now)) resolve({ kind: 'stopped', by: 'offline' });
    onStatus(status);
  }

  function onStop(): void {
    progress.say('Stopping: what is being sent is finished first. Press Ctrl+C again to stop at once.');
    resolve({ kind: 'interrupted' });
  }

  const offs = [
    scheduler.on('job', onJob),
    scheduler.on('progress', onUpload),
    scheduler.on('trouble', (reason) => progress.say(`Trouble: ${printable(reason.message)}`)),
    scheduler.on('status', onStatus),
    options.stop.once(onStop),
  ];
  let cancelLook = world.clock.after(LOOK_MS, look);
  onStatus(scheduler.status());
  return {
    ending: promise,
    close() {
      cancelLook();
      for (const off of offs) off();
      progress.update(viewOf(options, scheduler.status(), current));
    },
  };
}

/** Whether this event of a photo proves that requests reach the service, or the host of the results. */
function gotThrough(job: Job, before: StateName | undefined): boolean {
  switch (job.state) {
    case 'processing':
      return before === 'submitting' || (before === 'processing' && job.failures === 0);
    case 'retouched':
      return before === 'ready' || before === 'submitting';
    case 'failed':
      return before === 'submitting' || before === 'processing';
    default:
      return false;
  }
}

function needsNetwork(engine: Engine, run: Run): boolean {
  const { prepared, submitting, processing, ready } = engine.store.counts({ service: run.service.port.id });
  return prepared + submitting + processing + ready > 0;
}

/** Only pictures that are paid for and can't be fetched are left (their address died, or none was given): as good as offline. */
function onlyUndeliverable(engine: Engine, run: Run): boolean {
  const { id } = run.service.port;
  const { ready, queued, prepared, submitting, processing, retouched } = engine.store.counts({ service: id });
  if (queued + prepared + submitting + retouched > 0 || ready + processing === 0) return false;
  return engine.store.inState('processing', id).every((job) => job.refreshes > 0);
}

function endingOf(options: WatchOptions, status: SchedulerStatus): Ending {
  const { done, total } = tally(options);
  if (status.paused !== undefined && done < total) return { kind: 'stopped', by: status.paused.kind };
  return { kind: 'finished' };
}

/** Photos of the watched batches that are through, and all of them. */
function tally(options: Pick<WatchOptions, 'engine' | 'batches'>): { done: number; total: number; troubled: number } {
  let done = 0;
  let total = 0;
  let troubled = 0;
  for (const batch of options.batches) {
    const counts = options.engine.store.counts({ batch });
    for (const [state, n] of Object.entries(counts) as [StateName, number][]) {
      total += n;
      if (ENDED.includes(state)) done += n;
      if (state === 'failed' || state === 'outcome-unknown') troubled += n;
    }
  }
  return { done, total, troubled };
}

function viewOf(options: WatchOptions, status: SchedulerStatus, current: string | undefined) {
  const { done, total, troubled } = tally(options);
  const pace = options.pace.pace(options.world.clock.monotonic(), total - done);
  const spent = options.batches.reduce((sum, batch) => sum + options.engine.store.spent({ batch }), 0);
  const standstill = status.paused?.message ?? (status.online ? undefined : offlineWords(status));
  return { done, total, troubled, ...pace, creditsSpent: spent, current, standstill };
}

const offlineWords = ({ offlineReason }: SchedulerStatus): string =>
  `offline, waiting for the connection${offlineReason === undefined ? '' : `. ${offlineReason.message}`}`;

/** The line for a photo that needs nothing more; undefined while it is on its way. */
function finishedOf(job: Job): FinishedPhoto | undefined {
  const { relativePath } = job;
  const message = reasonOf(job)?.message;
  const why = message === undefined ? {} : { message };
  switch (job.state) {
    case 'exported':
      return job.skipped === undefined
        ? { relativePath, ending: 'exported', output: job.output }
        : { relativePath, ending: 'skipped', ...why };
    case 'failed':
      return { relativePath, ending: 'failed', ...why };
    case 'outcome-unknown':
      return { relativePath, ending: 'undecided', ...why };
    case 'cancelled':
      return { relativePath, ending: 'cancelled', ...why };
    case 'queued':
    case 'prepared':
    case 'submitting':
    case 'processing':
    case 'ready':
    case 'retouched':
      return undefined;
  }
}
