import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../base/durable-file.ts';
import { systemCode } from '../base/reason.ts';
import type { Reason } from '../base/reason.ts';

/** This computer could not store the bytes. */
export class LocalError extends Error {
  readonly reason: Reason;

  constructor(cause: unknown) {
    const code = systemCode(cause) ?? 'not-stored';
    const message = plainWords[code] ?? `The picture could not be stored on this computer (${code}).`;
    super(message, { cause });
    this.reason = { code, message };
  }
}

const plainWords: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full, so the picture could not be stored.',
  EDQUOT: 'The space you may use on this disk is full, so the picture could not be stored.',
  EACCES: 'Afterglow is not allowed to write to its folder, so the picture could not be stored.',
  EPERM: 'Afterglow is not allowed to write to its folder, so the picture could not be stored.',
  EROFS: 'The disk cannot be written to, so the picture could not be stored.',
  ENOENT: 'The folder for the picture is not there any more.',
};

const local = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw new LocalError(error);
  }
};

/**
 * Writes pieces to `path` + `.part` and, when all have come, puts the file at `path`: whole and flushed, or not at all.
 * Throws {@link LocalError} for the disk, and what `pieces` throws. Returns the number of bytes.
 */
export async function writePieces(path: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  const part = `${path}.part`;
  let file: FileHandle | undefined;
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      file ??= await local(open(part, 'w'));
      await local(file.writeFile(piece));
      bytes += piece.byteLength;
    }
    if (file === undefined) return 0;
    await local(file.sync());
    await local(file.close());
    await local(rename(part, path));
    await local(syncFolder(dirname(path)));
    return bytes;
  } catch (error) {
    // Closing twice is harmless; what closing might add is said by the first error.
    await file?.close().catch(() => {});
    await rm(part, { force: true }).catch((left: unknown) => {
      throw new LocalError(left);
    });
    throw error;
  }
}
