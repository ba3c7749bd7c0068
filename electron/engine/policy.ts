import { DEFAULT_POLICY, type QueuePolicy } from '../queue/index.ts';

/** The imaging process computes as many results at once as fit its memory; one more is being flushed to the disk meanwhile. */
const EXPORTS = 2;
/** Nobody is bothered by being asked often on one's own computer, and the demo is quick. */
const DEMO_POLL_MS = 200;

/** The queue's numbers for a run, with what the caller wants otherwise. */
export function policyFor(embedded: boolean, wanted: Partial<QueuePolicy> = {}): QueuePolicy {
  return { ...DEFAULT_POLICY, exports: EXPORTS, ...(embedded && { pollIntervalMs: DEMO_POLL_MS }), ...wanted };
}
