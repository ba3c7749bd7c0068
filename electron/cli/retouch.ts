import { ReasonError } from '../base/reason.ts';
import {
  ALREADY_THERE,
  checkOutput,
  defaultOutput,
  scanInputs,
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
import type { PhotoWish, ResumeCommand, RetouchCommand } from './command.ts';
import { openEngine, serviceChoice } from './connect.ts';
import { eventLine } from './events.ts';
import type { ExitCode } from './exit-code.ts';
import { mayLeaveUnmatched, wishedPhotos, type WishedPhoto } from './wished.ts';
import { StopRequest } from './stop-request.ts';
import { count, printable } from './text.ts';
import { policyOf, progressFor, work } from './work.ts';
import type { World } from './world.ts';

/** `afterglow retouch`. */
export async function retouch(command: RetouchCommand, world: World): Promise<ExitCode> {
  const choice = serviceChoice(command.service, world);
  const scan = await photosOf(command);
  const out = await outputOf(command, scan);
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
      const { wanted, there } = await engine.alreadyThere(photos, out, command.settings, stop.signal);
      const skipped = [...scan.skipped, ...there.map(({ photo }) => leftOut(photo, scan))];
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
      const { batch, jobs } = await engine.addBatch(run.service.port.id, {
        sourceRoots: scan.roots,
        outputRoot: out,
        photos: wanted,
        settings: command.settings,
      });
      if (command.json) for (const job of jobs) world.stdout.write(photoEvent(job));
      if (!stop.asked) run.admit(batch.id);
      return await work({ world, wish: command, engine, run, batches: [batch], skipped, progress, stop });
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
      return await work({ world, wish: command, engine, run, batches: open, skipped: [], progress, stop });
    } finally {
      await run.stop();
    }
  } finally {
    await engine.close();
    stop.close();
  }
}

/** The photos that a command names. @throws ReasonError when there are none */
export async function photosOf({ inputs, recursive, followLinks }: PhotoWish): Promise<Scan> {
  const scan = await scanInputs(inputs, { recursive, followLinks });
  if (scan.photos.length > 0) return scan;
  const links = scan.skipped.filter(({ reason }) => reason.code === 'link-out').length;
  const behind =
    links > 0
      ? ` ${count(links, 'link')} in it lead${links === 1 ? 's' : ''} out: --follow-links takes these, too.`
      : '';
  throw new ReasonError('no-photos', `There are no photos in what you named.${behind}`);
}

/** Where the results go. @throws ReasonError when that is a source folder, or inside one */
export async function outputOf(wish: PhotoWish, scan: Scan): Promise<string> {
  const [first] = scan.roots;
  const photos = scan.photos.map(({ path }) => path);
  return checkOutput(scan.roots, wish.out ?? (await defaultOutput(first ?? '.')), photos);
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

/** A photo whose result is there already, as one that was passed over. */
export function leftOut({ source, relativePath }: WishedPhoto, scan: Scan): SkippedFile {
  const root = scan.photos.find((file) => file.path === source)?.root ?? '';
  return { path: source, root, relativePath, reason: ALREADY_THERE };
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
