import type { LaneContext } from '../context.ts';
import type { Job } from '../job.ts';

/**
 * Pauses the queue, as for any other drive, when the folder that a photo was found under is gone: its drive or card was
 * taken out, and every other photo would meet the same. One photo that is gone while its folder is there is that photo's trouble.
 * @returns whether the queue waits
 */
export async function waitForRoot(ctx: LaneContext, job: Job): Promise<boolean> {
  const root = rootOf(ctx, job);
  if (root === undefined || (await ctx.files.rootIsThere(root.path, root.mounted))) return false;
  const message = `The folder with the photos, “${root.path}”, is not there or does not answer. Connect its drive or card: Afterglow goes on by itself.`;
  ctx.pause({ kind: 'disk', message });
  return true;
}

function rootOf(
  ctx: LaneContext,
  { batch: id, source, relativePath }: Job,
): { path: string; mounted: boolean } | undefined {
  const batch = ctx.store.batch(id);
  if (batch === undefined) return undefined;
  const roots = [...listOf(batch.options['sourceRoots']), batch.sourceRoot];
  // A link that was followed lies elsewhere: then nobody can tell.
  const path = roots.filter((root) => lies(source, root)).sort((a, b) => b.length - a.length)[0];
  const named = source.endsWith(relativePath) ? source.slice(0, -relativePath.length - 1) : undefined;
  const root = path ?? named;
  if (root === undefined || root === '') return undefined;
  return { path: root, mounted: listOf(batch.options['mountedRoots']).includes(root) };
}

function lies(source: string, root: string): boolean {
  return source.startsWith(root) && (/[/\\]$/.test(root) || /^[/\\]/.test(source.slice(root.length)));
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
