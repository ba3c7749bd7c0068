import type { JobStore } from '../queue/index.ts';
import type { Run } from './engine-types.ts';

/**
 * Puts back into the queue what failed and can be tried again, of every batch of the run's service. A trial that failed is not
 * paid for again unasked. @returns how many photos
 */
export function retryFailed(store: JobStore, run: Run): number {
  return store
    .batches(run.service.port.id)
    .filter(({ id, options }) => options['strip'] !== true && store.counts({ batch: id }).failed > 0)
    .reduce((sum, { id }) => sum + run.scheduler.retryFailed(id), 0);
}
