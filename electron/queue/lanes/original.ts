import type { LaneContext } from '../context.ts';
import { showsPhoto, type Job } from '../job.ts';
import type { CurrentPrint } from '../ports.ts';

/**
 * Whether the file still shows the picture that the job was prepared from. Stars and captions that another program wrote into
 * it meanwhile change nothing; a file that is being written right now, is gone or can't be read does not.
 */
export async function stillShows(
  ctx: LaneContext,
  { source, original, resultKey }: Pick<Job, 'source' | 'original' | 'resultKey'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (original === undefined || resultKey === undefined) return false;
  if (await ctx.files.unchanged(source, original, signal)) return true;
  let now: CurrentPrint;
  try {
    now = await ctx.files.fingerprint(source, signal);
  } catch {
    // Gone or unreadable: the caller looks at the photo anew, and tells why.
    return false;
  }
  return showsPhoto(now, resultKey) && ctx.files.unchanged(source, now, signal);
}
