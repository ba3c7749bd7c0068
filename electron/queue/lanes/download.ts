import { assertNever } from '../../base/assert.ts';
import { messageOf, systemCode, type Reason } from '../../base/reason.ts';
import { troubleOf } from '../../base/system-errors.ts';
import type { LaneContext } from '../context.ts';
import type { JobIn } from '../job.ts';
import { stillShows } from './original.ts';
import { undecided } from '../outcome.ts';
import { backoffMs, refreshDelayMs } from '../policy.ts';
import type { CheckPictureAnswer, DownloadAnswer, KeptResult } from '../ports.ts';

/** From `ready` to `retouched`: fetch, prove by decoding, keep, record. Billing is over: this only ever costs patience. */
export async function runDownload(ctx: LaneContext, job: JobIn<'ready'>, signal: AbortSignal): Promise<void> {
  const target = ctx.files.downloadTarget(job.id);
  ctx.trace('download:before', job.id);
  let answer: DownloadAnswer;
  try {
    answer = await ctx.service.download(job.url, target, signal);
  } catch (error) {
    answer = { kind: 'try-again', offline: false, reason: { code: 'client-error', message: messageOf(error) } };
  }
  if (signal.aborted && answer.kind !== 'saved') return;
  switch (answer.kind) {
    case 'saved':
      ctx.connectionGood();
      break;
    case 'gone':
      await addressGone(ctx, job);
      return;
    case 'local':
      localTrouble(ctx, answer.reason);
      return;
    case 'try-again': {
      if (answer.offline) ctx.connectionLost();
      // Perhaps it is this address that is dead, not the host.
      else if (job.failures + 1 >= ctx.policy.downloadsPerAddress) return addressGone(ctx, job);
      await again(ctx, job, false, answer.retryAfterMs);
      return;
    }
    default:
      assertNever(answer);
  }
  ctx.trace('download:saved', job.id);
  let check: CheckPictureAnswer;
  try {
    check = await ctx.pictures.check(target, signal);
  } catch (error) {
    if (signal.aborted) return;
    const trouble = troubleOf(error, 'data', target);
    // The disk refuses: that says nothing about the picture.
    if (trouble.effect === 'place') return localTrouble(ctx, trouble.reason);
    check = { kind: 'damaged', reason: trouble.reason };
  }
  if (check.kind === 'damaged') {
    if (job.damaged + 1 < ctx.policy.damagedDownloads) await again(ctx, job, true);
    // The address delivers no whole picture: perhaps a fresh one does.
    else await addressGone(ctx, job);
    return;
  }
  ctx.trace('download:checked', job.id);
  let result: KeptResult | undefined;
  try {
    result = await keep(ctx, job, check.extension, signal);
  } catch (error) {
    if (!signal.aborted) localTrouble(ctx, troubleOf(error, 'data').reason);
    return;
  }
  ctx.trace('download:kept', job.id);
  if (result === undefined) await ctx.record(job.id, { type: 'paid-lost', ...undecided({ kind: 'submission-gone' }) });
  else await ctx.record(job.id, { type: 'downloaded' }, { result });
  ctx.trace('download:recorded', job.id);
}

/**
 * Puts the pair in its place. A submitted copy that somebody deleted is made anew from the original: the picture is paid for.
 * @returns undefined when that can't be done
 */
async function keep(
  ctx: LaneContext,
  job: JobIn<'ready'>,
  extension: '.jpg' | '.png',
  signal: AbortSignal,
): Promise<KeptResult | undefined> {
  const { resultKey: key, original } = job;
  if (key === undefined || original === undefined) throw new Error(`job ${job.id} has no result key`);
  const target = ctx.files.downloadTarget(job.id);
  try {
    return await ctx.files.keep(key, job.submission.path, target, extension);
  } catch (error) {
    const copyThere = await ctx.files.exists(job.submission.path);
    if (systemCode(error) !== 'ENOENT' || copyThere || !(await ctx.files.exists(target))) throw error;
  }
  if (!(await stillShows(ctx, job, signal))) return undefined;
  const again = await ctx.pictures.prepare(job.source, ctx.files.submissionTarget(job.id), signal);
  return again.kind === 'prepared' ? ctx.files.keep(key, again.submission.path, target, extension) : undefined;
}

async function addressGone(ctx: LaneContext, job: JobIn<'ready'>): Promise<void> {
  const nextAt = ctx.clock.now() + refreshDelayMs(job.refreshes, ctx.random());
  await ctx.record(job.id, { type: 'address-gone', nextAt });
}

/** The data folder can't take a paid picture: no photo's fault, so the queue waits for the place. */
function localTrouble(ctx: LaneContext, reason: Reason): void {
  ctx.pause({ kind: 'disk', message: reason.message });
}

async function again(ctx: LaneContext, job: JobIn<'ready'>, damaged: boolean, retryAfterMs = 0): Promise<void> {
  const nextAt = ctx.clock.now() + backoffMs(job.failures + 1, ctx.random(), retryAfterMs);
  await ctx.record(job.id, { type: 'download-failed', nextAt, damaged });
}
