import { assertNever } from '../../base/assert.ts';
import { messageOf, type Reason } from '../../base/reason.ts';
import type { LaneContext } from '../context.ts';
import type { JobIn } from '../job.ts';
import { afterPoll, type PollOutcome } from '../outcome.ts';
import { backoffMs, pollDelayMs, refreshDelayMs, refusedDelayMs } from '../policy.ts';
import type { PollAnswer } from '../ports.ts';

/** Asks once about a task, from `processing` to wherever the answer leads. */
export async function runPoll(ctx: LaneContext, job: JobIn<'processing'>, signal: AbortSignal): Promise<void> {
  ctx.trace('poll:before', job.id);
  const askedAt = ctx.clock.monotonic();
  let answer: PollAnswer;
  try {
    answer = await ctx.service.poll(job.taskId, signal);
  } catch (error) {
    const reason: Reason = { code: 'client-error', message: messageOf(error) };
    answer = { kind: 'try-again', offline: false, failure: { kind: 'transient', reason } };
  }
  // Stopped, not lost: the task is asked about again after the next start.
  if (signal.aborted && answer.kind === 'try-again') return;
  ctx.trace('poll:answered', job.id);
  if (answer.kind === 'try-again' && answer.offline) ctx.connectionLost();
  else if (!('failure' in answer) || !ctx.pauseFor(answer.failure, askedAt)) ctx.connectionGood();
  const now = ctx.clock.now();
  const outcome = afterPoll(answer, job, ctx.policy, now);
  const ledger = { task: job.taskId, credits: ctx.policy.creditsPerPhoto, at: now };
  switch (outcome.kind) {
    case 'done': {
      const expiresAt = job.submittedAt + ctx.policy.resultLifetimeMs;
      await ctx.record(job.id, { type: 'task-done', url: outcome.url, expiresAt }, { ledger });
      ctx.trace('poll:done-recorded', job.id);
      return;
    }
    case 'no-address': {
      if (job.refreshes === 0) ctx.trouble(outcome.reason);
      const nextAt = now + refreshDelayMs(job.refreshes, ctx.random());
      await ctx.record(job.id, { type: 'no-address', nextAt }, { ledger });
      break;
    }
    case 'again':
      await again(ctx, job, outcome, 'failure' in answer ? answer.failure.retryAfterMs : 0, now);
      break;
    case 'failed': {
      const { reason, retryable } = outcome;
      await ctx.record(job.id, { type: 'failed', reason, retryable, at: now });
      await ctx.files.discard(job.id);
      break;
    }
    case 'undecided':
      await ctx.record(job.id, { type: 'paid-lost', ...outcome.ruling });
      break;
    default:
      assertNever(outcome);
  }
  ctx.trace('poll:recorded', job.id);
}

/** No end yet: asked again later, the more seldom the older the task is, or the oftener the service refused to answer. */
async function again(
  ctx: LaneContext,
  job: JobIn<'processing'>,
  { pending, overdue, refused }: Extract<PollOutcome, { kind: 'again' }>,
  retryAfterMs: number | undefined,
  now: number,
): Promise<void> {
  const usual = pollDelayMs(ctx.policy.pollIntervalMs, ctx.random(), now - job.submittedAt);
  const wait = pending ? 0 : backoffMs(job.failures + 1, ctx.random(), retryAfterMs);
  const grown = refused ? refusedDelayMs(ctx.policy.pollIntervalMs, job.refused, ctx.random()) : 0;
  const nextAt = now + Math.max(wait, usual, grown);
  if (pending) await ctx.record(job.id, { type: 'task-pending', nextAt, overdue });
  else await ctx.record(job.id, { type: 'ask-failed', nextAt, overdue, refused });
}
