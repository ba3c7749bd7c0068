import { assertNever } from '../../base/assert.ts';
import { messageOf, type Reason } from '../../base/reason.ts';
import { troubleOf } from '../../base/system-errors.ts';
import type { LaneContext } from '../context.ts';
import type { JobEvent } from '../job-event.ts';
import { doubtResults } from '../doubt-result.ts';
import type { Job, JobIn } from '../job.ts';
import { afterSubmit, undecided, type SubmitOutcome } from '../outcome.ts';
import { backoffMs, pollDelayMs } from '../policy.ts';
import type { SubmitAnswer } from '../ports.ts';
import { isShared, judgeResult } from './keep-result.ts';

/**
 * What the scheduler learns from a submit. `too-fast` and `overloaded` are about the number of tasks; `failed` (a definite no
 * that is nobody's fault) and `unclear` ask for patience with the next photo too.
 */
export type SubmitLesson = 'accepted' | 'too-fast' | 'overloaded' | 'failed' | 'unclear' | 'none';

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
  if ('offline' in answer && answer.offline) ctx.connectionLost();
  else if (answer.kind !== 'not-sent' && answer.kind !== 'unclear') ctx.connectionGood();
  const outcome = afterSubmit(answer, job, ctx.policy, othersGotThrough);
  switch (outcome.kind) {
    case 'task':
      return accepted(ctx, job, outcome.taskId, outcome.clear);
    case 'picture':
      await keepInlinePicture(ctx, job, outcome.path, signal);
      return 'accepted';
    case 'send-again':
    case 'copy-anew':
    case 'failed':
      return noTask(ctx, job, answer, outcome, askedAt);
    case 'undecided':
      await ctx.record(job.id, { type: 'submit-unclear', ...outcome.ruling });
      return 'unclear';
    default:
      return assertNever(outcome);
  }
}

/** @param clear false: the answer was no clear yes, so that the next photos wait */
async function accepted(
  ctx: LaneContext,
  job: JobIn<'submitting'>,
  taskId: string,
  clear: boolean,
): Promise<SubmitLesson> {
  const at = ctx.clock.now();
  const nextAt = at + pollDelayMs(ctx.policy.pollIntervalMs, ctx.random());
  try {
    await ctx.record(job.id, { type: 'submit-accepted', taskId, at, nextAt });
  } catch (error) {
    // Taking the result of a repeated id could put one person's face on another's photo.
    const first = ctx.store.ownerOf(job.service, taskId);
    if (first === undefined) throw error;
    const ruling = undecided({ kind: 'task-id-repeated', wasDone: false });
    await ctx.record(job.id, { type: 'submit-unclear', ...ruling });
    await doubtResults(ctx, gettingItsResult(ctx, first, job), 'task-id-repeated');
    return 'unclear';
  }
  ctx.trace('submit:accepted-recorded', job.id);
  return clear ? 'accepted' : 'unclear';
}

/** The photos whose result may be of the photo that got the same task id later: all but what came before that one was sent. */
function gettingItsResult(ctx: LaneContext, first: Job, later: JobIn<'submitting'>): Job[] {
  if (first.id === later.id) return [];
  if (first.resultKey === undefined || !['retouched', 'exported'].includes(first.state)) return [first];
  if ((first.times.retouched ?? later.startedAt) < later.startedAt) return [];
  return ctx.store.withKey(first.resultKey).filter(({ state }) => state === 'retouched' || state === 'exported');
}

/** No task can exist: the photo goes back in front, or has failed. */
async function noTask(
  ctx: LaneContext,
  job: JobIn<'submitting'>,
  answer: SubmitAnswer,
  outcome: Extract<SubmitOutcome, { kind: 'send-again' | 'copy-anew' | 'failed' }>,
  askedAt: number,
): Promise<SubmitLesson> {
  const now = ctx.clock.now();
  const refusal = answer.kind === 'refused' ? answer.failure : undefined;
  const retryAfterMs = refusal?.retryAfterMs;
  if (retryAfterMs !== undefined) ctx.holdSubmits(retryAfterMs);
  if (outcome.kind === 'failed') {
    const { reason, retryable } = outcome;
    await ctx.record(job.id, { type: 'failed', reason, retryable, at: now });
    if (!retryable) await ctx.files.discard(job.id);
  } else if (refusal === undefined) {
    const nextAt = now + backoffMs(job.cuts + 1, ctx.random());
    await backInFront(ctx, job.id, { type: 'submit-not-sent', nextAt });
    if (outcome.kind === 'copy-anew')
      await ctx.record(job.id, { type: 'submission-lost', failures: job.cuts + 1, nextAt });
    return outcome.kind === 'copy-anew' || ('offline' in answer && answer.offline) ? 'none' : 'failed';
  } else {
    const counts = outcome.kind === 'send-again' && outcome.why === 'refused';
    const nextAt = counts ? now + backoffMs(job.failures + 1, ctx.random(), retryAfterMs) : 0;
    await backInFront(ctx, job.id, { type: 'submit-refused', nextAt, counts });
    ctx.pauseFor(refusal, askedAt);
  }
  if (refusal !== undefined) ctx.trace('submit:refusal-recorded', job.id);
  if (refusal?.kind === 'rate') return 'too-fast';
  if (refusal?.kind !== 'transient') return 'none';
  return retryAfterMs === undefined ? 'failed' : 'overloaded';
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
    const check = await ctx.pictures.check(path, job.submission.path, signal);
    if (check.kind !== 'damaged') {
      const fit = await judgeResult(ctx, job, path, check);
      if (fit.kind === 'unfit') {
        const { reason: why, charged } = fit;
        await ctx.record(job.id, { type: 'submit-unclear', reason: why, charged }, { ledger });
        return;
      }
      const key = job.resultKey ?? '';
      // The picture is in hand: a full disk is waited for.
      const result = await ctx.persist(() => ctx.files.keep(key, job.submission.path, path, check.extension));
      if (await isShared(ctx, job, check)) {
        // The same file came for another photo while this one was being put into its place.
        await ctx.files.takeBack(job.id, result);
        const ruling = undecided({ kind: 'result-shared', wasDone: true });
        await ctx.record(job.id, { type: 'submit-unclear', ...ruling }, { ledger });
        return;
      }
      await ctx.record(job.id, { type: 'submit-answered-picture', at, note: fit.note }, { result, ledger });
      return;
    }
    reason = check.reason;
  } catch (error) {
    reason = troubleOf(error, 'data').reason;
  }
  const ruling = undecided({ kind: 'inline-picture-unusable', reason });
  await ctx.record(job.id, { type: 'submit-unclear', ...ruling }, { ledger });
}
