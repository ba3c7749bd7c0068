import { readFile, rm } from 'node:fs/promises';
import { sharp } from '../sharp.ts';
import { fileKeys } from '../../formats/picture-key/picture-key.ts';
import { messageOf, ReasonError } from '../../base/reason.ts';
import { localAnswer, onSide, SystemError, troubleOf } from '../../base/system-errors.ts';
import { outputExtension } from './encode-name.ts';
import type { FullSizeAnswer, FullSizeRequest } from './full-size-types.ts';
import { makeFullSize } from './full-size-work.ts';
import { openPicture } from '../open/open.ts';
import type { TransferHelpers } from '../transfer/helper.ts';

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
    if (request.expected !== undefined) await refuseChanged(request.original, request.expected, signal);
    const opened = await openPicture(request.original);
    if (opened.kind === 'refused') return opened;
    const output = outputExtension(request.original, opened.format, request.format, opened.alpha);
    const submitted = await onSide('data', request.submitted, () => readFile(request.submitted));
    const retouched = await onSide('data', request.retouched, () => readFile(request.retouched));
    return await makeFullSize({ request, opened, output, submitted, retouched, helpers }, signal, onProgress);
  } catch (error) {
    await rm(request.target, { force: true });
    if (signal.aborted) throw signal.reason;
    return answerFor(error, request.original);
  }
}

async function refuseChanged(
  path: string,
  expected: NonNullable<FullSizeRequest['expected']>,
  signal: AbortSignal,
): Promise<void> {
  const now = await fileKeys(path, signal);
  if (now.sha256 !== expected.sha256 && now.picture !== expected.picture) {
    throw new ReasonError(
      'original-changed',
      'The original changed since it was submitted, so the retouch no longer fits it. The paid result is kept.',
    );
  }
}

function answerFor(error: unknown, original: string): FullSizeAnswer {
  if (error instanceof ReasonError && !(error instanceof SystemError)) return { kind: 'refused', reason: error.reason };
  const trouble = troubleOf(error, 'original', original);
  if (trouble.code !== 'internal') return localAnswer(trouble);
  return {
    kind: 'refused',
    reason: { code: 'full-size-failed', message: `The result could not be made: ${messageOf(error)}` },
  };
}
