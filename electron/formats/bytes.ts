import { openOriginal } from '../base/open-original.ts';

/** Reads up to `length` bytes at `offset`; fewer only at the file's end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/** Opens a file for reading parts of it, and closes it whatever happens. Throws what the file system throws. */
export async function withFile<T>(path: string, use: (read: ReadAt, bytes: number) => Promise<T>): Promise<T> {
  const handle = await openOriginal(path);
  try {
    const stat = await handle.stat();
    const read: ReadAt = async (offset, length) => {
      const wanted = Math.max(0, Math.min(length, stat.size - offset));
      const buffer = Buffer.allocUnsafe(wanted);
      let filled = 0;
      while (filled < wanted) {
        const { bytesRead } = await handle.read(buffer, filled, wanted - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    };
    return await use(read, stat.size);
  } finally {
    await handle.close();
  }
}

/** The same for bytes at hand. */
export function readBytes(bytes: Uint8Array): ReadAt {
  return (offset, length) => Promise.resolve(bytes.subarray(offset, offset + Math.max(0, length)));
}
