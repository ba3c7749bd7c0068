import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import sharp from 'sharp';
import { messageOf, ReasonError, systemCode } from '../base/reason.ts';
import type { Reason } from '../base/reason.ts';
import { outputExtension } from './encode-name.ts';
import type { FullSizeAnswer, FullSizeRequest } from './full-size-types.ts';
import { makeFullSize } from './full-size-work.ts';
import { openPicture } from './open.ts';
import type { TransferHelpers } from './transfer/helper.ts';

export { outputExtension } from './encode-name.ts';
export type { FidelityReport, FullSizeAnswer, FullSizeRequest, OutputName } from './full-size-types.ts';

/**
 * Makes the result of one paid retouch: the change the service made, carried over to the original's own pixels, colours and
 * metadata, written to `request.target` and flushed. The original is only read. On any other ending there is no file at `target`.
 *
 * @param onProgress share of the work done, 0 to 1, rising
 * @param helpers threads that take a part of the work; undefined: this one does it alone
 * @throws the signal's reason when it is aborted; everything else is an answer
 */
export async function fullSize(
  request: FullSizeRequest,
  signal: AbortSignal,
  onProgress: (share: number) => void,
  helpers?: TransferHelpers,
): Promise<FullSizeAnswer> {
  try {
    signal.throwIfAborted();
    // libvips remembers what it read by file name: a temporary name used twice would be checked against the older file.
    sharp.cache(false);
    if (request.expectedSha256 !== undefined) await refuseChanged(request.original, request.expectedSha256, signal);
    const opened = await openPicture(request.original);
    if (opened.kind === 'refused') return opened;
    const output = outputExtension(request.original, opened.format, request.format, opened.alpha);
    const submitted = await readFile(request.submitted);
    const retouched = await readFile(request.retouched);
    return await makeFullSize({ request, opened, output, submitted, retouched, helpers }, signal, onProgress);
  } catch (error) {
    await rm(request.target, { force: true });
    if (signal.aborted) throw signal.reason;
    return answerFor(error);
  }
}

async function refuseChanged(path: string, expected: string, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer);
  if (hash.digest('hex') !== expected) {
    throw new ReasonError(
      'original-changed',
      'The original changed since it was submitted, so the retouch no longer fits it. The paid result is kept.',
    );
  }
}

function answerFor(error: unknown): FullSizeAnswer {
  if (error instanceof ReasonError) return { kind: 'refused', reason: error.reason };
  const code = systemCode(error);
  if (code !== undefined && code in localReasons) {
    return { kind: 'local', reason: localReasons[code]! };
  }
  if (code !== undefined) {
    return { kind: 'local', reason: { code: 'io', message: `This computer could not do it: ${messageOf(error)}` } };
  }
  if (/out of memory|unable to allocate|Array buffer allocation failed/i.test(messageOf(error))) {
    return {
      kind: 'local',
      reason: { code: 'memory', message: 'This computer has too little free memory for a photo of this size.' },
    };
  }
  return {
    kind: 'refused',
    reason: { code: 'full-size-failed', message: `The result could not be made: ${messageOf(error)}` },
  };
}

const localReasons: Partial<Record<string, Reason>> = {
  ENOSPC: { code: 'disk-full', message: 'The disk is full.' },
  EDQUOT: { code: 'disk-full', message: 'Your share of the disk is full.' },
  EACCES: { code: 'no-permission', message: 'A file or folder may not be opened or written to.' },
  EPERM: { code: 'no-permission', message: 'A file or folder may not be opened or written to.' },
  EROFS: { code: 'read-only', message: 'The folder for the results cannot be written to.' },
  ENOENT: { code: 'file-gone', message: 'A file that is needed is no longer where it was.' },
  ENOTDIR: { code: 'file-gone', message: 'A folder that is needed is no longer where it was.' },
};
