import type { Reason } from '../base/reason.ts';
import { DEFAULT_POLICY, PRICES, idOf, LIVE_API, resultKey, type Engine, type SkippedFile } from '../engine/index.ts';
import type { CheckCommand } from './command.ts';
import { knownOutputs, openEngine } from './connect.ts';
import { eventLine, whereOf } from './events.ts';
import { exitCodeOf, type ExitCode } from './exit-code.ts';
import { tellSkipped } from './retouch.ts';
import { scanNamed } from './named.ts';
import { shares, shootsOf } from './shoots.ts';
import { StopRequest } from './stop-request.ts';
import { count, credits, printable } from './text.ts';
import { unreadableOf } from './work.ts';
import { mayLeaveUnmatched, wishedPhotos, type WishedPhoto } from './wished.ts';
import type { World } from './world.ts';

type Verdict =
  | {
      readonly kind: 'usable';
      readonly text: string;
      readonly kept: boolean;
      /** The same for copies of one photo with the same settings: they are paid for once. */
      readonly key: string;
      readonly notes: readonly Reason[];
    }
  | { readonly kind: 'unusable'; readonly reason: Reason };

/** `afterglow check`: the whole pre-check, nothing sent. */
export async function check(command: CheckCommand, world: World): Promise<ExitCode> {
  const scan = await scanNamed(command, knownOutputs(world, command.dataDir));
  const started = world.clock.monotonic();
  const shoots = await shootsOf(command, scan);
  const { photos, unclear } = await wishedPhotos(command, scan);
  const service = command.service.kind === 'demo' ? 'demo' : idOf(command.service.baseUrl ?? LIVE_API);
  let skipped: readonly SkippedFile[];
  let unusable = 0;
  let kept = 0;
  const toPay = new Set<string>();
  let done = 0;
  const engine = await openEngine(world, command.dataDir);
  const stop = new StopRequest(world);
  try {
    const goesOn = await mayLeaveUnmatched(unclear, command, world, stop);
    if (goesOn !== 'yes') return goesOn === 'no' ? 2 : 130;
    for (const { message } of engine.notices) world.stderr.write(`${printable(message)}\n`);
    const parts = await shares({ engine, service, command, scan, shoots, photos, signal: stop.signal });
    skipped = parts.flatMap((part) => part.skipped);
    tellSkipped(skipped, world, command.json);
    for (const photo of parts.flatMap(({ wanted }) => wanted)) {
      const verdict = await judge(engine, photo, service, stop.signal);
      if (stop.signal.aborted) break;
      done++;
      if (verdict.kind === 'unusable') unusable++;
      else if (verdict.kept) kept++;
      else toPay.add(verdict.key);
      tell(photo, verdict, world, command.json);
    }
  } finally {
    await engine.close();
    stop.close();
  }
  const usable = done - unusable;
  const cost = service === 'demo' ? 0 : toPay.size * DEFAULT_POLICY.creditsPerPhoto;
  const copies = usable - kept - toPay.size;
  const seconds = Math.round((world.clock.monotonic() - started) / 100) / 10;
  const text =
    `${count(usable, 'photo')} can be retouched, ${unusable} can’t. ` +
    (kept > 0 ? `${kept} already paid for. ` : '') +
    (copies > 0 ? `${count(copies, 'copy', 'copies')} of others, paid for once. ` : '') +
    (service === 'demo'
      ? 'The demo service is free.'
      : `That would cost ${credits(cost)}, about $${(cost * PRICES.low).toFixed(2)} to $${(cost * PRICES.high).toFixed(2)}.`);
  (command.json ? world.stderr : world.stdout).write(`${text}\n`);
  if (command.json) {
    const none = { exported: 0, unknown: 0, waiting: 0, creditsSpent: 0 };
    const facts = { photos: photos.length, failed: unusable, skipped: skipped.length, seconds };
    world.stdout.write(eventLine({ event: 'summary', ...none, ...facts, ...whereOf(shoots.map(({ out }) => out)) }));
  }
  if (stop.signal.aborted) return 130;
  return exitCodeOf(
    { kind: 'finished' },
    { failed: unusable, unknown: 0, waiting: 0, unreadable: unreadableOf(skipped) },
  );
}

async function judge(engine: Engine, photo: WishedPhoto, service: string, signal: AbortSignal): Promise<Verdict> {
  try {
    const answer = await engine.check(photo.source, signal);
    if (answer.kind !== 'prepared') return { kind: 'unusable', reason: answer.reason };
    const { width, height, bytes } = answer.submission;
    const { key, kept } = await engine.paidKey(
      (picture) => resultKey(picture, photo.settings, service),
      photo.source,
      signal,
    );
    const text = `${width} x ${height} pixels, ${(bytes / 1e6).toFixed(1)} MB would be sent`;
    return { kind: 'usable', text, kept, key, notes: answer.notes };
  } catch (error) {
    if (signal.aborted || !(error instanceof Error))
      return { kind: 'unusable', reason: { code: 'stopped', message: '' } };
    return { kind: 'unusable', reason: { code: 'unreadable', message: `The file can’t be read: ${error.message}` } };
  }
}

function tell(photo: WishedPhoto, verdict: Verdict, world: World, json: boolean): void {
  const { source, relativePath } = photo;
  if (json) {
    const reason = verdict.kind === 'unusable' ? { reason: verdict.reason } : {};
    world.stdout.write(eventLine({ event: 'photo', source, state: verdict.kind, ...reason }));
    return;
  }
  const name = printable(relativePath);
  if (verdict.kind === 'unusable') {
    world.stdout.write(`can’t be used  ${name}: ${verdict.reason.message}\n`);
    return;
  }
  const kept = verdict.kept ? ', already paid for' : '';
  world.stdout.write(`usable  ${name}: ${verdict.text}${kept}\n`);
  for (const { message } of verdict.notes) world.stdout.write(`        ${message}\n`);
}
