import { sizeIfThere } from '../base/file-facts.ts';
import { messageOf, type Reason } from '../base/reason.ts';
import { cleanOutput } from '../export/index.ts';
import { evictResults, resultsSize, type Batch, type JobStore, type Scheduler } from '../queue/index.ts';

/** Kept results may take this much disk unless somebody chose otherwise. */
export const RESULTS_BYTES = 30_000_000_000;

/** Bytes of all kept results, and of those that were exported and may be deleted. */
export async function keptSizes(store: JobStore, folder: string): Promise<{ total: number; deletable: number }> {
  let deletable = 0;
  for (const { submitted, retouched } of store.evictable())
    deletable += (await sizeIfThere(submitted)) + (await sizeIfThere(retouched));
  return { total: await resultsSize(folder), deletable };
}

/** Deletes exported results, least recently used first, until all take at most `maxBytes`. @returns how many */
export async function tidyKept(store: JobStore, folder: string, maxBytes: number): Promise<number> {
  const total = await resultsSize(folder);
  if (total <= maxBytes) return 0;
  return evictResults(store.evictable(), total, maxBytes, (key) => store.evict(key));
}

/**
 * Makes room among the kept results whenever the queue has nothing left to do: never amid a batch, whose photos may be about
 * to be recognised as paid for.
 * @param tidy makes room; what goes wrong is told as the queue's trouble
 * @returns resolves when the last of it has ended
 */
export function tidyWhenIdle(scheduler: Scheduler, tidy: () => Promise<number>): () => Promise<void> {
  let busy = false;
  let tidying: Promise<void> = Promise.resolve();
  const tidyOnce = async (): Promise<void> => {
    try {
      await tidy();
    } catch (error) {
      const message = `Older results could not be deleted to make room (${messageOf(error)}).`;
      scheduler.trouble({ code: 'results-untidy', message });
    }
  };
  scheduler.on('status', ({ active }) => {
    if (busy && !active) tidying = tidying.then(tidyOnce);
    busy = active;
  });
  return () => tidying;
}

/** Removes what a crash left in output folders. A drive that is unplugged or read-only must not keep the app from starting. */
export async function tidyOutputs(batches: readonly Batch[]): Promise<Reason[]> {
  const notices: Reason[] = [];
  for (const outputRoot of new Set(batches.map((batch) => batch.outputRoot))) {
    try {
      await cleanOutput(outputRoot);
    } catch (error) {
      const message = `The output folder “${outputRoot}” could not be tidied up (${messageOf(error)}).`;
      notices.push({ code: 'output-untidy', message });
    }
  }
  return notices;
}
