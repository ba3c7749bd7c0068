import { ReasonError } from '../base/reason.ts';
import {
  isInTheWay,
  boundOf,
  PaceMeter,
  type Batch,
  type Engine,
  type QueuePolicy,
  type Run,
  type SchedulerStatus,
  type SkippedFile,
} from '../engine/index.ts';
import type { RunWish } from './command.ts';
import { eventLine, whereOf } from './events.ts';
import { exitCodeOf, type Ending, type ExitCode } from './exit-code.ts';
import { summaryText } from './progress.ts';
import type { StopRequest } from './stop-request.ts';
import { createProgress, lookOf, type Progress } from './terminal.ts';
import { printable } from './text.ts';
import { watchRun } from './watch.ts';
import type { World } from './world.ts';

/** The queue's numbers as the flags want them. */
export function policyOf(wish: RunWish): Partial<QueuePolicy> {
  return { pollIntervalMs: wish.pollIntervalMs, ...boundOf(wish.concurrency) };
}

/** Progress goes to stderr with `--json`, since stdout belongs to the events then. */
export function progressFor(world: World, json: boolean): Progress {
  const screen = json ? world.stderr : world.stdout;
  return createProgress(screen, lookOf(screen, world.env), world.clock);
}

/** A batch that is worked on, and the files that its scan passed over. */
export interface WorkBatch {
  readonly batch: Batch;
  readonly skipped: readonly SkippedFile[];
}

export interface Work {
  readonly world: World;
  readonly wish: Pick<RunWish, 'json' | 'offlineWaitMs'>;
  readonly engine: Engine;
  readonly run: Run;
  readonly batches: readonly WorkBatch[];
  readonly progress: Progress;
  readonly stop: StopRequest;
}

/** Works until nothing more can be done, stops the run, and writes the reports and the summary. */
export async function work(job: Work): Promise<ExitCode> {
  const { world, wish, engine, run, progress } = job;
  const batches = job.batches.map(({ batch }) => batch);
  const started = world.clock.monotonic();
  const spentBefore = spentOn(engine, batches);
  const watch = watchRun({
    world,
    engine,
    run,
    batches: batches.map((batch) => batch.id),
    progress,
    stop: job.stop,
    pace: new PaceMeter(started),
    json: wish.json,
    offlineWaitMs: wish.offlineWaitMs,
  });
  let ending: Ending;
  try {
    ending = await watch.ending;
    await run.stop();
  } finally {
    watch.close();
    progress.end();
  }
  const reported = await writeReports(job);
  const code = summarise(job, ending, {
    seconds: (world.clock.monotonic() - started) / 1000,
    creditsSpent: spentOn(engine, batches) - spentBefore,
  });
  const unaccounted = engine.store.unaccounted();
  if (unaccounted === undefined) return reported || code !== 0 ? code : 6;
  world.stderr.write(`${unaccounted}\n`);
  return 6;
}

/** Writes the report of each batch. @returns false when one could not be written; that is told then */
async function writeReports({ world, engine, run, batches }: Work): Promise<boolean> {
  let all = true;
  for (const { batch, skipped } of batches) {
    const passedOver = skipped.map(({ path, relativePath, reason }) => ({
      source: path,
      relativePath,
      reason,
    }));
    try {
      const { setAside } = await engine.report(batch, run.service.name, passedOver);
      if (setAside !== undefined) {
        world.stderr.write(
          `The report of an earlier run could not be read and was set aside as ${printable(setAside)}.\n`,
        );
      }
    } catch (error) {
      if (!(error instanceof ReasonError)) throw error;
      world.stderr.write(`${printable(error.message)}\n`);
      all = false;
    }
  }
  return all;
}

function summarise(job: Work, ending: Ending, spent: { seconds: number; creditsSpent: number }): ExitCode {
  const { world, wish, engine, run } = job;
  const batches = job.batches.map(({ batch }) => batch);
  const skipped = job.batches.flatMap((each) => each.skipped);
  const sums = { exported: 0, leftOut: 0, failed: 0, unknown: 0, waiting: 0, photos: 0 };
  for (const batch of batches) {
    for (const photo of engine.store.jobsOf(batch.id)) {
      sums.photos++;
      if (photo.state === 'exported') sums[photo.skipped === undefined ? 'exported' : 'leftOut']++;
      else if (photo.state === 'failed') sums.failed++;
      else if (photo.state === 'outcome-unknown') sums.unknown++;
      else if (photo.state !== 'cancelled') sums.waiting++;
    }
  }
  const { exported, failed, unknown, waiting } = sums;
  const photos = sums.photos + skipped.filter(({ reason }) => isInTheWay(reason)).length;
  const where = whereOf(batches.map(({ outputRoot }) => outputRoot));
  const seconds = Math.round(spent.seconds * 10) / 10;
  const facts = { exported, failed, unknown, waiting, skipped: sums.leftOut + skipped.length, ...spent, seconds };
  const tell = (text: string): void => void (wish.json ? world.stderr : world.stdout).write(`${text}\n`);
  tellStop(ending, run, waiting, tell);
  tellUndecided(engine, run, batches, tell);
  tell(summaryText({ ...facts, outputs: where.outputs ?? [where.out].filter((out) => out !== null) }));
  if (wish.json) world.stdout.write(eventLine({ event: 'summary', photos, ...facts, ...where }));
  return exitCodeOf(ending, { failed, unknown, waiting, unreadable: unreadableOf(skipped) });
}

/** Files that were passed over although they may be photos. */
export function unreadableOf(skipped: readonly SkippedFile[]): number {
  return skipped.filter(({ reason }) => reason.code === 'unreadable' || reason.code === 'bad-name').length;
}

function tellStop(ending: Ending, run: Run, waiting: number, tell: (text: string) => void): void {
  if (ending.kind === 'finished') return;
  const why = whyStopped(ending, run.scheduler.status());
  tell(
    waiting > 0
      ? `${why} ${waiting} ${waiting === 1 ? 'waits' : 'wait'} in the queue; "afterglow resume" goes on with them.`
      : why,
  );
}

function whyStopped(
  ending: Exclude<Ending, { kind: 'finished' }>,
  { online, offlineReason, paused }: SchedulerStatus,
): string {
  if (ending.kind === 'interrupted') return 'Stopped.';
  if (ending.by !== 'offline') return paused?.message ?? 'Stopped.';
  return online
    ? 'The service answers, but pictures did not get through for too long.'
    : `The service could not be reached for too long.${offlineReason === undefined ? '' : ` ${offlineReason.message}`}`;
}

function tellUndecided(engine: Engine, run: Run, batches: readonly Batch[], tell: (text: string) => void): void {
  const mine = new Set(batches.map((batch) => batch.id));
  const undecided = engine.store
    .inState('outcome-unknown', run.service.port.id)
    .filter((photo) => mine.has(photo.batch));
  if (undecided.length === 0) return;
  tell('These need your decision: "afterglow decide <job> --pay-again" sends one again, "--drop" gives it up.');
  for (const photo of undecided) tell(`  ${photo.id}  ${printable(photo.relativePath)}: ${photo.reason.message}`);
}

function spentOn(engine: Engine, batches: readonly Batch[]): number {
  return batches.reduce((sum, batch) => sum + engine.store.spent({ batch: batch.id }), 0);
}
