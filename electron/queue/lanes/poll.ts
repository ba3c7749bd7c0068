import { assertNever } from '../../base/assert.ts';
import { messageOf, type Reason } from '../../base/reason.ts';
import type { LaneContext } from '../context.ts';
import type { JobIn } from '../job.ts';
import { undecided } from '../outcome.ts';
import { backoffMs, pollDelayMs } from '../policy.ts';
import type { PollAnswer, ServiceFailure } from '../ports.ts';

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
  const now = ctx.clock.now();
  switch (answer.kind) {
    case 'queued':
    case 'processing':
      ctx.connectionGood();
      await notYet(ctx, job, 'task-pending', 0);
      ctx.trace('poll:recorded', job.id);
      return;
    case 'done':
      ctx.connectionGood();
      await done(ctx, job, answer.url, now);
      return;
    case 'ended':
      ctx.connectionGood();
      await ended(ctx, job, answer.failure, askedAt);
      ctx.trace('poll:recorded', job.id);
      return;
    case 'try-again': {
      const { failure, offline } = answer;
      if (offline) ctx.connectionLost();
      else if (!ctx.pauseFor(failure, askedAt)) ctx.connectionGood();
      // Without a connection nobody was asked, so nobody is late with an answer.
      const late = offline ? 'ask-lost' : 'ask-failed';
      await notYet(ctx, job, late, backoffMs(job.failures + 1, ctx.random(), failure.retryAfterMs));
      return;
    }
    default:
      assertNever(answer);
  }
}

async function done(ctx: LaneContext, job: JobIn<'processing'>, url: string, now: number): Promise<void> {
  const expiresAt = job.submittedAt + ctx.policy.resultLifetimeMs;
  const ledger = { task: job.taskId, credits: ctx.policy.creditsPerPhoto, at: now };
  await ctx.record(job.id, { type: 'task-done', url, expiresAt }, { ledger });
  ctx.trace('poll:done-recorded', job.id);
  // Until its deadline a paid picture is tried for, however often its address fails.
  if (job.refreshes >= ctx.policy.addressRefreshes && now > expiresAt) {
    await ctx.record(job.id, { type: 'paid-lost', ...undecided({ kind: 'result-unavailable' }) });
  }
}

/** No end yet: asked again later, the more seldom the older the task is; given up only long after its result would be gone. */
async function notYet(
  ctx: LaneContext,
  job: JobIn<'processing'>,
  what: 'task-pending' | 'ask-failed' | 'ask-lost',
  waitMs: number,
): Promise<void> {
  const now = ctx.clock.now();
  const late = now > job.submittedAt + ctx.policy.resultLifetimeMs;
  const overdue = late && what !== 'ask-lost';
  // The clock may have been set forward: its word alone does not end a task that may be paid for.
  if (overdue && job.overdue + 1 >= ctx.policy.overdueAsks) {
    const ruling = undecided({ kind: 'task-never-ended', wasDone: job.refreshes > 0 });
    await ctx.record(job.id, { type: 'paid-lost', ...ruling });
    return;
  }
  const delay = pollDelayMs(ctx.policy.pollIntervalMs, ctx.random(), now - job.submittedAt);
  const type = what === 'task-pending' ? 'task-pending' : 'ask-failed';
  await ctx.record(job.id, { type, nextAt: now + Math.max(waitMs, delay), overdue });
}

async function ended(
  ctx: LaneContext,
  job: JobIn<'processing'>,
  failure: ServiceFailure,
  askedAt: number,
): Promise<void> {
  if (ctx.pauseFor(failure, askedAt)) {
    await ctx.record(job.id, { type: 'ask-failed', nextAt: 0, overdue: false });
    return;
  }
  // A task that had been done is charged, whatever the service says of it now; one that vanished before that, maybe.
  if (failure.kind === 'task-gone' || job.refreshes > 0) {
    const ruling = undecided({ kind: 'task-gone', reason: failure.reason, wasDone: job.refreshes > 0 });
    await ctx.record(job.id, { type: 'paid-lost', ...ruling });
    return;
  }
  const retryable = failure.kind === 'transient' || failure.kind === 'rate';
  await ctx.record(job.id, { type: 'failed', reason: failure.reason, retryable, at: ctx.clock.now() });
  await ctx.files.discard(job.id);
}
