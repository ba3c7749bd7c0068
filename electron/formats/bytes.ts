import type { FileHandle } from 'node:fs/promises';
import { openOriginal } from '../base/open-original.ts';

/** Reads up to `length` bytes at `offset`; fewer only at the file's end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/** Opens a file for reading parts of it, and closes it whatever happens. Throws what the file system throws. */
export async function withFile<T>(path: string, use: (read: ReadAt, bytes: number) => Promise<T>): Promise<T> {
  const handle = await openOriginal(path);
  try {
    const { size } = await handle.stat();
    return await use(readFrom(handle, size), size);
  } finally {
    await handle.close();
  }
}

/** Reads parts of an open file of `size` bytes. Throws the signal's reason when it is aborted. */
export function readFrom(handle: FileHandle, size: number, signal?: AbortSignal): ReadAt {
  return async (offset, length) => {
    signal?.throwIfAborted();
    const wanted = Math.max(0, Math.min(length, size - offset));
    const buffer = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await handle.read(buffer, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  };
}

/** The same for bytes at hand. */
export function readBytes(bytes: Uint8Array): ReadAt {
  return (offset, length) => Promise.resolve(bytes.subarray(offset, offset + Math.max(0, length)));
}

/** Exactly `length` bytes. Throws a RangeError if the file ends before. */
export async function readExactly(read: ReadAt, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await read(offset, length);
  if (bytes.length < length) throw new RangeError('the file ends too early');
  return bytes;
}
