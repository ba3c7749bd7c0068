import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { answered } from '../base/answering.ts';
import { systemClock, type Clock } from '../base/clock.ts';
import { syncFolder, temporaryPrefix } from '../base/durable-file.ts';
import { folderIsThere } from '../base/mounts.ts';
import { sizeIfThere } from '../base/file-facts.ts';
import { makePrivate, makePrivateFolder } from '../base/private-files.ts';
import type { CurrentPrint, FilePort, KeptResult } from './ports.ts';

/** Folders below the data folder. */
export interface DataFolders {
  /** Submission copies and downloads of jobs under way. */
  readonly work: string;
  /** Paid results. */
  readonly results: string;
}

const SENT = '.sent';
/** Name of what came back for a photo and does not show it. */
const ASIDE = 'not-this-photo';

/** Makes the data folder's folders where they are missing. */
export async function dataFolders(root: string): Promise<DataFolders> {
  const folders = { work: join(root, 'work'), results: join(root, 'results') };
  makePrivateFolder(folders.work);
  makePrivateFolder(folders.results);
  return folders;
}

/**
 * The queue's files on a real disk.
 * @param fingerprint reads an original; without it, a picture is only known by all bytes of its file
 */
export function diskFiles(
  folders: DataFolders,
  fingerprint: FilePort['fingerprint'] = bytesPrint,
  clock: Clock = systemClock,
): FilePort {
  const inWork = (job: string, what: string): string => join(folders.work, `${safe(job)}.${what}`);
  return {
    fingerprint,
    async unchanged(path, print, signal) {
      try {
        const now = await answered(path, () => stat(path), { clock, signal });
        return now.size === print.bytes && now.mtimeMs === print.modifiedAt;
      } catch {
        return false;
      }
    },
    exists,
    rootIsThere: folderIsThere,
    size: sizeIfThere,
    async sameBytes(a, b) {
      if (!(await exists(a)) || !(await exists(b))) return false;
      return (await sha256Of(a)) === (await sha256Of(b));
    },
    submissionTarget: (job) => inWork(job, 'submission'),
    downloadTarget: (job) => inWork(job, 'download'),
    async sentCopy(key, submission) {
      if (await exists(submission)) return submission;
      const { submitted } = keptPaths(folders, key, submission, '.jpg');
      return (await exists(submitted)) ? submitted : undefined;
    },
    putAside: (job, path, extension) => moveIfThere(path, inWork(job, `${ASIDE}${extension}`)),
    async takeBack(job, kept) {
      await moveIfThere(kept.retouched, inWork(job, `${ASIDE}${extensionOf(kept.retouched)}`));
      await moveIfThere(kept.submitted, inWork(job, `submission${extensionOf(kept.submitted)}`));
    },
    async keep(key, submission, download, extension) {
      const folder = join(folders.results, key.slice(0, 2));
      if (!(await exists(folder))) {
        makePrivateFolder(folder);
        await syncFolder(folders.results);
      }
      const kept = keptPaths(folders, key, submission, extension);
      // The submitted copy first: a retouched picture without it would be of no use.
      await place(submission, kept.submitted);
      await place(download, kept.retouched);
      await syncFolder(folder);
      return { ...kept, sums: await sumsOf(kept) };
    },
    async setAside({ submitted, retouched }) {
      for (const path of [submitted, retouched]) {
        if (await exists(path)) await rename(path, `${path}.unusable`);
      }
      if (await exists(dirname(submitted))) await syncFolder(dirname(submitted));
    },
    async isIntact(kept) {
      if (kept.sums === undefined) return true;
      const { submitted, retouched } = await sumsOf(kept);
      return submitted === kept.sums.submitted && retouched === kept.sums.retouched;
    },
    async discard(job) {
      const prefix = `${safe(job)}.`;
      const temporary = temporaryPrefix(inWork(job, ''));
      for (const name of await readdir(folders.work)) {
        if (name.startsWith(prefix) || name.startsWith(temporary)) await rm(join(folders.work, name), { force: true });
      }
    },
  };
}

function keptPaths({ results }: DataFolders, key: string, submission: string, extension: '.jpg' | '.png'): KeptResult {
  const folder = join(results, key.slice(0, 2));
  return {
    submitted: join(folder, `${safe(key)}${SENT}${extensionOf(submission)}`),
    retouched: join(folder, `${safe(key)}${extension}`),
  };
}

async function moveIfThere(from: string, to: string): Promise<void> {
  if (await exists(from)) await rename(from, to);
}

/**
 * Removes what earlier runs left in the work folder: half-written files, and copies of jobs that need them no more.
 * @param needed whether a job's copies may still be wanted
 */
export async function sweepWork(folders: DataFolders, needed: (job: string) => boolean): Promise<void> {
  for (const name of await readdir(folders.work)) {
    const job = name.slice(0, Math.max(0, name.indexOf('.')));
    if (name.endsWith('.part') || !needed(job)) await rm(join(folders.work, name), { force: true });
  }
}

async function bytesPrint(path: string, signal: AbortSignal): Promise<CurrentPrint> {
  const before = await stat(path);
  const sha256 = await sha256Of(path, signal);
  return { sha256, picture: sha256, bytes: before.size, modifiedAt: before.mtimeMs };
}

async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const stream = createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) });
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** Moves a file that is whole into place. When it was moved before (a crash in between), there is nothing left to do. */
async function place(from: string, to: string): Promise<void> {
  if (!(await exists(from)) && (await exists(to))) return;
  const handle = await open(from, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  // What came from the helper process has that one's mode.
  makePrivate(from);
  await rename(from, to);
}

/** SHA-256 of both files of a kept result. Throws what the file system throws. */
export async function sumsOf(kept: KeptResult): Promise<{ submitted: string; retouched: string }> {
  return { submitted: await sha256Of(kept.submitted), retouched: await sha256Of(kept.retouched) };
}

function extensionOf(path: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot) : '';
}

/** Keys and job ids are made of these characters already; anything else in a damaged queue file must not become a path. */
function safe(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
}

/** The pairs of pictures in a results folder, by key: to rebuild the list when the queue file was lost. */
export async function findKeptResults(results: string): Promise<Map<string, KeptResult>> {
  const found = new Map<string, KeptResult>();
  for (const shelf of await readdir(results, { withFileTypes: true })) {
    if (!shelf.isDirectory()) continue;
    const folder = join(results, shelf.name);
    const names = await readdir(folder);
    for (const name of names) {
      const match = /^(?<key>.+)\.sent\.[a-z]+$/.exec(name);
      const key = match?.groups?.['key'];
      if (key === undefined) continue;
      const retouched = names.find((other) => other === `${key}.jpg` || other === `${key}.png`);
      if (retouched === undefined) continue;
      found.set(key, { submitted: join(folder, name), retouched: join(folder, retouched) });
    }
  }
  return found;
}

/**
 * Removes kept results, oldest use first, until `results` is at most `maxBytes` large. Never one that was not exported.
 * @param evict takes a result off the list, or says that it must stay after all
 */
export async function evictResults(
  evictable: readonly ({ key: string } & KeptResult)[],
  total: number,
  maxBytes: number,
  evict: (key: string) => boolean,
): Promise<number> {
  let size = total;
  let removed = 0;
  for (const { key, submitted, retouched } of evictable) {
    if (size <= maxBytes) break;
    const bytes = (await sizeIfThere(submitted)) + (await sizeIfThere(retouched));
    // The list first: a result that is listed but gone would count as lost, one that is not listed is only litter.
    if (!evict(key)) continue;
    await rm(retouched, { force: true });
    await rm(submitted, { force: true });
    size -= bytes;
    removed++;
  }
  return removed;
}

/** Bytes of all files in a results folder. */
export async function resultsSize(results: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(results, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += await sizeIfThere(join(entry.parentPath, entry.name));
  }
  return bytes;
}
