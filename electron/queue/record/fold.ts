import { assertNever } from '../../base/assert.ts';
import type { Charged } from '../outcome.ts';
import type { Batch } from '../store-types.ts';
import type { BillLine, DoubtLine, MoneyEntry, PhotoIdentity } from './entry.ts';

/** How a photo stands by the record. `open`: it may have been sent or charged, and no picture came of it yet. */
export interface PhotoMoney {
  readonly photo: PhotoIdentity | undefined;
  readonly open: boolean;
  readonly task: string | undefined;
  readonly charged: Charged;
  /** When it was sent, Unix milliseconds. */
  readonly since: number;
  /** How the last entry closed it. */
  readonly end: 'none' | 'no-task' | 'unbilled' | 'kept' | 'pay-again' | 'drop';
}

/** What the whole record comes to. */
export interface MoneyState {
  readonly batches: ReadonlyMap<string, Batch>;
  readonly photos: ReadonlyMap<string, PhotoMoney>;
  readonly tasks: readonly { readonly service: string; readonly task: string; readonly job: string }[];
  readonly bills: readonly BillLine[];
  readonly doubts: readonly DoubtLine[];
  /** Keys whose pictures were kept and not deleted since. */
  readonly kept: ReadonlySet<string>;
  /** Keys that a person bought anew and of which no new picture was kept yet: what lies under them is the old one. */
  readonly renewed: ReadonlySet<string>;
}

const NEW: PhotoMoney = {
  photo: undefined,
  open: false,
  task: undefined,
  charged: 'maybe',
  since: 0,
  end: 'none',
};

/** Goes through the record from its beginning. Entries that come twice change nothing. Pure. */
export function foldMoney(entries: Iterable<MoneyEntry>): MoneyState {
  const batches = new Map<string, Batch>();
  const photos = new Map<string, PhotoMoney>();
  const tasks = new Map<string, { service: string; task: string; job: string }>();
  const bills = new Map<string, BillLine>();
  const doubts = new Map<string, DoubtLine>();
  const kept = new Set<string>();
  const renewed = new Set<string>();
  const change = (job: string, changes: Partial<PhotoMoney>): void => {
    photos.set(job, { ...(photos.get(job) ?? NEW), ...changes });
  };
  for (const { event, at } of entries) {
    switch (event.type) {
      case 'begun':
        break;
      case 'batch':
        batches.set(event.batch.id, event.batch);
        break;
      case 'intent':
        change(event.photo.job, { ...NEW, photo: event.photo, open: true, since: at });
        break;
      case 'undecided': {
        const { photo, task, charged } = event;
        change(photo.job, { ...NEW, photo, open: true, task, charged, since: at });
        break;
      }
      case 'task':
        tasks.set(`${event.service} ${event.task}`, { service: event.service, task: event.task, job: event.job });
        change(event.job, { open: true, task: event.task });
        break;
      case 'unclear':
        change(event.job, { open: true, charged: event.charged });
        break;
      case 'billed': {
        const { bill } = event;
        bills.set(`${bill.service} ${bill.task}`, bill);
        tasks.set(`${bill.service} ${bill.task}`, { service: bill.service, task: bill.task, job: bill.job });
        if (photos.get(bill.job)?.open === true) change(bill.job, { charged: 'surely' });
        break;
      }
      case 'no-task':
      case 'unbilled':
        change(event.job, { open: false, task: undefined, end: event.type });
        break;
      case 'kept':
        kept.add(event.key);
        renewed.delete(event.key);
        if (event.job !== undefined) change(event.job, { open: false, end: 'kept' });
        break;
      case 'renewed':
        renewed.add(event.key);
        kept.delete(event.key);
        break;
      case 'let-go':
        kept.delete(event.key);
        break;
      case 'decided':
        if (event.choice === 'ask-again') {
          change(event.job, { open: true });
          break;
        }
        change(event.job, { open: false, end: event.choice });
        if (event.choice === 'drop') break;
        renewed.add(event.key);
        kept.delete(event.key);
        for (const [id, doubt] of doubts) if (doubt.key === event.key) doubts.set(id, { ...doubt, open: false });
        break;
      case 'doubt':
        doubts.set(`${event.doubt.job} ${event.doubt.at}`, event.doubt);
        break;
      default:
        assertNever(event);
    }
  }
  return {
    batches,
    photos,
    tasks: [...tasks.values()],
    bills: [...bills.values()],
    doubts: [...doubts.values()],
    kept,
    renewed,
  };
}
