import type { LaneContext } from '../context.ts';
import { pictureOf, resultKey, type Job, type JobIn } from '../job.ts';
import type { Lane } from '../running.ts';
import type { CurrentPrint, KeptResult, Submission } from '../ports.ts';

/**
 * Keys of earlier versions were made of all bytes of the original, so that they can't be found any more once another program has
 * written into it. The copy that is sent can: the same picture gives the same bytes. What was sent with these very bytes to the
 * same service with the same settings is the same photo, and is taken over under the key of its picture.
 *
 * @param key of the photo that `submission` was made of
 * @returns whether something was taken over
 */
export async function takeOverSameCopy(
  ctx: LaneContext,
  { settings, service }: Pick<Job, 'settings' | 'service'>,
  submission: Submission,
  key: string,
): Promise<boolean> {
  await measureEarlier(ctx);
  for (const { key: old, path } of ctx.store.earlierCopies(service, submission.bytes)) {
    if (old === key || path === submission.path || resultKey(pictureOf(old), settings, service) !== old) continue;
    if (!(await ctx.files.sameBytes(path, submission.path))) continue;
    ctx.store.takeOver(old, key);
    return true;
  }
  return false;
}

/** Once for each kept result of an earlier version: only copies of the same length are read. */
async function measureEarlier(ctx: LaneContext): Promise<void> {
  for (;;) {
    const some = ctx.store.unmeasuredCopies();
    if (some.length === 0) return;
    const measured = await Promise.all(some.map(async ({ key, path }) => ({ key, bytes: await ctx.files.size(path) })));
    ctx.store.measured(measured);
  }
}

/**
 * Before an export of a photo that an earlier version sent: an original with other bytes may show the same picture. If the copy
 * that is made of it now is the one that was sent, it does.
 * @returns the key that the photo has then
 */
export async function takeOverBeforeExport(
  ctx: LaneContext,
  job: JobIn<'retouched'>,
  key: string,
  kept: KeptResult,
  signal: AbortSignal,
): Promise<string> {
  const { original, source, settings, service } = job;
  if (!isOfBytes(key) || original === undefined || (await ctx.files.unchanged(source, original, signal))) return key;
  const anew = `${job.id}.anew`;
  try {
    const now = await ctx.files.fingerprint(source, signal);
    const newKey = resultKey(now.picture, settings, service);
    if (newKey === key) return key;
    if (now.sha256 !== pictureOf(key)) {
      const copy = await ctx.pictures.prepare(source, ctx.files.submissionTarget(anew), signal);
      if (copy.kind !== 'prepared' || !(await ctx.files.sameBytes(copy.submission.path, kept.submitted))) return key;
      if (!(await ctx.files.unchanged(source, now, signal))) return key;
    }
    ctx.store.takeOver(key, newKey);
    return newKey;
  } catch {
    // Gone or unreadable: the export tells why.
    return key;
  } finally {
    await ctx.files.discard(anew);
  }
}

/** What the pump starts work with. */
interface LaneStarter {
  start(lane: Lane, job: string, work: (signal: AbortSignal) => Promise<void>): void;
}

/**
 * Gives the unfinished photos of an earlier version the keys of their pictures while their originals still are what was sent. One
 * after the other, beside everything else: what can't be read now is met again later.
 */
export function keyUnfinished(ctx: LaneContext, lanes: LaneStarter): void {
  const jobs = ctx.store.unfinishedEarlier(ctx.service.id);
  if (jobs.length > 0) lanes.start('ask', 'earlier', (signal) => keyEach(ctx, jobs, signal));
}

async function keyEach(ctx: LaneContext, jobs: readonly Job[], signal: AbortSignal): Promise<void> {
  for (const { source, resultKey: old, settings, service } of jobs) {
    if (old === undefined || signal.aborted) continue;
    let now: CurrentPrint;
    try {
      now = await ctx.files.fingerprint(source, signal);
    } catch {
      // Its drive is away, or somebody deleted it: nothing depends on this.
      continue;
    }
    if (now.sha256 === pictureOf(old)) ctx.store.takeOver(old, resultKey(now.picture, settings, service));
  }
}

/** Whether a key was made of all bytes: it has the length of a SHA-256. */
function isOfBytes(key: string): boolean {
  return pictureOf(key).length === 64;
}
