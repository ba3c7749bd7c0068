import { assertNever } from '../../base/assert.ts';
import { messageOf, type Reason } from '../../base/reason.ts';
import type { LaneContext } from '../context.ts';
import type { JobIn } from '../job.ts';
import { localReason } from '../local-trouble.ts';
import { backoffMs, pollDelayMs } from '../policy.ts';
import type { ServiceFailure, SubmitAnswer } from '../ports.ts';

/** What the scheduler learns from a submit, for the limit on tasks in flight. */
export type SubmitLesson = 'accepted' | 'too-fast' | 'overloaded' | 'none';

const CUT: Reason = {
  code: 'connection-cut',
  message: 'The connection was cut again and again while this photo was being sent. Nothing was charged.',
};

/** From `submitting` (the intent is on disk) to whatever the answer means. Never sends twice. */
export async function runSubmit(
  ctx: LaneContext,
  job: JobIn<'submitting'>,
  signal: AbortSignal,
  othersGotThrough: () => boolean,
): Promise<SubmitLesson> {
  ctx.trace('submit:intent-recorded', job.id);
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
  const now = ctx.clock.now();
  switch (answer.kind) {
    case 'accepted': {
      ctx.connectionGood();
      const nextAt = now + pollDelayMs(ctx.policy.pollIntervalMs, ctx.random());
      await ctx.record(job.id, { type: 'submit-accepted', taskId: answer.taskId, at: now, nextAt });
      ctx.trace('submit:accepted-recorded', job.id);
      return 'accepted';
    }
    case 'picture': {
      ctx.connectionGood();
      await keepInlinePicture(ctx, job, answer.path, signal);
      return 'accepted';
    }
    case 'not-sent': {
      if (answer.offline) ctx.connectionLost();
      if (job.cuts + 1 >= ctx.policy.cutAttempts && othersGotThrough()) {
        await ctx.record(job.id, { type: 'submit-not-sent', nextAt: 0 });
        await ctx.record(job.id, { type: 'failed', reason: CUT, retryable: true, at: now });
        return 'none';
      }
      const nextAt = now + backoffMs(job.cuts + 1, ctx.random());
      await ctx.record(job.id, { type: 'submit-not-sent', nextAt });
      return 'none';
    }
    case 'refused':
      ctx.connectionGood();
      return refused(ctx, job, answer.failure);
    case 'unclear': {
      if (answer.offline) ctx.connectionLost();
      const next = await ctx.record(job.id, { type: 'submit-unclear', reason: answer.reason });
      if (next?.state === 'outcome-unknown') ctx.noteUnclear(next);
      return 'none';
    }
    default:
      return assertNever(answer);
  }
}

async function refused(ctx: LaneContext, job: JobIn<'submitting'>, failure: ServiceFailure): Promise<SubmitLesson> {
  const { kind, reason } = failure;
  const now = ctx.clock.now();
  switch (kind) {
    case 'key':
    case 'locked':
    case 'withdrawn':
    case 'credits':
      // Not the photo's fault: it goes back in front, and the queue stops for all.
      await ctx.record(job.id, { type: 'submit-refused', nextAt: 0, counts: false });
      ctx.pauseFor(failure);
      ctx.trace('submit:refusal-recorded', job.id);
      return 'none';
    case 'photo':
    case 'task-gone':
      await ctx.record(job.id, { type: 'failed', reason, retryable: false, at: now });
      ctx.trace('submit:refusal-recorded', job.id);
      return 'none';
    case 'rate':
    case 'transient': {
      const attempts = kind === 'rate' ? ctx.policy.rateAttempts : ctx.policy.submitAttempts;
      if (failure.retryAfterMs !== undefined) ctx.holdSubmits(failure.retryAfterMs);
      if (job.failures + 1 >= attempts) {
        await ctx.record(job.id, { type: 'failed', reason, retryable: true, at: now });
      } else {
        const nextAt = now + backoffMs(job.failures + 1, ctx.random(), failure.retryAfterMs);
        await ctx.record(job.id, { type: 'submit-refused', nextAt, counts: true });
      }
      ctx.trace('submit:refusal-recorded', job.id);
      return kind === 'rate' ? 'too-fast' : failure.retryAfterMs === undefined ? 'none' : 'overloaded';
    }
    default:
      return assertNever(kind);
  }
}

/** The service answered with the picture itself, though a task was asked for: it is paid, so it is kept. */
async function keepInlinePicture(
  ctx: LaneContext,
  job: JobIn<'submitting'>,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const at = ctx.clock.now();
  const task = `inline-${job.id}-${job.startedAt}`;
  try {
    const check = await ctx.pictures.check(path, signal);
    if (check.kind === 'picture') {
      const result = await ctx.files.keep(job.resultKey ?? '', job.submission.path, path, check.extension);
      const ledger = { task, credits: ctx.policy.creditsPerPhoto, at };
      await ctx.record(job.id, { type: 'submit-answered-picture', at }, { result, ledger });
      return;
    }
    await ctx.record(job.id, { type: 'submit-unclear', reason: check.reason });
  } catch (error) {
    await ctx.record(job.id, { type: 'submit-unclear', reason: localReason(error) });
  }
}
