import { ReasonError } from '../base/reason.ts';
import {
  DEFAULT_POLICY,
  PRICES,
  retryFailed,
  type Engine,
  type Run,
  type Scan,
  type SkippedFile,
} from '../engine/index.ts';
import { ask, mustAsk, priceQuestion, screenOf } from './ask.ts';
import { photoEvent } from './changes.ts';
import type { ResumeCommand, RetouchCommand } from './command.ts';
import { knownOutputs, openEngine, serviceChoice } from './connect.ts';
import { eventLine } from './events.ts';
import type { ExitCode } from './exit-code.ts';
import { scanNamed } from './named.ts';
import { shares, shootsOf } from './shoots.ts';
import { mayLeaveUnmatched, wishedPhotos, type WishedPhoto } from './wished.ts';
import { StopRequest } from './stop-request.ts';
import { count, printable } from './text.ts';
import { policyOf, progressFor, work, type WorkBatch } from './work.ts';
import type { World } from './world.ts';

/** `afterglow retouch`. */
export async function retouch(command: RetouchCommand, world: World): Promise<ExitCode> {
  const choice = serviceChoice(command.service, world);
  const scan = await scanNamed(command, knownOutputs(world, command.dataDir));
  const shoots = await shootsOf(command, scan);
  const { photos, unclear } = await wishedPhotos(command, scan);
  const engine = await openEngine(world, command.dataDir);
  // From here on until all is closed: a signal at any moment ends in order.
  const stop = new StopRequest(world);
  try {
    const goesOn = await mayLeaveUnmatched(unclear, command, world, stop);
    if (goesOn !== 'yes') return goesOn === 'no' ? 2 : 130;
    const run = await engine.run(choice, {
      policy: policyOf(command),
      ...(command.maxCredits !== undefined && { maxCredits: command.maxCredits }),
      // What an earlier, interrupted command left is not this one's to spend on.
      onlyNewBatches: true,
    });
    try {
      tellNotices(engine, run, world);
      const parts = await shares({
        engine,
        service: run.service.port.id,
        command,
        scan,
        shoots,
        photos,
        signal: stop.signal,
      });
      const wanted = parts.flatMap((part) => part.wanted);
      const skipped = parts.flatMap((part) => part.skipped);
      const progress = progressFor(world, command.json);
      if (run.service.embedded) progress.say('Retouching with the demo service on this computer, not with AILabTools.');
      else {
        const said = await mayPay({ command, world, engine, run, scan, photos: wanted, stop });
        if (said !== 'yes') {
          world.stderr.write('Nothing was sent.\n');
          return said === 'no' ? 1 : 130;
        }
      }
      tellSkipped(skipped, world, command.json);
      const batches: WorkBatch[] = [];
      for (const { shoot, wanted: photosOfShoot, skipped: passedOver } of parts) {
        const { batch, jobs } = await engine.addBatch(run.service.port.id, {
          sourceRoots: [shoot.root, ...scan.roots.filter((root) => root !== shoot.root)],
          outputRoot: shoot.out,
          photos: photosOfShoot,
          settings: command.settings,
        });
        if (command.json) for (const job of jobs) world.stdout.write(photoEvent(job));
        batches.push({ batch, skipped: passedOver });
      }
      if (!stop.asked) for (const { batch } of batches) run.admit(batch.id);
      return await work({ world, wish: command, engine, run, batches, progress, stop });
    } finally {
      await run.stop();
    }
  } catch (error) {
    // The one question that was under way when the end was asked for rejects with the signal's own reason.
    if (error !== stop.signal.reason) throw error;
    world.stderr.write('Nothing was sent.\n');
    return 130;
  } finally {
    await engine.close();
    stop.close();
  }
}

/** `afterglow resume`. */
export async function resume(command: ResumeCommand, world: World): Promise<ExitCode> {
  const choice = serviceChoice(command.service, world);
  for (const flag of command.fixed) {
    world.stderr.write(`${flag} has no effect here: it was fixed when the photos were put into the queue.\n`);
  }
  const engine = await openEngine(world, command.dataDir);
  const stop = new StopRequest(world);
  try {
    const run = await engine.run(choice, {
      policy: policyOf(command),
      ...(command.maxCredits !== undefined && { maxCredits: command.maxCredits }),
    });
    try {
      tellNotices(engine, run, world);
      const again = retryFailed(engine.store, run);
      const open = engine.unfinished(run.service.port.id);
      const known = new Set(open.map(({ id }) => id));
      const untold = engine.unreported(run.service.port.id).filter(({ id }) => !known.has(id));
      const progress = progressFor(world, command.json);
      if (again > 0) progress.say(`${count(again, 'photo')} that failed before will be tried again.`);
      if (open.length === 0) progress.say('There is nothing left to do.');
      tellElsewhere(engine, run, world);
      // A crash may have come after the last photo and before its report.
      for (const batch of untold) await engine.report(batch, run.service.name, []);
      return await work({
        world,
        wish: command,
        engine,
        run,
        batches: open.map((batch) => ({ batch, skipped: [] })),
        progress,
        stop,
      });
    } finally {
      await run.stop();
    }
  } finally {
    await engine.close();
    stop.close();
  }
}

function tellNotices(engine: Engine, run: Run, world: World): void {
  for (const { message } of [...engine.notices, ...run.notices]) world.stderr.write(`${printable(message)}\n`);
}

/** Photos of another service are not forgotten, only not this command's. */
function tellElsewhere(engine: Engine, run: Run, world: World): void {
  const { waiting, undecided, services } = engine.elsewhere(run.service.port.id);
  if (waiting + undecided === 0) return;
  const where = printable(services.join(', '));
  world.stderr.write(
    `${count(waiting + undecided, 'photo')} in the queue wait for another service (${where}; see --api).\n`,
  );
}

/** Every file that was passed over gets a line: no photo vanishes without a word. */
export function tellSkipped(skipped: readonly SkippedFile[], world: World, json: boolean): void {
  for (const { path, relativePath, reason } of skipped) {
    if (json) world.stdout.write(eventLine({ event: 'photo', source: path, state: 'skipped', reason }));
    else world.stdout.write(`left out  ${printable(relativePath)}: ${reason.message}\n`);
  }
}

/** Asks whether the batch may be paid, where somebody can answer. */
async function mayPay(batch: {
  readonly command: RetouchCommand;
  readonly world: World;
  readonly engine: Engine;
  readonly run: Run;
  readonly scan: Scan;
  readonly photos: readonly WishedPhoto[];
  readonly stop: StopRequest;
}): Promise<'yes' | 'no' | 'interrupted'> {
  const { command, world, engine, run, scan, photos, stop } = batch;
  const { port } = run.service;
  const history = engine.history(port.id, scan.roots);
  const files = new Map(scan.photos.map((file) => [file.path, file]));
  const kept = photos.filter(({ source, settings }) => {
    const file = files.get(source);
    return file !== undefined && history.isPaid(file, settings);
  }).length;
  const price = (photos.length - kept) * DEFAULT_POLICY.creditsPerPhoto;
  const credits = Math.min(price, command.maxCredits ?? Number.POSITIVE_INFINITY);
  const terminal = world.stdin.isTTY === true && world.stderr.isTTY === true;
  if (!mustAsk({ yes: command.yes, credits, terminal })) return 'yes';
  const answer = await port.credits(AbortSignal.any([stop.signal, AbortSignal.timeout(15_000)]));
  if (answer.kind === 'failed' && (answer.failure.kind === 'key' || answer.failure.kind === 'locked')) {
    throw new ReasonError(answer.failure.kind, answer.failure.reason.message);
  }
  const balance = answer.kind === 'balance' ? answer.credits : undefined;
  const dollars = { low: credits * PRICES.low, high: credits * PRICES.high };
  return ask(
    priceQuestion({ photos: photos.length, kept, credits, dollars, balance }),
    world.stdin,
    screenOf(world),
    stop,
  );
}
