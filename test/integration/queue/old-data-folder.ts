import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

const FIXTURE = fileURLToPath(new URL('../../fixtures/data-folder-schema-2', import.meta.url));

/** Jobs of the fixture, by what became of them. */
export const OLD_JOBS = {
  exported: '0a604171-f6a3-404b-964b-0efc9bb54079',
  undecided: '8da4572b-b813-47e1-8d24-f0ae5a8afcb2',
  processing: '97c670be-89f9-4814-b8c7-e1307c7c3b7f',
} as const;
export const OLD_SERVICE = 'http-127-0-0-1-8799';

/** A data folder as the first release wrote it, in another place than it was written in. */
export async function oldDataFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'afterglow-old-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const folder of ['results', 'work']) await cp(join(FIXTURE, folder), join(root, folder), { recursive: true });
  const db = new Database(join(root, 'queue.sqlite'));
  db.exec(await readFile(join(FIXTURE, 'queue.sql'), 'utf8'));
  db.close();
  return root;
}
