import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode, type Reason } from '../base/reason.ts';
import { findKeptResults, sweepWork, type DataFolders } from './result-files.ts';
import { JobStore } from './store.ts';

export interface OpenedStore {
  readonly store: JobStore;
  /** What the photographer should know: a damaged queue file was set aside. */
  readonly notices: readonly Reason[];
}

const CLEAN = 'closed-cleanly';

/**
 * Opens the queue of a data folder. A damaged file is set aside under another name, never overwritten, and a new one is
 * begun that knows the kept results again: photos that were paid for stay paid for.
 */
export async function openStore(root: string, folders: DataFolders, now: () => number): Promise<OpenedStore> {
  const path = join(root, 'queue.sqlite');
  const existed = existsSync(path);
  const opened = tryOpen(path, root, now);
  if (opened.kind === 'ok') {
    await sweepWork(folders, (job) => needsCopies(opened.store, job));
    return { store: opened.store, notices: [] };
  }
  const aside = setAside(path, now());
  const store = new JobStore(path, now, root);
  const kept = await findKeptResults(folders.results);
  for (const [key, result] of kept) store.adoptResult(key, result, now());
  store.setMeta(CLEAN, 'no');
  const notices: Reason[] = existed
    ? [
        {
          code: 'queue-damaged',
          message:
            `The queue file was damaged (${opened.problem}). It was set aside as ${aside}; a new queue was begun. ` +
            `${kept.size} kept results were found again, so photos that were paid for will not be charged twice.`,
        },
      ]
    : [];
  return { store, notices };
}

/** From `prepared` on the copy is what is or was sent; it is still wanted when a person decides to pay again. */
function needsCopies(store: JobStore, id: string): boolean {
  const state = store.job(id)?.state;
  if (state === undefined) return false;
  return ['prepared', 'submitting', 'processing', 'ready', 'outcome-unknown'].includes(state);
}

function tryOpen(
  path: string,
  root: string,
  now: () => number,
): { kind: 'ok'; store: JobStore } | { kind: 'damaged'; problem: string } {
  let store: JobStore;
  try {
    store = new JobStore(path, now, root);
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
      return { kind: 'damaged', problem: code };
    throw error;
  }
  // The check reads the whole file, so it is made only after a crash.
  const problem = store.meta(CLEAN) === 'no' ? store.problem() : undefined;
  if (problem !== undefined) {
    store.close();
    return { kind: 'damaged', problem };
  }
  store.setMeta(CLEAN, 'no');
  return { kind: 'ok', store };
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
