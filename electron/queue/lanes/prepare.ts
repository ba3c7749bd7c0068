import { messageOf, systemCode, type Reason } from '../../base/reason.ts';
import { assertNever } from '../../base/assert.ts';
import type { LaneContext } from '../context.ts';
import { resultKey, type JobIn } from '../job.ts';
import { undecided } from '../outcome.ts';
import { backoffMs } from '../policy.ts';
import type { Fingerprint, PrepareAnswer } from '../ports.ts';
import { isDiskTrouble, localReason } from '../local-trouble.ts';

const CHANGED: Reason = {
  code: 'file-changing',
  message: 'The file keeps changing while it is being read. Is another program still writing it?',
};

/** Why an original can't be read, without paths: the photo's name stands beside it. */
function unreadable(error: unknown): Reason {
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        code: 'original-gone',
        message: 'The photo is no longer where it was. Was it moved, renamed or deleted?',
      };
    case 'EACCES':
    case 'EPERM':
      return { code: 'unreadable', message: 'The system does not let Afterglow read this photo.' };
    default:
      return { code: 'unreadable', message: `The photo can't be read: ${messageOf(error)}` };
  }
}

/** From `queued` to `prepared`, or straight to `retouched` when the photo is already paid for. */
export async function runPrepare(ctx: LaneContext, job: JobIn<'queued'>, signal: AbortSignal): Promise<void> {
  ctx.trace('prepare:begin', job.id);
  let original: Fingerprint;
  try {
    original = await ctx.files.fingerprint(job.source, signal);
  } catch (error) {
    if (signal.aborted) return;
    await fail(ctx, job, unreadable(error), true);
    return;
  }
  ctx.trace('prepare:hashed', job.id);
  const key = resultKey(original.sha256, job.settings, job.service);
  const kept = ctx.store.result(key);
  if (kept !== undefined) {
    if ((await ctx.files.exists(kept.submitted)) && (await ctx.files.exists(kept.retouched))) {
      // Made room of meanwhile: the photo is looked at once more, and is a new one then.
      if (ctx.store.result(key) === undefined) return;
      await ctx.record(job.id, { type: 'result-found', original, resultKey: key });
    } else {
      const at = ctx.clock.now();
      await ctx.record(job.id, {
        type: 'result-lost',
        original,
        resultKey: key,
        ...undecided({ kind: 'result-lost' }),
        at,
      });
    }
    return;
  }

  let answer: PrepareAnswer;
  try {
    answer = await ctx.pictures.prepare(job.source, ctx.files.submissionTarget(job.id), signal);
  } catch (error) {
    answer = { kind: 'local', reason: localReason(error) };
  }
  if (signal.aborted) {
    await ctx.files.discard(job.id);
    return;
  }
  switch (answer.kind) {
    case 'refused':
      await fail(ctx, job, answer.reason, false);
      return;
    case 'local':
      await postponeOrFail(ctx, job, answer.reason);
      return;
    case 'prepared':
      break;
    default:
      assertNever(answer);
  }
  ctx.trace('prepare:copied', job.id);
  if (!(await ctx.files.unchanged(job.source, original))) {
    await postponeOrFail(ctx, job, CHANGED);
    return;
  }
  const { submission, notes } = answer;
  const next = await ctx.record(job.id, { type: 'prepared', original, resultKey: key, submission, notes });
  ctx.trace('prepare:recorded', job.id);
  // Cancelled meanwhile: nobody will want the copy.
  if (next === undefined) await ctx.files.discard(job.id);
}

async function postponeOrFail(ctx: LaneContext, job: JobIn<'queued'>, reason: Reason): Promise<void> {
  if (isDiskTrouble(reason)) {
    ctx.pause({ kind: 'disk', message: reason.message });
    return;
  }
  if (job.failures + 1 >= 3) {
    await fail(ctx, job, reason, true);
    return;
  }
  const nextAt = ctx.clock.now() + backoffMs(job.failures + 1, ctx.random());
  await ctx.record(job.id, { type: 'prepare-postponed', nextAt });
}

async function fail(ctx: LaneContext, job: JobIn<'queued'>, reason: Reason, retryable: boolean): Promise<void> {
  await ctx.record(job.id, { type: 'failed', reason, retryable, at: ctx.clock.now() });
  await ctx.files.discard(job.id);
}
