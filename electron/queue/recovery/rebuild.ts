import type Database from 'better-sqlite3';
import type { Reason } from '../../base/reason.ts';
import type { KeptResult } from '../ports.ts';
import { foldMoney } from '../record/fold.ts';
import type { ReadRecord } from '../record/money-log.ts';
import type { JobStore } from '../store.ts';
import { applyMoney } from './apply-money.ts';
import { salvage } from './salvage.ts';
import { UNACCOUNTED, type Unaccounted } from './unaccounted.ts';

export interface Lost {
  /** What can still be opened of the lost file. */
  readonly damaged: Database.Database | undefined;
  readonly record: ReadRecord;
  /** The pairs of pictures in the results folder. */
  readonly kept: ReadonlyMap<string, KeptResult>;
}

export interface Rebuilt {
  /** Photos that are in the queue again. */
  readonly photos: number;
  readonly kept: number;
  /** Photos whose outcome a person has to decide. */
  readonly undecided: number;
  readonly unaccounted: Unaccounted | undefined;
}

/**
 * Fills a new, empty queue from what is left of a lost one, from the record of money and from the kept pictures. What may
 * have been sent and came to no end in either of them is undecided.
 */
export function rebuildQueue(store: JobStore, { damaged, record, kept }: Lost, now: number): Rebuilt {
  return store.recover((db, paths) => {
    const saved = damaged === undefined ? { complete: false } : salvage(damaged, db);
    const state = foldMoney(record.lines.map(({ entry }) => entry));
    const applied = applyMoney(db, paths, { state, kept, lost: true, now });
    // What is known of an original is where it lies, until it is queued again: no result may take its place.
    db.exec("INSERT OR IGNORE INTO originals SELECT source, '' FROM jobs");
    const accounted = record.whole || saved.complete;
    const unaccounted: Unaccounted | undefined = !accounted
      ? { kind: 'record' }
      : applied.undecided.length > 0
        ? { kind: 'photos', jobs: applied.undecided }
        : undefined;
    if (unaccounted !== undefined) store.setMeta(UNACCOUNTED, JSON.stringify(unaccounted));
    const photos = db.prepare<[], number>('SELECT COUNT(*) FROM jobs').pluck().get() ?? 0;
    return { photos, kept: kept.size, undecided: applied.undecided.length, unaccounted };
  });
}

/** What a person is told of it. Claims no more than is known. */
export function rebuiltNotice(problem: string, aside: string | undefined, rebuilt: Rebuilt): Reason {
  const { photos, kept, undecided, unaccounted } = rebuilt;
  const parts = [
    `The queue file was ${problem}.`,
    ...(aside === undefined ? [] : [`It was set aside as ${aside}.`]),
    `A new queue was made from what was left: ${photos} photos and ${kept} kept results were found again.`,
    ...(undecided > 0 ? [`${undecided} photos that may have been charged need your decision.`] : []),
    unaccounted?.kind === 'record'
      ? 'Photos that were at the service may be missing, since the record of money is not whole: nothing is sent until you have ' +
        'run “afterglow check-data --repair”, or chosen to go on in the window.'
      : 'Photos that are missing were not sent: add them again.',
  ];
  return { code: 'queue-damaged', message: parts.join(' ') };
}
