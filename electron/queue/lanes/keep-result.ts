import { assertNever } from '../../base/assert.ts';
import type { Reason } from '../../base/reason.ts';
import type { LaneContext } from '../context.ts';
import { doubtResults } from '../doubt-result.ts';
import type { Job } from '../job.ts';
import { resultNote } from '../result-note.ts';
import { undecided, type Ruling } from '../outcome.ts';
import type { CheckPictureAnswer } from '../ports.ts';

type WholePicture = Exclude<CheckPictureAnswer, { kind: 'damaged' }>;

/** Whether a checked file may be kept as a photo's result. */
export type Fit = { readonly kind: 'fit'; readonly note: Reason | undefined } | ({ readonly kind: 'unfit' } & Ruling);

/**
 * Judges a whole picture that came back for a photo, before it is kept. The very same file for two different photos makes both of them
 * doubtful, whichever came first. What is no use is set aside in the work folder, where a person can look at it.
 *
 * @param path where the file lies
 */
export async function judgeResult(ctx: LaneContext, job: Job, path: string, check: WholePicture): Promise<Fit> {
  const others = await sharing(ctx, job, check);
  await doubtResults(ctx, others, 'result-shared');
  const ruling = rulingOf(check, others.length > 0);
  if (ruling === undefined) {
    const unchanged = check.kind === 'picture' && check.unchanged;
    const note = unchanged ? resultNote({ kind: 'nothing-changed', credits: ctx.policy.creditsPerPhoto }) : undefined;
    return { kind: 'fit', note };
  }
  await ctx.persist(() => ctx.files.putAside(job.id, path, check.extension));
  return { kind: 'unfit', ...ruling };
}

/** Whether the very same file came for another photo as well. */
export async function isShared(ctx: LaneContext, job: Job, check: WholePicture): Promise<boolean> {
  return (await sharing(ctx, job, check)).length > 0;
}

/** Notes what came for a photo. @returns the jobs of other photos that the same file came for */
function sharing(ctx: LaneContext, job: Job, { sha256, submittedSha256 }: WholePicture): Promise<Job[]> {
  const { resultKey: key, service } = job;
  if (key === undefined) throw new Error(`job ${job.id} has no result key`);
  return ctx.persist(() => ctx.store.noteReturned({ key, service, sha256, submitted: submittedSha256 }));
}

function rulingOf(check: WholePicture, shared: boolean): Ruling | undefined {
  switch (check.kind) {
    case 'unfit':
      return undecided({ kind: 'result-unfit', reason: check.reason });
    case 'picture':
      return shared ? undecided({ kind: 'result-shared', wasDone: true }) : undefined;
    default:
      return assertNever(check);
  }
}
