import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
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
/** Where the photographs of the fixture lay. */
const OLD_PICTURES = '/home/anna/Pictures';

/** A data folder as the first release wrote it, in another place than it was written in. */
export async function oldDataFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'afterglow-old-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeOldDataFolder(root);
  return root;
}

/**
 * The same in a folder of the caller's.
 * @param service whom its photos were paid to, instead of {@link OLD_SERVICE}
 * @param pictures where its photographs lie now: the fixture's folder `Shoot` is copied there
 */
export async function writeOldDataFolder(
  root: string,
  { service = OLD_SERVICE, pictures = OLD_PICTURES } = {},
): Promise<void> {
  for (const folder of ['results', 'work']) await cp(join(FIXTURE, folder), join(root, folder), { recursive: true });
  const sql = (await readFile(join(FIXTURE, 'queue.sql'), 'utf8'))
    .replaceAll(OLD_SERVICE, service)
    .replaceAll(OLD_PICTURES, pictures);
  const db = new Database(join(root, 'queue.sqlite'));
  db.exec(sql);
  const kept = db.prepare<[], string>('SELECT submitted FROM results UNION SELECT retouched FROM results').pluck();
  for (const path of kept.all()) {
    const shelf = join(root, 'results', basename(dirname(path)));
    await rename(join(shelf, basename(path).replace(service, OLD_SERVICE)), join(shelf, basename(path)));
  }
  db.close();
  if (pictures === OLD_PICTURES) return;
  await mkdir(pictures, { recursive: true });
  await cp(join(FIXTURE, 'Shoot'), join(pictures, 'Shoot'), { recursive: true });
}
