import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../base/durable-file.ts';
import { PRIVATE_FILE } from '../base/private-files.ts';
import { onSide } from '../base/system-errors.ts';

/**
 * Writes pieces to `path` + `.part` and, when all have come, puts the file at `path`: whole and flushed, or not at all.
 * Throws a SystemError of the data folder for the disk, and what `pieces` throws. Returns the number of bytes.
 */
export async function writePieces(path: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  const part = `${path}.part`;
  const local = <T>(work: () => Promise<T>): Promise<T> => onSide('data', path, work);
  let file: FileHandle | undefined;
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      const here = (file ??= await local(() => open(part, 'w', PRIVATE_FILE)));
      await local(() => here.writeFile(piece));
      bytes += piece.byteLength;
    }
    if (file === undefined) return 0;
    const whole = file;
    await local(() => whole.sync());
    await local(() => whole.close());
    await local(() => rename(part, path));
    await local(() => syncFolder(dirname(path)));
    return bytes;
  } catch (error) {
    // Closing twice is harmless; what closing might add is said by the first error.
    await file?.close().catch(() => {});
    await local(() => rm(part, { force: true }));
    throw error;
  }
}
