import { assertNever } from '../../base/assert.ts';
import { messageOf, type Reason } from '../../base/reason.ts';
import type { LaneContext } from '../context.ts';
import type { JobIn } from '../job.ts';
import { isDiskTrouble, localReason } from '../local-trouble.ts';
import { backoffMs } from '../policy.ts';
import type { DownloadAnswer } from '../ports.ts';

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
      await localTrouble(ctx, job, answer.reason);
      return;
    case 'try-again': {
      if (answer.offline) ctx.connectionLost();
      await again(ctx, job, false, answer.retryAfterMs);
      return;
    }
    default:
      assertNever(answer);
  }
  ctx.trace('download:saved', job.id);
  try {
    const check = await ctx.pictures.check(target, signal);
    if (check.kind === 'damaged') {
      if (job.damaged + 1 < ctx.policy.damagedDownloads) await again(ctx, job, true);
      // The address delivers no whole picture: perhaps a fresh one does.
      else await addressGone(ctx, job);
      return;
    }
    ctx.trace('download:checked', job.id);
    const key = job.resultKey;
    if (key === undefined) throw new Error(`job ${job.id} has no result key`);
    const result = await ctx.files.keep(key, job.submission.path, target, check.extension);
    ctx.trace('download:kept', job.id);
    await ctx.record(job.id, { type: 'downloaded' }, { result });
    ctx.trace('download:recorded', job.id);
  } catch (error) {
    if (signal.aborted) return;
    await localTrouble(ctx, job, localReason(error));
  }
}

async function addressGone(ctx: LaneContext, job: JobIn<'ready'>): Promise<void> {
  const nextAt = ctx.clock.now() + backoffMs(job.refreshes + 1, ctx.random());
  await ctx.record(job.id, { type: 'address-gone', nextAt });
}

async function localTrouble(ctx: LaneContext, job: JobIn<'ready'>, reason: Reason): Promise<void> {
  if (isDiskTrouble(reason)) ctx.pause({ kind: 'disk', message: reason.message });
  await again(ctx, job, false);
}

async function again(ctx: LaneContext, job: JobIn<'ready'>, damaged: boolean, retryAfterMs = 0): Promise<void> {
  const nextAt = ctx.clock.now() + backoffMs(job.failures + 1, ctx.random(), retryAfterMs);
  await ctx.record(job.id, { type: 'download-failed', nextAt, damaged });
}
