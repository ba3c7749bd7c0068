import type { Reason } from '../../base/reason.ts';
import type { KeptResult } from '../ports.ts';
import { foldMoney } from '../record/fold.ts';
import type { MoneyEvent } from '../record/entry.ts';
import { entriesAfter, type MoneyLog } from '../record/money-log.ts';
import { snapshotOf } from '../record/snapshot.ts';
import type { JobStore } from '../store.ts';
import { applyMoney } from './apply-money.ts';

/** A record is written anew when it is larger than this, and twice as large as when it last was. */
const COMPACT_BYTES = 1_000_000;
const BASE = 'money-base';

/**
 * Brings a whole queue file and the record of money together: usually they end at the same place, which costs one look. A
 * queue file that is older (restored from a copy) learns what the record tells since; a record that is older or gone
 * is written anew from the queue file.
 * @returns what a person should know
 */
export function reconcile(
  store: JobStore,
  log: MoneyLog,
  kept: () => ReadonlyMap<string, KeptResult>,
  now: number,
): Reason[] {
  const end = log.mark;
  const known = store.moneyMark;
  if (end === undefined) {
    begin(store, log);
    return known === undefined ? [] : [RECORD_LOST];
  }
  if (isInStep(store, log)) {
    const base = Number(store.meta(BASE) ?? 0);
    if (log.bytes > Math.max(COMPACT_BYTES, 2 * base)) begin(store, log);
    return [];
  }
  const record = log.read();
  const news = known && entriesAfter(record, known);
  const newer = news ?? (known !== undefined && known.n >= end.n ? [] : record.lines.map(({ entry }) => entry));
  const jobs = new Set(newer.flatMap(({ event }) => jobOf(event) ?? []));
  const state = foldMoney(record.lines.map(({ entry }) => entry));
  const applied = store.recover((db, paths) => applyMoney(db, paths, { state, jobs, kept: kept(), lost: false, now }));
  if (news === undefined || !record.whole) begin(store, log);
  else store.moneyMark = end;
  if (applied.changed === 0) return [];
  const message =
    `The queue file was older than the record of money, as after a restored copy: ${applied.changed} photos were brought up to ` +
    `date, ${applied.undecided.length} of them need your decision since they may have been charged.`;
  return [{ code: 'queue-older', message }];
}

/** Whether a queue file and the record end at the same place. */
export function isInStep(store: JobStore, log: MoneyLog): boolean {
  const known = store.moneyMark;
  return known !== undefined && known.n === log.mark?.n && known.sum === log.mark.sum;
}

/** Writes the record anew from the queue file, in as few lines as possible. */
export function begin(store: JobStore, log: MoneyLog): void {
  store.moneyMark = log.replace(snapshotOf(store), Math.max(log.mark?.n ?? 0, store.moneyMark?.n ?? 0));
  store.setMeta(BASE, String(log.bytes));
}

const RECORD_LOST: Reason = {
  code: 'record-lost',
  message: 'The record of money (money.log) was gone or empty. It was written anew from the queue file.',
};

function jobOf(event: MoneyEvent): string | undefined {
  if ('photo' in event) return event.photo.job;
  return 'job' in event ? event.job : undefined;
}
