/** A thread that copies the queue's journal into the queue file when it is told to, over and over. */
import Database from 'better-sqlite3';
import { workerData } from 'node:worker_threads';

/** Values of the shared flag. */
export const CHECKPOINT = { idle: 0, wanted: 1, begun: 2, over: 3 } as const;

if (workerData !== null) {
  const { path, shared } = workerData as { path: string; shared: SharedArrayBuffer };
  const flag = new Int32Array(shared);
  const db = new Database(path);
  Atomics.wait(flag, 0, CHECKPOINT.idle);
  Atomics.store(flag, 0, CHECKPOINT.begun);
  db.pragma('wal_checkpoint(TRUNCATE)');
  Atomics.store(flag, 0, CHECKPOINT.over);
  db.close();
}
