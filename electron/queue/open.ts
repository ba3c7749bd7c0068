import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { messageOf, systemCode, type Reason } from '../base/reason.ts';
import type { KeptResult } from './ports.ts';
import { begin, isInStep, reconcile } from './recovery/reconcile.ts';
import { rebuildQueue, rebuiltNotice } from './recovery/rebuild.ts';
import { MoneyLog } from './record/money-log.ts';
import { recordFile } from './record/record-file.ts';
import { findKeptResults, sweepWork, type DataFolders } from './result-files.ts';
import { isDamage, queueProblem } from './store/start-check.ts';
import { JobStore } from './store.ts';

export interface OpenedStore {
  readonly store: JobStore;
  /** What the photographer should know: a damaged queue file was set aside. */
  readonly notices: readonly Reason[];
}

export const QUEUE_FILE = 'queue.sqlite';
export const MONEY_FILE = 'money.log';
/** A rebuilt queue, complete, that only has to be put in its place. */
const REBUILT_FILE = 'queue.rebuilt.sqlite';
const REBUILDING_FILE = 'queue.rebuilding.sqlite';
const CLEAN = 'closed-cleanly';

/**
 * Opens the queue of a data folder, and brings it together with the record of money beside it. A queue file that is damaged,
 * empty or missing beside things that were paid for is set aside, never overwritten, and made anew from what is left of it,
 * the record and the kept results. Throws what SQLite and the file system throw, and `data-newer`.
 */
export async function openStore(root: string, folders: DataFolders, now: () => number): Promise<OpenedStore> {
  const path = join(root, QUEUE_FILE);
  finishRebuilding(root, now());
  const log = new MoneyLog(recordFile(join(root, MONEY_FILE)), now);
  const opened = tryOpen(path, root, now, log);
  if (opened.kind === 'damaged' && isFresh(path, folders, log)) {
    const store = new JobStore(path, now, root, log);
    begin(store, log);
    store.setMeta(CLEAN, 'no');
    return { store, notices: [] };
  }
  const inStep = opened.kind === 'ok' && isInStep(opened.store, log);
  const pairs = inStep ? new Map<string, KeptResult>() : await findKeptResults(folders.results);
  if (opened.kind === 'ok') {
    const { store } = opened;
    const notices = reconcile(store, log, () => pairs, now());
    await sweepWork(folders, (job) => needsCopies(store, job));
    return { store, notices };
  }
  const { problem } = opened;
  const notice = await rebuild({ root, log, now, pairs, problem });
  const again = tryOpen(path, root, now, log);
  if (again.kind === 'damaged') throw new Error(`the queue that was made anew can't be opened: ${again.problem}`);
  begin(again.store, log);
  return { store: again.store, notices: [notice] };
}

/** Nothing was ever done in this data folder. */
function isFresh(path: string, { work, results }: DataFolders, log: MoneyLog): boolean {
  return sizeOf(path) === 0 && log.bytes === 0 && readdirSync(work).length === 0 && readdirSync(results).length === 0;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/** Makes the new queue beside the lost one, complete, before either is moved: a crash in between changes nothing. */
async function rebuild(lost: {
  root: string;
  log: MoneyLog;
  now: () => number;
  pairs: Awaited<ReturnType<typeof findKeptResults>>;
  problem: string;
}): Promise<Reason> {
  const { root, log, now, pairs, problem } = lost;
  const path = join(root, QUEUE_FILE);
  const making = join(root, REBUILDING_FILE);
  removeWithJournal(making);
  const damaged = openDamaged(path);
  const store = new JobStore(making, now, root, log);
  let rebuilt;
  try {
    rebuilt = rebuildQueue(store, { damaged, record: log.read(), kept: pairs }, now());
    store.setMeta(CLEAN, 'no');
  } finally {
    damaged?.close();
    store.close();
  }
  renameSync(making, join(root, REBUILT_FILE));
  return rebuiltNotice(problem, finishRebuilding(root, now()), rebuilt);
}

/** Puts a complete new queue in its place, after what lies there has been set aside. @returns the name of what was set aside */
function finishRebuilding(root: string, now: number): string | undefined {
  const rebuilt = join(root, REBUILT_FILE);
  if (!existsSync(rebuilt)) return undefined;
  const path = join(root, QUEUE_FILE);
  const aside = existsSync(path) ? setAside(path, now) : undefined;
  renameSync(rebuilt, path);
  return aside;
}

function removeWithJournal(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

/** What is left of a queue file, to be read only; undefined when SQLite can't even begin. */
function openDamaged(path: string): Database.Database | undefined {
  if (sizeOf(path) === 0) return undefined;
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true });
    db.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db?.close();
    if (!(systemCode(error) ?? '').startsWith('SQLITE_')) throw error;
    return undefined;
  }
}

/** From `prepared` on the copy is what is or was sent; it is still wanted when a person decides to pay again. */
function needsCopies(store: JobStore, id: string): boolean {
  const state = store.job(id)?.state;
  if (state === undefined) return false;
  return ['prepared', 'submitting', 'processing', 'ready', 'outcome-unknown'].includes(state);
}

type TriedOpen =
  | { readonly kind: 'ok'; readonly store: JobStore }
  /** `problem` goes on after "The queue file was …". */
  | { readonly kind: 'damaged'; readonly problem: string };

function tryOpen(path: string, root: string, now: () => number, log: MoneyLog): TriedOpen {
  if (sizeOf(path) === 0) return { kind: 'damaged', problem: existsSync(path) ? 'empty' : 'missing' };
  let store: JobStore | undefined;
  try {
    store = new JobStore(path, now, root, log);
    const problem = queueProblem(store.connection, path, store.meta(CLEAN) === 'yes');
    if (problem === undefined) {
      store.setMeta(CLEAN, 'no');
      return { kind: 'ok', store };
    }
    store.close();
    return { kind: 'damaged', problem: `damaged (${problem})` };
  } catch (error) {
    store?.close();
    const code = systemCode(error) ?? '';
    if (isDamage(code)) return { kind: 'damaged', problem: `damaged (${code})` };
    // A table that a damaged page took along.
    if (code === 'SQLITE_ERROR') return { kind: 'damaged', problem: `damaged (${messageOf(error)})` };
    throw error;
  }
}

/** Notes that nothing was left undone, and closes. */
export function closeStore(store: JobStore): void {
  store.setMeta(CLEAN, 'yes');
  store.close();
}

function setAside(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  const aside = `queue.damaged-${stamp}.sqlite`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, join(path, '..', aside + suffix));
  }
  return aside;
}
