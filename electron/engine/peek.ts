import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { JobStore } from '../queue/index.ts';

/**
 * The queue of a data folder that another process works with, to be looked at only. Undefined when there is none yet.
 * Throws what SQLite throws; the one to close it is the caller.
 */
export function peekQueue(dataDir: string): JobStore | undefined {
  const path = join(dataDir, 'queue.sqlite');
  return existsSync(path) ? new JobStore(path, () => systemClock.now(), dataDir) : undefined;
}
