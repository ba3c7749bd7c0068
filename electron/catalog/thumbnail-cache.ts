import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode, type Reason } from '../base/reason.ts';

/** What tells one state of a photo from another: a changed file has another size or another modification time. */
export interface ThumbnailSource {
  readonly path: string;
  readonly bytes: number;
  /** Unix milliseconds. */
  readonly modifiedAt: number;
}

export type ThumbnailMade = { readonly kind: 'made' } | { readonly kind: 'refused'; readonly reason: Reason };

export type ThumbnailAnswer =
  { readonly kind: 'ready'; readonly file: string } | { readonly kind: 'refused'; readonly reason: Reason };

export interface ThumbnailCacheOptions {
  /** Folder of the cache; made when missing. Nothing else may live in it. */
  readonly folder: string;
  /** Total size that the cache is brought back to, bytes. */
  readonly maxBytes: number;
  /** Part of a thumbnail's identity: its size and the version of the code that draws it. */
  readonly variant: string;
  /** Writes the thumbnail of `path` to `target`, a new file. */
  readonly makeThumbnail: (path: string, target: string, signal: AbortSignal) => Promise<ThumbnailMade>;
}

export interface ThumbnailCache {
  /**
   * The file of a photo's thumbnail, made now if there is none. Calls for the same photo share one making, which is
   * stopped when all of them are aborted. Rejects with the signal's reason, or with what making it threw.
   */
  get(source: ThumbnailSource, signal: AbortSignal): Promise<ThumbnailAnswer>;
  /** Total size of the cached thumbnails, bytes. */
  size(): number;
}

interface Making {
  readonly answer: Promise<ThumbnailAnswer>;
  readonly stop: AbortController;
  waiting: number;
}

const FILE_NAME = /^[0-9a-f]{64}$/;

/** Opens the cache: reads what an earlier run left, least recently used first, and clears away what it left half-made. */
export async function openThumbnailCache(options: ThumbnailCacheOptions): Promise<ThumbnailCache> {
  /** Name -> bytes, least recently used first. */
  const entries = await loadEntries(options.folder);
  let total = [...entries.values()].reduce((sum, bytes) => sum + bytes, 0);
  const makings = new Map<string, Making>();

  function remember(name: string, bytes: number): void {
    total += bytes - (entries.get(name) ?? 0);
    entries.delete(name);
    entries.set(name, bytes);
  }

  async function evict(): Promise<void> {
    for (const [name, bytes] of entries) {
      // The newest one stays even if it is too large alone: somebody is about to read it.
      if (total <= options.maxBytes || entries.size === 1) return;
      entries.delete(name);
      total -= bytes;
      await rm(fileOf(options.folder, name), { force: true });
    }
  }

  /** The cached file, if it is still there: a person may have emptied the folder meanwhile. */
  async function recall(name: string): Promise<string | undefined> {
    const bytes = entries.get(name);
    if (bytes === undefined) return undefined;
    const file = fileOf(options.folder, name);
    const now = new Date();
    try {
      // Carries the order of use over to the next start.
      await utimes(file, now, now);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      entries.delete(name);
      total -= bytes;
      return undefined;
    }
    remember(name, bytes);
    return file;
  }

  async function make(name: string, path: string, signal: AbortSignal): Promise<ThumbnailAnswer> {
    const kept = await recall(name);
    if (kept !== undefined) return { kind: 'ready', file: kept };
    const file = fileOf(options.folder, name);
    const temporary = `${file}.${randomBytes(6).toString('hex')}.part`;
    await mkdir(dirname(file), { recursive: true });
    try {
      const made = await options.makeThumbnail(path, temporary, signal);
      if (made.kind === 'refused') return made;
      signal.throwIfAborted();
      const { size } = await stat(temporary);
      await rename(temporary, file);
      remember(name, size);
    } finally {
      await rm(temporary, { force: true });
    }
    await evict();
    return { kind: 'ready', file };
  }

  function start(name: string, path: string): Making {
    const stop = new AbortController();
    const answer = make(name, path, stop.signal).finally(() => {
      if (makings.get(name)?.answer === answer) makings.delete(name);
    });
    // Those who wait see its failure; when all have gone there is nobody to tell.
    answer.catch(() => undefined);
    const making: Making = { answer, stop, waiting: 0 };
    makings.set(name, making);
    return making;
  }

  return {
    async get(source, signal) {
      signal.throwIfAborted();
      const name = identity(source, options.variant);
      const making = makings.get(name) ?? start(name, source.path);
      making.waiting++;
      try {
        return await orAborted(making.answer, signal);
      } finally {
        making.waiting--;
        if (making.waiting === 0 && signal.aborted) {
          // Nobody joins a making that is being stopped.
          if (makings.get(name) === making) makings.delete(name);
          making.stop.abort(signal.reason);
        }
      }
    },
    size: () => total,
  };
}

function identity(source: ThumbnailSource, variant: string): string {
  return createHash('sha256')
    .update(JSON.stringify([variant, source.path, source.bytes, source.modifiedAt]))
    .digest('hex');
}

/** 256 subfolders keep each listing short. */
function fileOf(folder: string, name: string): string {
  return join(folder, name.slice(0, 2), name);
}

async function loadEntries(folder: string): Promise<Map<string, number>> {
  await mkdir(folder, { recursive: true });
  const found: { name: string; bytes: number; usedAt: number }[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const status = await stat(path);
    // An empty one is what a power cut makes of a file that was renamed before its bytes were on the disk.
    if (FILE_NAME.test(entry.name) && status.size > 0) {
      found.push({ name: entry.name, bytes: status.size, usedAt: status.mtimeMs });
    } else await rm(path, { force: true });
  }
  found.sort((a, b) => a.usedAt - b.usedAt);
  return new Map(found.map(({ name, bytes }) => [name, bytes]));
}

/** `work`, or a rejection as soon as the signal is aborted; the work itself goes on. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  return promise;
}
