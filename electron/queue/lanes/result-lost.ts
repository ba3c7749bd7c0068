import type { LaneContext } from '../context.ts';
import type { Job } from '../job.ts';
import type { Ruling } from '../outcome.ts';
import type { Fingerprint, Submission } from '../ports.ts';

/**
 * A paid result is gone, or is no use: a person decides. The task that made it is named where it is known, so that asking for
 * the picture again, free of charge, is among the choices.
 */
export async function resultLost(
  ctx: LaneContext,
  job: Job,
  { original, key, ruling }: { readonly original: Fingerprint; readonly key: string; readonly ruling: Ruling },
): Promise<void> {
  const taskId = ctx.store.taskToAsk(key, job.service);
  await ctx.record(job.id, {
    type: 'result-lost',
    original,
    resultKey: key,
    ...ruling,
    at: ctx.clock.now(),
    taskId,
    submission: taskId === undefined ? undefined : copyOf(ctx, job),
  });
}

/** The copy that was sent lies with the lost result, if anywhere: a missing one is made anew when it is needed. */
function copyOf(ctx: LaneContext, job: Job): Submission {
  const { width, height, bytes } = job.sent ?? { width: 0, height: 0, bytes: 0 };
  const path = `${ctx.files.submissionTarget(job.id)}.jpg`;
  return { path, width, height, bytes, contentType: 'image/jpeg', extension: '.jpg' };
}
