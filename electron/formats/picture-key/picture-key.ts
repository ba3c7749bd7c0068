import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { openOriginal } from '../../base/open-original.ts';
import { readFrom, type ReadAt } from '../bytes.ts';
import { sniff, SNIFF_BYTES, type PictureFormat } from '../sniff.ts';
import { PictureDigest } from './digest.ts';
import { Feed, type PictureReader } from './feed.ts';
import { readGif } from './gif-reader.ts';
import { hashHeif } from './heif-key.ts';
import { readJpeg } from './jpeg-reader.ts';
import { readPng } from './png-reader.ts';
import { hashTiff } from './tiff-key.ts';
import { readWebp } from './webp-reader.ts';

/** What identifies a file's bytes, and the picture in it. */
export interface FileKeys {
  /** SHA-256 of all bytes, lower-case hex. */
  readonly sha256: string;
  /**
   * What does not change when another program writes stars, captions, places or any other metadata into the file, and does when a
   * pixel, the orientation or the colour profile changes. 64 hexadecimal digits and {@link METHOD}; of a file whose structure is
   * not understood `sha256` itself.
   */
  readonly picture: string;
  readonly bytes: number;
  /** Unix milliseconds. */
  readonly modifiedAt: number;
}

/** Which method made a picture key. A key made in another way gets another letter: it is never taken for one of these. */
const METHOD = 'p';

/** Formats whose bytes are read in their order, once. */
const IN_ORDER: Partial<Record<PictureFormat, (digest: PictureDigest) => PictureReader>> = {
  jpeg: readJpeg,
  png: readPng,
  webp: readWebp,
  gif: readGif,
};

/** Formats whose parts lie anywhere. */
const BY_PLACE: Partial<
  Record<PictureFormat, (read: ReadAt, bytes: number, digest: PictureDigest) => Promise<boolean>>
> = {
  tiff: hashTiff,
  heic: hashHeif,
  avif: hashHeif,
};

const PORTION = 1_048_576;

/**
 * Hashes a file: its bytes, and the picture in it. Decodes nothing, and holds a few MB however large the file is. A file that
 * changes meanwhile gives keys that fit nothing: whoever needs to know compares size and time afterwards.
 *
 * @param onProgress called after every MB of a larger file, 0 to 1
 * @throws what the file system throws, and the signal's reason when it is aborted
 */
export async function fileKeys(
  path: string,
  signal?: AbortSignal,
  onProgress?: (fraction: number) => void,
): Promise<FileKeys> {
  const handle = await openOriginal(path);
  try {
    const stat = await handle.stat();
    const read = readFrom(handle, stat.size, signal);
    const sniffed = sniff(await read(0, SNIFF_BYTES));
    const format = sniffed.kind === 'picture' ? sniffed.format : undefined;
    const digest = new PictureDigest();
    digest.fact('format', format ?? 'other');
    const byPlace = format && BY_PLACE[format];
    const reader = format && IN_ORDER[format];
    const feed = reader && new Feed(reader, digest);
    const placed = (await byPlace?.(read, stat.size, digest)) ?? false;
    const hash = createHash('sha256');
    await eachPortion(handle, hash, feed, { signal, told: (done) => onProgress?.(Math.min(1, done / stat.size)) });
    const sha256 = hash.digest('hex');
    const understood = feed?.end() ?? placed;
    return {
      sha256,
      picture: understood ? `${digest.hex()}${METHOD}` : sha256,
      bytes: stat.size,
      modifiedAt: stat.mtimeMs,
    };
  } finally {
    await handle.close();
  }
}

/** Reads the whole file once; the next portion is on its way while one is hashed. */
async function eachPortion(
  handle: FileHandle,
  hash: Hash,
  feed: Feed | undefined,
  { signal, told }: { readonly signal: AbortSignal | undefined; readonly told: (bytes: number) => void },
): Promise<void> {
  const buffers = [Buffer.allocUnsafe(PORTION), Buffer.allocUnsafe(PORTION)] as const;
  let at = 0;
  let turn: 0 | 1 = 0;
  let next = handle.read(buffers[turn], 0, PORTION, at);
  for (;;) {
    const { bytesRead } = await next;
    signal?.throwIfAborted();
    if (bytesRead === 0) return;
    const portion = buffers[turn].subarray(0, bytesRead);
    at += bytesRead;
    if (bytesRead === PORTION) told(at);
    turn = turn === 0 ? 1 : 0;
    next = handle.read(buffers[turn], 0, PORTION, at);
    // Should hashing throw, nobody waits for this any more.
    next.catch(() => undefined);
    hash.update(portion);
    if (feed !== undefined && !feed.finished) feed.push(portion);
  }
}
