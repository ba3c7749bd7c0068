import type { Job, PaceMeter, Run, SchedulerStatus, Engine, StateName } from '../engine/index.ts';
import { eventLine } from './events.ts';
import type { Ending } from './exit-code.ts';
import type { FinishedPhoto } from './progress.ts';
import type { Progress } from './terminal.ts';
import type { World } from './world.ts';

export interface WatchOptions {
  readonly world: World;
  readonly engine: Engine;
  readonly run: Run;
  /** Batches whose photos are counted. */
  readonly batches: readonly string[];
  readonly progress: Progress;
  readonly pace: PaceMeter;
  readonly json: boolean;
  /** Milliseconds; Infinity: for ever. */
  readonly offlineWaitMs: number;
}

const LOOK_MS = 500;

/** States after which a photo needs nothing more from this run. */
const ENDED: readonly StateName[] = ['exported', 'failed', 'outcome-unknown', 'cancelled'];

/** Shows a run while it goes on, and resolves with how it ended. The run is still to be stopped then. */
export async function watchRun(options: WatchOptions): Promise<Ending> {
  const { world, engine, run, progress, json } = options;
  const { scheduler } = run;
  const mine = new Set(options.batches);
  const offs: (() => void)[] = [];
  let current: string | undefined;
  let lastChange = world.clock.monotonic();
  const show = (): void => progress.update(viewOf(options, scheduler.status(), current));

  offs.push(
    scheduler.on('job', (job, before) => {
      if (job.state !== before) lastChange = world.clock.monotonic();
      if (!mine.has(job.batch)) return;
      current = job.relativePath;
      if (job.state !== before && json) world.stdout.write(photoEvent(job));
      if (job.state === 'exported') options.pace.finished(world.clock.monotonic());
      const finished = finishedOf(job);
      if (finished !== undefined && job.state !== before) {
        const { done, total } = tally(options);
        progress.finished(finished, done, total);
      }
    }),
    scheduler.on('trouble', (reason) => progress.say(`Trouble: ${reason.message}`)),
  );

  const { promise, resolve } = Promise.withResolvers<Ending>();
  let told = '';
  const onStatus = (status: SchedulerStatus): void => {
    const line = queueEvent(status);
    if (json && line !== told) world.stdout.write(line);
    told = line;
    show();
    // A queue file that can't be written any more stops everything, whatever the counts say.
    if (!status.active) resolve(endingOf(options, status));
  };
  offs.push(scheduler.on('status', onStatus));
  offs.push(
    world.onInterrupt(() => {
      progress.say('Stopping: what is being sent is finished first. Press Ctrl+C again to stop at once.');
      offs.push(world.onInterrupt(() => world.abandon(130)));
      resolve({ kind: 'interrupted' });
    }),
  );

  let cancelLook: () => void;
  const look = (): void => {
    const status = scheduler.status();
    const now = world.clock.monotonic();
    const offlineFor = status.offlineSince === undefined ? 0 : now - status.offlineSince;
    const stalledFor = isStalled(engine, run) ? now - lastChange : 0;
    if (Math.max(offlineFor, stalledFor) > options.offlineWaitMs) resolve({ kind: 'stopped', by: 'offline' });
    show();
    cancelLook = world.clock.after(LOOK_MS, look);
  };
  cancelLook = world.clock.after(LOOK_MS, look);
  offs.push(() => cancelLook());

  try {
    if (!scheduler.status().active) onStatus(scheduler.status());
    return await promise;
  } finally {
    for (const off of offs) off();
    show();
  }
}

/** Only pictures that are paid for and can't be fetched are left: as good as offline. */
function isStalled(engine: Engine, run: Run): boolean {
  const counts = engine.store.counts({ service: run.service.port.id });
  const { ready, queued, prepared, submitting, processing, retouched } = counts;
  return ready > 0 && queued + prepared + submitting + processing + retouched === 0;
}

function endingOf(options: WatchOptions, status: SchedulerStatus): Ending {
  const { done, total } = tally(options);
  if (status.paused !== undefined && done < total) return { kind: 'stopped', by: status.paused.kind };
  return { kind: 'finished' };
}

/** Photos of the watched batches that are through, and all of them. */
export function tally(options: Pick<WatchOptions, 'engine' | 'batches'>): {
  done: number;
  total: number;
  troubled: number;
} {
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
  const standstill = status.paused?.message ?? (status.online ? undefined : 'offline, waiting for the connection');
  return { done, total, troubled, ...pace, creditsSpent: spent, current, standstill };
}

function photoEvent(job: Job): string {
  const reason = reasonOf(job);
  return eventLine({
    event: 'photo',
    source: job.source,
    job: job.id,
    state: job.state,
    ...(reason !== undefined && { reason }),
    ...(job.state === 'exported' && { output: job.output }),
  });
}

function queueEvent(status: SchedulerStatus): string {
  return eventLine({
    event: 'queue',
    online: status.online,
    ...(status.paused !== undefined && { paused: status.paused }),
    inFlight: status.inFlight,
  });
}

function reasonOf(job: Job) {
  if (job.state === 'exported') return job.skipped;
  return job.state === 'failed' || job.state === 'outcome-unknown' || job.state === 'cancelled'
    ? job.reason
    : undefined;
}

/** The line for a photo that needs nothing more; undefined while it is on its way. */
export function finishedOf(job: Job): FinishedPhoto | undefined {
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
