import { NO_ANSWER } from '../../base/answering.ts';
import type { Reason } from '../../base/reason.ts';
import { localAnswer, troubleOf, type Effect } from '../../base/system-errors.ts';
import { assertNever } from '../../base/assert.ts';
import type { LaneContext } from '../context.ts';
import { resultKey, type JobIn } from '../job.ts';
import { undecided } from '../outcome.ts';
import { resultLost } from './result-lost.ts';
import { backoffMs } from '../policy.ts';
import { waitForRoot } from './source-root.ts';
import type { CurrentPrint, Fingerprint, PrepareAnswer } from '../ports.ts';
import { takeOverSameCopy } from './earlier.ts';

const CHANGED: Reason = {
  code: 'file-changing',
  message: 'The file keeps changing while it is being read. Is another program still writing it?',
};

/** From `queued` to `prepared`, or straight to `retouched` when the photo is already paid for. */
export async function runPrepare(ctx: LaneContext, job: JobIn<'queued'>, signal: AbortSignal): Promise<void> {
  ctx.trace('prepare:begin', job.id);
  let print: CurrentPrint;
  try {
    print = await ctx.files.fingerprint(job.source, signal);
  } catch (error) {
    if (signal.aborted) return;
    await notNow(ctx, job, troubleOf(error, 'original', job.source));
    return;
  }
  ctx.trace('prepare:hashed', job.id);
  const { picture, ...original } = print;
  const key = resultKey(picture, job.settings, job.service);
  ctx.store.takeOver(resultKey(original.sha256, job.settings, job.service), key);
  if (await useKept(ctx, job, original, key)) return;

  let answer: PrepareAnswer;
  try {
    answer = await ctx.pictures.prepare(job.source, ctx.files.submissionTarget(job.id), signal);
  } catch (error) {
    answer = localAnswer(troubleOf(error, 'original', job.source));
  }
  if (signal.aborted) {
    await ctx.files.discard(job.id);
    return;
  }
  switch (answer.kind) {
    case 'refused':
      // A card that is pulled out amid a read looks like a damaged picture.
      if (await waitForRoot(ctx, job)) return;
      await fail(ctx, job, answer.reason, false);
      return;
    case 'local':
      await notNow(ctx, job, answer);
      return;
    case 'prepared':
      break;
    default:
      assertNever(answer);
  }
  ctx.trace('prepare:copied', job.id);
  if (!(await ctx.files.unchanged(job.source, original, signal))) {
    if (signal.aborted) {
      await ctx.files.discard(job.id);
      return;
    }
    await notNow(ctx, job, { effect: 'again', reason: CHANGED });
    return;
  }
  const { submission, notes } = answer;
  if ((await takeOverSameCopy(ctx, job, submission, key)) && (await useKept(ctx, job, original, key))) {
    await ctx.files.discard(job.id);
    return;
  }
  const next = await ctx.record(job.id, { type: 'prepared', original, resultKey: key, submission, notes });
  ctx.trace('prepare:recorded', job.id);
  // Cancelled meanwhile: nobody will want the copy.
  if (next === undefined) await ctx.files.discard(job.id);
}

/** Takes the paid result that is kept for a photo. @returns whether there is one, or should be */
async function useKept(ctx: LaneContext, job: JobIn<'queued'>, original: Fingerprint, key: string): Promise<boolean> {
  const kept = ctx.store.result(key);
  if (kept === undefined) return false;
  if (!(await ctx.files.exists(kept.submitted)) || !(await ctx.files.exists(kept.retouched))) {
    await resultLost(ctx, job, { original, key, ruling: undecided({ kind: 'result-lost' }) });
    return true;
  }
  // Made room of meanwhile: the photo is looked at once more, and is a new one then.
  if (ctx.store.result(key) !== undefined) await ctx.record(job.id, { type: 'result-found', original, resultKey: key });
  return true;
}

/** Waits for the place, tries the photo again, or gives it up: trouble with an original is never more than that photo's. */
async function notNow(
  ctx: LaneContext,
  job: JobIn<'queued'>,
  { effect, reason }: { readonly effect: Effect; readonly reason: Reason },
): Promise<void> {
  if (effect !== 'place' && (await waitForRoot(ctx, job))) return;
  if (effect === 'place') {
    ctx.pause({ kind: 'disk', message: reason.message });
  } else if (effect === 'photo' || job.failures + 1 >= ctx.policy.localAttempts) {
    await fail(ctx, job, reason, true);
  } else {
    // It takes minutes until such a photo is given up: what the run waits for is told at once.
    if (reason.code === NO_ANSWER) ctx.trouble(reason);
    const nextAt = ctx.clock.now() + backoffMs(job.failures + 1, ctx.random());
    await ctx.record(job.id, { type: 'prepare-postponed', nextAt });
  }
}

async function fail(ctx: LaneContext, job: JobIn<'queued'>, reason: Reason, retryable: boolean): Promise<void> {
  await ctx.record(job.id, { type: 'failed', reason, retryable, at: ctx.clock.now() });
  await ctx.files.discard(job.id);
}
