import { assertNever } from '../../base/assert.ts';
import type { JobEvent } from '../job-event.ts';
import type { Job } from '../job.ts';
import type { Alongside, Batch } from '../store-types.ts';
import type { BillLine, MoneyEvent, PhotoIdentity } from './entry.ts';

/** What the record needs to know besides the job. */
export interface MoneyContext {
  readonly batch: () => Batch | undefined;
  /** How the path of a file of the data folder is written down. */
  readonly stored: (path: string) => string;
}

/**
 * What the record of money says of an event. Pure.
 * @param before the job as the event found it; @param after as it left it
 */
export function moneyEventsOf(
  before: Job,
  event: JobEvent,
  after: Job,
  alongside: Alongside,
  context: MoneyContext,
): MoneyEvent[] {
  const bill = billOf(after, alongside);
  const billed: MoneyEvent[] = bill === undefined ? [] : [{ type: 'billed', bill }];
  return [...billed, ...ownEvents(before, event, after, context)];
}

function ownEvents(before: Job, event: JobEvent, after: Job, context: MoneyContext): MoneyEvent[] {
  const job = before.id;
  switch (event.type) {
    case 'submit-started':
      return [{ type: 'intent', photo: identityOf(after, context) }];
    case 'submit-accepted':
      return [{ type: 'task', job, service: before.service, task: event.taskId }];
    case 'submit-not-sent':
    case 'submit-refused':
    case 'service-restarted':
      return [{ type: 'no-task', job }];
    case 'submit-unclear':
    case 'found-submitting':
    case 'paid-lost':
      return [{ type: 'unclear', job, code: event.reason.code, charged: event.charged }];
    case 'failed':
      if (before.state === 'submitting') return [{ type: 'no-task', job }];
      return before.state === 'processing' ? [{ type: 'unbilled', job }] : [];
    case 'result-lost':
    case 'result-doubted':
    case 'paid-before': {
      const { code } = event.reason;
      const task = after.state === 'outcome-unknown' ? after.taskId : undefined;
      const photo = identityOf(after, context);
      return [{ type: 'undecided', photo, code, charged: event.charged, ...(task !== undefined && { task }) }];
    }
    case 'ask-again':
    case 'pay-again':
      return [{ type: 'decided', job, choice: event.type, key: before.resultKey ?? '' }];
    case 'dropped':
      return [{ type: 'decided', job, choice: 'drop', key: before.resultKey ?? '' }];
    case 'downloaded':
    case 'submit-answered-picture':
      return [{ type: 'kept', job, key: before.resultKey ?? '' }];
    case 'task-done':
    case 'prepared':
    case 'result-found':
    case 'prepare-postponed':
    case 'submission-lost':
    case 'task-pending':
    case 'ask-failed':
    case 'address-gone':
    case 'no-address':
    case 'download-failed':
    case 'export-planned':
    case 'export-postponed':
    case 'exported':
    case 'cancelled':
    case 'unwanted':
    case 'balance-noted':
    case 'noted':
    case 'retry':
      return [];
    default:
      return assertNever(event);
  }
}

/** What an answer says of money where nothing of its photo can be read but its id. Pure. */
export function eventsOfAnswer(job: string, service: string, event: JobEvent): MoneyEvent[] {
  switch (event.type) {
    case 'submit-accepted':
      return [{ type: 'task', job, service, task: event.taskId }];
    case 'submit-not-sent':
    case 'submit-refused':
      return [{ type: 'no-task', job }];
    case 'task-done':
    case 'downloaded':
    case 'submit-answered-picture':
      return [{ type: 'unclear', job, code: 'queue-damaged', charged: 'surely' }];
    default:
      return [];
  }
}

function billOf(job: Job, { ledger }: Alongside): BillLine | undefined {
  if (ledger === undefined) return undefined;
  const { id, service, batch, resultKey } = job;
  return { ...ledger, service, job: id, batch, key: resultKey ?? '', at: Math.round(ledger.at) };
}

/** A photo as the record of money knows it again. */
export function identityOf(job: Job, { batch: find, stored }: MoneyContext): PhotoIdentity {
  const batch = find();
  const { original, settings } = job;
  const derived = batch !== undefined && `${batch.sourceRoot}/${job.relativePath}` === job.source;
  const sent = 'submission' in job ? job.submission : undefined;
  return {
    job: job.id,
    batch: job.batch,
    service: job.service,
    key: job.resultKey ?? '',
    sha256: original?.sha256 ?? '',
    bytes: original?.bytes ?? 0,
    modifiedAt: original?.modifiedAt ?? 0,
    path: job.relativePath,
    ...(!derived && { source: job.source }),
    level: settings.level,
    multiFace: settings.multiFace,
    ...(sent !== undefined && { submission: { ...sent, path: stored(sent.path) } }),
  };
}
