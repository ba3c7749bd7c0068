import type { FileHandle } from 'node:fs/promises';
import { openOriginal } from '../base/open-original.ts';

/** Reads pieces of a file that may be too large to hold. */
export class FileReader {
  readonly #handle: FileHandle;
  readonly size: number;

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** Opens `path`, hands the reader to `use`, and closes the file whatever happens. */
  static async with<T>(path: string, use: (file: FileReader) => Promise<T>): Promise<T> {
    const handle = await openOriginal(path);
    try {
      return await use(new FileReader(handle, (await handle.stat()).size));
    } finally {
      await handle.close();
    }
  }

  /** Up to `length` bytes from `offset`; fewer at the file's end. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const buffer = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.#handle.read(buffer, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /** Exactly `length` bytes. Throws a RangeError if the file ends before. */
  async exactly(offset: number, length: number): Promise<Uint8Array> {
    const bytes = await this.read(offset, length);
    if (bytes.length < length) throw new RangeError('the file ends too early');
    return bytes;
  }
}
