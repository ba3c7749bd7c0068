import { HOLDING_STATES } from '../job.ts';
import type { JobStore } from '../store.ts';
import type { MoneyEvent } from './entry.ts';
import { identityOf } from './money-events.ts';

/**
 * The record as it would be if it had been kept from the beginning, in as few lines as possible: one for each paid task (some
 * 300 bytes), kept result, open decision, and photo that is undecided or at the service.
 */
export function snapshotOf(store: JobStore): MoneyEvent[] {
  const events: MoneyEvent[] = [{ type: 'begun', from: 'queue' }];
  const billed = new Set<string>();
  for (const bill of store.bills()) {
    billed.add(`${bill.service} ${bill.task}`);
    events.push({ type: 'billed', bill });
  }
  for (const { service, task, job } of store.knownTasks()) {
    if (!billed.has(`${service} ${task}`)) events.push({ type: 'task', job, service, task }, { type: 'unbilled', job });
  }
  for (const { key } of store.results()) events.push({ type: 'kept', key });
  for (const key of store.renewedKeys()) events.push({ type: 'renewed', key });
  for (const doubt of store.doubts()) events.push({ type: 'doubt', doubt });
  const told = new Set<string>();
  for (const batch of store.batches()) {
    if (!store.hasMoney(batch.id)) continue;
    told.add(batch.id);
    events.push({ type: 'batch', batch });
  }
  for (const job of HOLDING_STATES.flatMap((state) => store.inState(state))) {
    const batch = store.batch(job.batch);
    if (batch !== undefined && !told.has(batch.id)) events.push({ type: 'batch', batch });
    told.add(job.batch);
    const photo = identityOf(job, { batch: () => batch, stored: (path) => store.storedPath(path) });
    const task = 'taskId' in job ? job.taskId : undefined;
    const code = job.state === 'outcome-unknown' ? job.reason.code : job.state;
    const charged = job.state === 'outcome-unknown' ? job.charged : job.state === 'ready' ? 'surely' : 'maybe';
    events.push({ type: 'undecided', photo, code, charged, ...(task !== undefined && { task }) });
  }
  return events;
}
