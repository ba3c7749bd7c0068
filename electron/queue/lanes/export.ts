import { assertNever } from '../../base/assert.ts';
import type { Reason } from '../../base/reason.ts';
import type { LaneContext } from '../context.ts';
import { pictureOf, type JobIn } from '../job.ts';
import { afterFailedExport, undecided } from '../outcome.ts';
import { takeOverBeforeExport } from './earlier.ts';
import { resultLost } from './result-lost.ts';
import { localAnswer, troubleOf } from '../../base/system-errors.ts';
import { backoffMs } from '../policy.ts';
import type { ExportAnswer } from '../ports.ts';
import { waitForRoot } from './source-root.ts';

const CHANGED: Reason = { code: 'kept-result-changed', message: 'Its files are not the ones that were kept.' };

/** From `retouched` to `exported`. The paid result stays kept whatever happens here. */
export async function runExport(ctx: LaneContext, job: JobIn<'retouched'>, signal: AbortSignal): Promise<void> {
  const { resultKey: key, original } = job;
  if (key === undefined || original === undefined) throw new Error(`job ${job.id} has no result key`);
  const kept = ctx.store.result(key);
  if (kept === undefined || !(await ctx.files.exists(kept.retouched)) || !(await ctx.files.exists(kept.submitted))) {
    await resultLost(ctx, job, { original, key, ruling: undecided({ kind: 'result-lost' }) });
    return;
  }
  // A bad disk, or another program: half a megabyte more to read is little against making the result.
  if (!(await ctx.files.isIntact(kept))) {
    await ctx.files.setAside(kept);
    return resultLost(ctx, job, {
      original,
      key,
      ruling: undecided({ kind: 'kept-result-unusable', reason: CHANGED }),
    });
  }
  const photo = await takeOverBeforeExport(ctx, job, key, kept, signal);
  ctx.trace('export:before', job.id);
  let answer: ExportAnswer;
  try {
    const request = {
      job: job.id,
      batch: job.batch,
      source: job.source,
      relativePath: job.relativePath,
      settings: job.settings,
      originalSha256: original.sha256,
      originalPicture: pictureOf(photo),
      submitted: kept.submitted,
      retouched: kept.retouched,
      planned: job.planned,
      wish: job.wish,
    };
    const reserve = (output: string): void => {
      ctx.store.apply(job.id, { type: 'export-planned', output });
      ctx.trace('export:name-recorded', job.id);
    };
    answer = await ctx.exporter.export(request, reserve, signal);
  } catch (error) {
    answer = localAnswer(troubleOf(error, 'output'));
  }
  // Cancelled or stopped: what was written nevertheless is told.
  if (signal.aborted && answer.kind !== 'exported' && answer.kind !== 'skipped') return;
  const at = ctx.clock.now();
  switch (answer.kind) {
    case 'exported':
    case 'skipped': {
      ctx.trace('export:written', job.id);
      const skipped = answer.kind === 'skipped' ? answer.reason : undefined;
      const details = answer.kind === 'exported' ? answer.details : {};
      const event = { type: 'exported', output: answer.output, at, skipped, details } as const;
      const told = await ctx.record(job.id, event, skipped === undefined ? { exportedAt: at } : {});
      // Its result became doubtful while it was being written.
      if (told === undefined && ctx.store.job(job.id)?.state === 'outcome-unknown') {
        const message = `${answer.output} was written before its result became doubtful: check that it shows the right photo.`;
        ctx.trouble({ code: 'exported-in-doubt', message });
        return;
      }
      ctx.trace('export:recorded', job.id);
      await ctx.files.discard(job.id);
      ctx.trace('export:cleaned', job.id);
      return;
    }
    case 'failed': {
      const ruling = afterFailedExport(answer.reason);
      if (ruling !== undefined) {
        await ctx.files.setAside(kept);
        return resultLost(ctx, job, { original, key: photo, ruling });
      }
      if (await waitForRoot(ctx, job)) return;
      await ctx.record(job.id, { type: 'failed', reason: answer.reason, retryable: true, at });
      return;
    }
    case 'local':
      if (answer.effect !== 'place' && (await waitForRoot(ctx, job))) return;
      if (answer.effect === 'place') {
        ctx.pause({ kind: 'disk', message: answer.reason.message });
      } else if (answer.effect === 'photo' || job.failures + 1 >= ctx.policy.localAttempts) {
        await ctx.record(job.id, { type: 'failed', reason: answer.reason, retryable: true, at });
      } else {
        const nextAt = at + backoffMs(job.failures + 1, ctx.random());
        await ctx.record(job.id, { type: 'export-postponed', nextAt });
      }
      return;
    default:
      assertNever(answer);
  }
}
