import { createHash, randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryPrefix } from '../base/durable-file.ts';
import { statIfThere } from '../base/file-facts.ts';
import { makePrivate, makePrivateFolder } from '../base/private-files.ts';
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
  /**
   * Finds out what an earlier run left, once, clears away what it left half-made, and evicts what is too much. Rejects with what the
   * file system has against it.
   */
  list(): Promise<void>;
  /** Total size of the cached thumbnails, bytes: before they are listed, of those made or used since. */
  size(): number;
}

interface Making {
  readonly answer: Promise<ThumbnailAnswer>;
  readonly stop: AbortController;
  waiting: number;
}

const FILE_NAME = /^[0-9a-f]{64}$/;

/**
 * Opens the cache. Until it is listed each file is asked for by name and nothing is evicted: to look through a hundred thousand
 * files takes many seconds, and the window does not wait for them.
 */
export async function openThumbnailCache(options: ThumbnailCacheOptions): Promise<ThumbnailCache> {
  makePrivateFolder(options.folder);
  /** Name -> bytes, least recently used first. */
  let entries = new Map<string, number>();
  let total = 0;
  let listed = false;
  let listing: Promise<void> | undefined;
  const makings = new Map<string, Making>();

  async function list(): Promise<void> {
    const found = await loadEntries(options.folder, isBeingMade);
    // What was made or used meanwhile is the newest.
    const used = entries;
    entries = new Map([...found.filter(([name]) => !used.has(name)), ...used]);
    total = [...entries.values()].reduce((sum, bytes) => sum + bytes, 0);
    listed = true;
    await evict();
  }

  /** Whoever makes a thumbnail may write it beside its place first. */
  function isBeingMade(fileName: string): boolean {
    return [...makings.keys()].some((name) => fileName.startsWith(name) || fileName.startsWith(temporaryPrefix(name)));
  }

  function remember(name: string, bytes: number): void {
    total += bytes - (entries.get(name) ?? 0);
    entries.delete(name);
    entries.set(name, bytes);
  }

  async function evict(): Promise<void> {
    if (!listed) return;
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
    const known = entries.get(name);
    if (known === undefined && listed) return undefined;
    const file = fileOf(options.folder, name);
    const now = new Date();
    try {
      const bytes = known ?? (await stat(file)).size;
      if (bytes === 0) return undefined;
      // Carries the order of use over to the next start.
      await utimes(file, now, now);
      remember(name, bytes);
      return file;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      total -= entries.get(name) ?? 0;
      entries.delete(name);
      return undefined;
    }
  }

  async function make(name: string, path: string, signal: AbortSignal): Promise<ThumbnailAnswer> {
    const kept = await recall(name);
    if (kept !== undefined) return { kind: 'ready', file: kept };
    const file = fileOf(options.folder, name);
    const temporary = `${file}.${randomBytes(6).toString('hex')}.part`;
    makePrivateFolder(dirname(file));
    try {
      const made = await options.makeThumbnail(path, temporary, signal);
      if (made.kind === 'refused') return made;
      signal.throwIfAborted();
      const { size } = await stat(temporary);
      // The process that drew it asks for no mode.
      makePrivate(temporary);
      await rename(temporary, file);
      remember(name, size);
    } finally {
      if (!entries.has(name)) await rm(temporary, { force: true });
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
    list: () => (listing ??= list()),
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

/** Files looked at together. */
const LOOKS_AT_ONCE = 32;

/** Name and bytes of what is there, least recently used first. Clears away what is none of it, unless it is being made. */
async function loadEntries(
  folder: string,
  isBeingMade: (fileName: string) => boolean,
): Promise<(readonly [string, number])[]> {
  const found: { name: string; bytes: number; usedAt: number }[] = [];
  const look = async ({ name, parentPath }: Dirent): Promise<void> => {
    const path = join(parentPath, name);
    const status = await statIfThere(path);
    if (status === undefined) return;
    // An empty one is what a power cut makes of a file that was renamed before its bytes were on the disk.
    if (FILE_NAME.test(name) && status.size > 0) found.push({ name, bytes: status.size, usedAt: status.mtimeMs });
    else if (!isBeingMade(name)) await rm(path, { force: true });
  };
  for (const { name } of await readdir(folder, { withFileTypes: true })) {
    const files = await readdir(join(folder, name), { withFileTypes: true }).catch(unlessNoFolder);
    for (let at = 0; at < files.length; at += LOOKS_AT_ONCE) {
      await Promise.all(
        files
          .slice(at, at + LOOKS_AT_ONCE)
          .filter((entry) => entry.isFile())
          .map(look),
      );
    }
  }
  found.sort((a, b) => a.usedAt - b.usedAt);
  return found.map(({ name, bytes }) => [name, bytes]);
}

/** A stray file beside the subfolders, or a subfolder that was deleted at this moment. */
function unlessNoFolder(error: unknown): Dirent[] {
  if (systemCode(error) === 'ENOTDIR' || systemCode(error) === 'ENOENT') return [];
  throw error;
}

/** `work`, or a rejection as soon as the signal is aborted; the work itself goes on. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  return promise;
}
