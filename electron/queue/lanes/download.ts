import { assertNever } from '../../base/assert.ts';
import { messageOf, type Reason } from '../../base/reason.ts';
import { troubleOf } from '../../base/system-errors.ts';
import type { LaneContext } from '../context.ts';
import type { JobIn } from '../job.ts';
import { stillShows } from './original.ts';
import { afterDownload, undecided, type DownloadTrouble } from '../outcome.ts';
import { backoffMs, refreshDelayMs } from '../policy.ts';
import type { CheckPictureAnswer, DownloadAnswer, KeptResult } from '../ports.ts';
import { hostOf } from '../result-hosts.ts';
import { judgeResult } from './keep-result.ts';

const UNSAFE = 'unsafe-address';
const HOST_DEAD: Reason = {
  code: 'result-host-dead',
  message:
    'The place from which the finished pictures are fetched does not answer, though the service does. Afterglow asks for ' +
    'another address and goes on trying. Nothing is sent again.',
};

/** From `ready` to `retouched`: fetch, prove by decoding, keep, record. Billing is over: this only ever costs patience. */
export async function runDownload(ctx: LaneContext, job: JobIn<'ready'>, signal: AbortSignal): Promise<void> {
  const target = ctx.files.downloadTarget(job.id);
  const host = hostOf(job.url);
  ctx.trace('download:before', job.id);
  const begunAt = ctx.hosts.begin(host);
  let answer: DownloadAnswer;
  try {
    answer = await ctx.service.download(job.url, target, signal);
  } catch (error) {
    answer = { kind: 'try-again', offline: false, reason: { code: 'client-error', message: messageOf(error) } };
  }
  switch (answer.kind) {
    case 'saved':
      ctx.connectionGood();
      await hostServes(ctx, job, host);
      break;
    case 'gone':
      ctx.hosts.worked(host);
      if (signal.aborted) return;
      // An address that may not be asked at all is none: that is told, once a photo.
      if (answer.reason.code === UNSAFE && job.refreshes === 0) ctx.trouble(answer.reason);
      return notFetched(ctx, job, 'gone');
    case 'local':
      ctx.hosts.end(host);
      if (!signal.aborted) localTrouble(ctx, answer.reason);
      return;
    case 'try-again': {
      // Only the service can tell a dead host from a dead connection.
      if (!signal.aborted && (answer.offline || answer.hostFault === true)) {
        if (await ctx.serviceAnswers()) return hostFails(ctx, job, host, begunAt);
        ctx.hosts.end(host);
        return again(ctx, job, false);
      }
      ctx.hosts.end(host);
      if (signal.aborted) return;
      return notFetched(ctx, job, 'failed', answer.retryAfterMs);
    }
    default:
      assertNever(answer);
  }
  ctx.trace('download:saved', job.id);
  let copy: string | undefined;
  let check: CheckPictureAnswer;
  try {
    copy = await sentCopy(ctx, job, signal);
    if (copy === undefined) {
      await ctx.record(job.id, { type: 'paid-lost', ...undecided({ kind: 'submission-gone' }) });
      return;
    }
    check = await ctx.pictures.check(target, copy, signal);
  } catch (error) {
    if (signal.aborted) return;
    const trouble = troubleOf(error, 'data', target);
    // The disk refuses: that says nothing about the picture.
    if (trouble.effect === 'place') return localTrouble(ctx, trouble.reason);
    check = { kind: 'damaged', reason: trouble.reason };
  }
  if (check.kind === 'damaged' || copy === undefined) return notFetched(ctx, job, 'damaged');
  ctx.trace('download:checked', job.id);
  const fit = await judgeResult(ctx, job, target, check);
  if (fit.kind === 'unfit') {
    const { reason, charged } = fit;
    await ctx.record(job.id, { type: 'paid-lost', reason, charged });
    return;
  }
  let result: KeptResult;
  try {
    result = await ctx.files.keep(keyOf(job), copy, target, check.extension);
  } catch (error) {
    if (!signal.aborted) localTrouble(ctx, troubleOf(error, 'data').reason);
    return;
  }
  ctx.trace('download:kept', job.id);
  const kept = await ctx.record(job.id, { type: 'downloaded', note: fit.note }, { result });
  // It became doubtful meanwhile: nobody may find it under its key.
  if (kept === undefined) await ctx.files.takeBack(job.id, result);
  ctx.trace('download:recorded', job.id);
}

function keyOf({ id, resultKey }: JobIn<'ready'>): string {
  if (resultKey === undefined) throw new Error(`job ${id} has no result key`);
  return resultKey;
}

/**
 * The copy that was sent, which what comes back is compared with. One that somebody deleted is made anew from the original: the picture
 * is paid for.
 * @returns undefined when that can't be done
 */
async function sentCopy(ctx: LaneContext, job: JobIn<'ready'>, signal: AbortSignal): Promise<string | undefined> {
  const there = await ctx.files.sentCopy(keyOf(job), job.submission.path);
  if (there !== undefined) return there;
  if (!(await stillShows(ctx, job, signal))) return undefined;
  const again = await ctx.pictures.prepare(job.source, ctx.files.submissionTarget(job.id), signal);
  return again.kind === 'prepared' ? again.submission.path : undefined;
}

/** Nothing usable came of a download: does what is ruled of that. */
async function notFetched(
  ctx: LaneContext,
  job: JobIn<'ready'>,
  trouble: DownloadTrouble,
  retryAfterMs = 0,
): Promise<void> {
  const outcome = afterDownload(trouble, job, ctx.policy, ctx.clock.now());
  switch (outcome.kind) {
    case 'again':
      return again(ctx, job, outcome.damaged, retryAfterMs);
    case 'fresh-address': {
      const nextAt = ctx.clock.now() + refreshDelayMs(job.refreshes, ctx.random());
      await ctx.record(job.id, { type: 'address-gone', nextAt });
      return;
    }
    case 'undecided':
      await ctx.record(job.id, { type: 'paid-lost', ...outcome.ruling });
      return;
    default:
      assertNever(outcome);
  }
}

async function hostFails(ctx: LaneContext, job: JobIn<'ready'>, host: string, begunAt: number): Promise<void> {
  const { dead, news } = ctx.hosts.failed(host, begunAt);
  if (news) ctx.trouble(HOST_DEAD);
  await notFetched(ctx, job, dead ? 'host-dead' : 'host');
  if (!dead) return;
  // Those whose time is over can't wait for the host.
  const now = ctx.clock.now();
  for (const other of readyAt(ctx, host)) {
    if (other.id !== job.id && now > other.expiresAt) await notFetched(ctx, other, 'host-dead');
  }
}

/** Between two fresh addresses that are asked for since a host is dead: hundreds of photos may have theirs from it. */
const PACE_MS = 250;

/** A host serves. Where it took the place of a dead one, the photos that still have an address of that one ask for theirs anew. */
async function hostServes(ctx: LaneContext, job: JobIn<'ready'>, host: string): Promise<void> {
  ctx.hosts.worked(host);
  if (job.refreshes === 0) return;
  let nextAt = ctx.clock.now();
  for (const dead of ctx.hosts.dead()) {
    for (const other of readyAt(ctx, dead)) {
      // Once each: whoever got the dead host's address again waits until it serves.
      if (other.refreshes > 0) continue;
      await ctx.record(other.id, { type: 'address-gone', nextAt });
      nextAt += PACE_MS;
    }
  }
}

function readyAt(ctx: LaneContext, host: string): JobIn<'ready'>[] {
  return ctx.store.inState('ready', ctx.service.id).filter((job) => hostOf(job.url) === host);
}

/** The data folder can't take a paid picture: no photo's fault, so the queue waits for the place. */
function localTrouble(ctx: LaneContext, reason: Reason): void {
  ctx.pause({ kind: 'disk', message: reason.message });
}

async function again(ctx: LaneContext, job: JobIn<'ready'>, damaged: boolean, retryAfterMs = 0): Promise<void> {
  const nextAt = ctx.clock.now() + backoffMs(job.failures + 1, ctx.random(), retryAfterMs);
  await ctx.record(job.id, { type: 'download-failed', nextAt, damaged });
}
