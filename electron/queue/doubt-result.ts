import { assertNever } from '../base/assert.ts';
import type { LaneContext } from './context.ts';
import type { Job, JobIn } from './job.ts';
import { resultNote } from './result-note.ts';
import { undecided } from './outcome.ts';
import type { Submission } from './ports.ts';

/** What makes the results of several photos doubtful at once. */
export type SharedDoubt = 'result-shared' | 'task-id-repeated';

/**
 * Takes back what photos were given, where it may be another photo's: one that is not exported yet is undecided, one that is exported
 * is told of.
 */
export async function doubtResults(ctx: LaneContext, jobs: readonly Job[], kind: SharedDoubt): Promise<void> {
  for (const job of jobs) await doubtResult(ctx, job, kind);
}

async function doubtResult(ctx: LaneContext, job: Job, kind: SharedDoubt): Promise<void> {
  switch (job.state) {
    case 'processing':
      await ctx.record(job.id, { type: 'paid-lost', ...undecided({ kind, wasDone: job.refreshes > 0 }) });
      return;
    case 'ready':
      await ctx.record(job.id, { type: 'paid-lost', ...undecided({ kind, wasDone: true }) });
      return;
    case 'retouched':
      await takeBack(ctx, job, kind);
      return;
    case 'exported': {
      const note = resultNote({ kind });
      const told = job.notes.some(({ code }) => code === note.code);
      if (!told) await ctx.record(job.id, { type: 'noted', note }, { forgetResult: true });
      ctx.trouble({ code: note.code, message: `${job.relativePath}: ${note.message}` });
      return;
    }
    // Nothing came yet, or a person is asked already.
    case 'queued':
    case 'prepared':
    case 'submitting':
    case 'outcome-unknown':
    case 'failed':
    case 'cancelled':
      return;
    default:
      assertNever(job);
  }
}

/** The pair goes back to the work folder: nobody else gets it, and the photo can be asked about again or sent again. */
async function takeBack(ctx: LaneContext, job: JobIn<'retouched'>, kind: SharedDoubt): Promise<void> {
  const { resultKey: key, sent } = job;
  const kept = key === undefined ? undefined : ctx.store.result(key);
  const taskId = job.kept ? undefined : ctx.store.taskOf(job);
  const submission = kept && sent && submissionAt(ctx.files.submissionTarget(job.id), kept.submitted, sent);
  const ruling = undecided({ kind, wasDone: true });
  const submittedAt = job.times.submitting ?? ctx.clock.now();
  await ctx.record(
    job.id,
    { type: 'result-doubted', submission, taskId, submittedAt, ...ruling },
    { forgetResult: true },
  );
  if (kept !== undefined) await ctx.files.takeBack(job.id, kept);
}

/** The submission copy where `takeBack` puts it. */
function submissionAt(target: string, kept: string, sent: NonNullable<Job['sent']>): Submission {
  const extension = (['.png', '.bmp'] as const).find((each) => kept.endsWith(each)) ?? '.jpg';
  const types = { '.jpg': 'image/jpeg', '.png': 'image/png', '.bmp': 'image/bmp' } as const;
  return { path: `${target}${extension}`, ...sent, contentType: types[extension], extension };
}
