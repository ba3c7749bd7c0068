import { ReasonError } from '../base/reason.ts';
import {
  checkOutput,
  defaultOutput,
  scanInputs,
  DEFAULT_POLICY,
  PRICES,
  type Engine,
  type Scan,
} from '../engine/index.ts';
import { ask, mustAsk, priceQuestion } from './ask.ts';
import type { PhotoWish, ResumeCommand, RetouchCommand } from './command.ts';
import { openEngine, serviceChoice } from './connect.ts';
import { eventLine } from './events.ts';
import type { ExitCode } from './exit-code.ts';
import { matchLevels } from './levels-match.ts';
import { readLevelsFile, type LevelEntry } from './levels-file.ts';
import { printable } from './text.ts';
import { policyOf, progressFor, work } from './work.ts';
import type { World } from './world.ts';

export interface WishedPhoto {
  readonly source: string;
  readonly relativePath: string;
  readonly settings: { readonly level: number; readonly multiFace: boolean };
}

/** `afterglow retouch`. */
export async function retouch(command: RetouchCommand, world: World): Promise<ExitCode> {
  const choice = serviceChoice(command.service, world);
  const scan = await scanInputs(command.inputs, { recursive: command.recursive });
  if (scan.photos.length === 0) throw new ReasonError('no-photos', 'There are no photos in what you named.');
  const out = await outputOf(command, scan);
  const { photos, warnings } = await wishedPhotos(command, scan);
  for (const warning of warnings) world.stderr.write(`${warning}\n`);

  const engine = await openEngine(world, command.dataDir);
  try {
    tellNotices(engine, world);
    const run = await engine.run(choice, {
      policy: policyOf(command),
      ...(command.maxCredits !== undefined && { maxCredits: command.maxCredits }),
      // What an earlier, interrupted command left is not this one's to spend on.
      onlyNewBatches: true,
    });
    const progress = progressFor(world, command.json);
    if (run.service.embedded) progress.say(`Retouching with the demo service on this computer, not with AILabTools.`);
    else if (!(await mayPay(command, world, photos.length, run.service.port))) {
      await run.stop();
      world.stderr.write('Nothing was sent.\n');
      return 0;
    }
    tellSkipped(scan, world, command.json);
    run.scheduler.refreshBalance();
    const { batch } = await engine.addBatch(run.service.port.id, {
      sourceRoots: scan.roots,
      outputRoot: out,
      photos,
      settings: command.settings,
    });
    run.admit(batch.id);
    return await work({ world, wish: command, engine, run, batches: [batch], skipped: scan.skipped, progress });
  } finally {
    await engine.close();
  }
}

/** `afterglow resume`. */
export async function resume(command: ResumeCommand, world: World): Promise<ExitCode> {
  const choice = serviceChoice(command.service, world);
  for (const flag of command.fixed) {
    world.stderr.write(`${flag} has no effect here: it was fixed when the photos were put into the queue.\n`);
  }
  const engine = await openEngine(world, command.dataDir);
  try {
    tellNotices(engine, world);
    const run = await engine.run(choice, {
      policy: policyOf(command),
      ...(command.maxCredits !== undefined && { maxCredits: command.maxCredits }),
    });
    const batches = engine.unfinished(run.service.port.id);
    const progress = progressFor(world, command.json);
    if (batches.length === 0) progress.say('There is nothing left to do.');
    return await work({ world, wish: command, engine, run, batches, skipped: [], progress });
  } finally {
    await engine.close();
  }
}

/** Where the results go. @throws ReasonError when that is a source folder, or inside one */
export async function outputOf(wish: PhotoWish, scan: Scan): Promise<string> {
  const [first] = scan.roots;
  return checkOutput(scan.roots, wish.out ?? (await defaultOutput(first ?? '.')));
}

/** Every photo with its level, from the flags and the levels file. */
export async function wishedPhotos(
  wish: PhotoWish,
  scan: Scan,
): Promise<{ photos: WishedPhoto[]; warnings: readonly string[] }> {
  const levels: LevelEntry[] = wish.levelsFile === undefined ? [] : await readLevelsFile(wish.levelsFile);
  const { entries, unmatched } = matchLevels(
    levels,
    scan.photos.map((photo) => photo.relativePath),
  );
  const photos = scan.photos.map(({ path, relativePath }): WishedPhoto => {
    const entry = entries.get(relativePath);
    const settings = { level: entry?.level ?? wish.level, multiFace: entry?.multiFace ?? wish.multiFace };
    return { source: path, relativePath, settings };
  });
  const warnings = unmatched.map(
    ({ name, where }) => `The levels file names “${printable(name)}” (${where}), but there is no such photo.`,
  );
  return { photos, warnings };
}

export function tellNotices(engine: Engine, world: World): void {
  for (const { message } of engine.notices) world.stderr.write(`${message}\n`);
}

/** Every file that was passed over gets a line: no photo vanishes without a word. */
export function tellSkipped(scan: Scan, world: World, json: boolean): void {
  for (const { path, relativePath, reason } of scan.skipped) {
    if (json) world.stdout.write(eventLine({ event: 'photo', source: path, state: 'skipped', reason }));
    else world.stdout.write(`left out  ${printable(relativePath)}: ${reason.message}\n`);
  }
}

async function mayPay(
  command: RetouchCommand,
  world: World,
  photos: number,
  service: { credits: (signal: AbortSignal) => Promise<{ kind: string; credits?: number }> },
): Promise<boolean> {
  const credits = Math.min(photos * DEFAULT_POLICY.creditsPerPhoto, command.maxCredits ?? Number.POSITIVE_INFINITY);
  const terminal = world.stdin.isTTY === true && world.stderr.isTTY === true;
  if (!mustAsk({ yes: command.yes, credits, terminal })) return true;
  const answer = await service.credits(AbortSignal.timeout(15_000));
  const balance = answer.kind === 'balance' ? answer.credits : undefined;
  const dollars = { low: credits * PRICES.low, high: credits * PRICES.high };
  const said = await ask(priceQuestion({ photos, kept: 0, credits, dollars, balance }), world.stdin, process.stderr);
  return said === 'yes';
}
