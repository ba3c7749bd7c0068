import { DEFAULT_POLICY, type QueuePolicy } from '../queue/index.ts';

/** The imaging process computes as many results at once as fit its memory; one more is being flushed to the disk meanwhile. */
const EXPORTS = 2;
/** Nobody is bothered by being asked often on one's own computer, and the demo is quick. */
const DEMO_POLL_MS = 200;

/** The numbers for an upper bound of tasks in flight; none where it is left to be found. */
export function boundOf(concurrency: number | undefined): Partial<QueuePolicy> {
  if (concurrency === undefined) return {};
  return { maxLimit: concurrency, startLimit: Math.min(DEFAULT_POLICY.startLimit, concurrency) };
}

/** The queue's numbers for a run, with what the caller wants otherwise. */
export function policyFor(embedded: boolean, wanted: Partial<QueuePolicy> = {}): QueuePolicy {
  return { ...DEFAULT_POLICY, exports: EXPORTS, ...(embedded && { pollIntervalMs: DEMO_POLL_MS }), ...wanted };
}
