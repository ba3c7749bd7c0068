import type { ReadAt } from '../bytes.ts';
import type { PictureDigest } from './digest.ts';

const PORTION = 1_048_576;

/** Hashes a part of a file, a portion at a time. What lies behind the file's end is left out. */
export async function hashRange(read: ReadAt, at: number, length: number, digest: PictureDigest): Promise<void> {
  for (let from = at; from < at + length;) {
    const bytes = await read(from, Math.min(PORTION, at + length - from));
    if (bytes.length === 0) return;
    digest.data(bytes);
    from += bytes.length;
  }
}
