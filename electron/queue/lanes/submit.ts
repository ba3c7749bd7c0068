import { assertNever } from '../../base/assert.ts';
import { messageOf, type Reason } from '../../base/reason.ts';
import { troubleOf } from '../../base/system-errors.ts';
import type { LaneContext } from '../context.ts';
import type { JobEvent } from '../job-event.ts';
import type { JobIn } from '../job.ts';
import { undecided } from '../outcome.ts';
import { backoffMs, pollDelayMs } from '../policy.ts';
import type { ServiceFailure, SubmitAnswer } from '../ports.ts';

/**
 * What the scheduler learns from a submit. `too-fast` and `overloaded` are about the number of tasks; `failed` (a definite no
 * that is nobody's fault) and `unclear` ask for patience with the next photo too.
 */
export type SubmitLesson = 'accepted' | 'too-fast' | 'overloaded' | 'failed' | 'unclear' | 'none';

const CUT: Reason = {
  code: 'connection-cut',
  message: 'The connection was cut again and again while this photo was being sent. Nothing was charged.',
};
/** Copies that can't be read are made anew this often until the photo is given up. */
const UNREADABLE_COPIES = 3;

/** From `submitting` (the intent is on disk) to whatever the answer means. Never sends twice. */
export async function runSubmit(
  ctx: LaneContext,
  job: JobIn<'submitting'>,
  signal: AbortSignal,
  othersGotThrough: () => boolean,
): Promise<SubmitLesson> {
  ctx.trace('submit:intent-recorded', job.id);
  const askedAt = ctx.clock.monotonic();
  let half = false;
  let answer: SubmitAnswer;
  try {
    answer = await ctx.service.submit({
      submission: job.submission,
      settings: job.settings,
      signal,
      onProgress(sent, total) {
        ctx.progress(job.id, total > 0 ? sent / total : 0);
        if (half || sent * 2 < total) return;
        half = true;
        ctx.trace('submit:half-sent', job.id);
      },
    });
  } catch (error) {
    // A fault of the client: nobody knows how far it got.
    answer = { kind: 'unclear', offline: false, reason: { code: 'client-error', message: messageOf(error) } };
  }
  ctx.trace('submit:answered', job.id);
  switch (answer.kind) {
    case 'accepted':
      ctx.connectionGood();
      return accepted(ctx, job, answer.taskId);
    case 'picture':
      ctx.connectionGood();
      await keepInlinePicture(ctx, job, answer.path, signal);
      return 'accepted';
    case 'not-sent':
      if (answer.offline) ctx.connectionLost();
      return notSent(ctx, job, answer, othersGotThrough);
    case 'refused':
      ctx.connectionGood();
      return refused(ctx, job, answer.failure, askedAt);
    case 'unclear':
      if (answer.offline) ctx.connectionLost();
      await ctx.record(job.id, {
        type: 'submit-unclear',
        ...undecided({ kind: 'no-clear-answer', reason: answer.reason }),
      });
      return 'unclear';
    default:
      return assertNever(answer);
  }
}

async function accepted(ctx: LaneContext, job: JobIn<'submitting'>, taskId: string): Promise<SubmitLesson> {
  const at = ctx.clock.now();
  const nextAt = at + pollDelayMs(ctx.policy.pollIntervalMs, ctx.random());
  try {
    await ctx.record(job.id, { type: 'submit-accepted', taskId, at, nextAt });
  } catch (error) {
    // Taking the result of a repeated id could put one person's face on another's photo.
    if (!ctx.store.taskKnown(job.service, taskId)) throw error;
    await ctx.record(job.id, { type: 'submit-unclear', ...undecided({ kind: 'task-id-repeated' }) });
    return 'unclear';
  }
  ctx.trace('submit:accepted-recorded', job.id);
  return 'accepted';
}

async function notSent(
  ctx: LaneContext,
  job: JobIn<'submitting'>,
  { offline, reason }: Extract<SubmitAnswer, { kind: 'not-sent' }>,
  othersGotThrough: () => boolean,
): Promise<SubmitLesson> {
  const cuts = job.cuts + 1;
  const nextAt = ctx.clock.now() + backoffMs(cuts, ctx.random());
  const copyUnreadable = !offline && (reason.code.startsWith('submission-') || /^E[A-Z0-9]+$/.test(reason.code));
  const giveUp = copyUnreadable ? cuts >= UNREADABLE_COPIES : cuts >= ctx.policy.cutAttempts && othersGotThrough();
  if (giveUp) {
    const at = ctx.clock.now();
    await ctx.record(job.id, { type: 'failed', reason: copyUnreadable ? reason : CUT, retryable: true, at });
    return 'none';
  }
  await backInFront(ctx, job.id, { type: 'submit-not-sent', nextAt });
  if (copyUnreadable) await ctx.record(job.id, { type: 'submission-lost', failures: cuts, nextAt });
  return copyUnreadable || offline ? 'none' : 'failed';
}

async function refused(
  ctx: LaneContext,
  job: JobIn<'submitting'>,
  failure: ServiceFailure,
  askedAt: number,
): Promise<SubmitLesson> {
  const { kind, reason } = failure;
  const now = ctx.clock.now();
  switch (kind) {
    case 'key':
    case 'locked':
    case 'withdrawn':
    case 'credits':
      // Not the photo's fault: it goes back in front, and the queue stops for all.
      await backInFront(ctx, job.id, { type: 'submit-refused', nextAt: 0, counts: false });
      ctx.pauseFor(failure, askedAt);
      ctx.trace('submit:refusal-recorded', job.id);
      return 'none';
    case 'photo':
    case 'task-gone':
      await ctx.record(job.id, { type: 'failed', reason, retryable: false, at: now });
      ctx.trace('submit:refusal-recorded', job.id);
      await ctx.files.discard(job.id);
      return 'none';
    case 'rate':
    case 'transient': {
      const attempts = kind === 'rate' ? ctx.policy.rateAttempts : ctx.policy.submitAttempts;
      if (failure.retryAfterMs !== undefined) ctx.holdSubmits(failure.retryAfterMs);
      if (job.failures + 1 >= attempts) {
        await ctx.record(job.id, { type: 'failed', reason, retryable: true, at: now });
      } else {
        const nextAt = now + backoffMs(job.failures + 1, ctx.random(), failure.retryAfterMs);
        await backInFront(ctx, job.id, { type: 'submit-refused', nextAt, counts: true });
      }
      ctx.trace('submit:refusal-recorded', job.id);
      return kind === 'rate' ? 'too-fast' : failure.retryAfterMs === undefined ? 'failed' : 'overloaded';
    }
    default:
      return assertNever(kind);
  }
}

/** Records that no task came of a submit. A photo that was cancelled meanwhile ends with that. */
async function backInFront(
  ctx: LaneContext,
  id: string,
  event: Extract<JobEvent, { type: 'submit-refused' | 'submit-not-sent' }>,
): Promise<void> {
  const next = await ctx.record(id, event);
  if (next?.state === 'cancelled') await ctx.files.discard(id);
}

/** The service answered with the picture itself, though a task was asked for: it is paid, so it is kept. */
async function keepInlinePicture(
  ctx: LaneContext,
  job: JobIn<'submitting'>,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const at = ctx.clock.now();
  const ledger = { task: `inline-${job.id}-${job.startedAt}`, credits: ctx.policy.creditsPerPhoto, at };
  let reason: Reason;
  try {
    const check = await ctx.pictures.check(path, signal);
    if (check.kind === 'picture') {
      const key = job.resultKey ?? '';
      // The picture is in hand: a full disk is waited for.
      const result = await ctx.persist(() => ctx.files.keep(key, job.submission.path, path, check.extension));
      await ctx.record(job.id, { type: 'submit-answered-picture', at }, { result, ledger });
      return;
    }
    reason = check.reason;
  } catch (error) {
    reason = troubleOf(error, 'data').reason;
  }
  const ruling = undecided({ kind: 'inline-picture-unusable', reason });
  await ctx.record(job.id, { type: 'submit-unclear', ...ruling }, { ledger });
}
