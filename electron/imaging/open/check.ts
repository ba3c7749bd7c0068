import type { Reason } from '../../base/reason.ts';
import { onSide, SystemError, troubleOf } from '../../base/system-errors.ts';
import { pipeline } from './decode.ts';
import { openPicture } from './open.ts';

/** Whether a downloaded file is an undamaged picture of a kind that the service sends. */
export type Checked =
  | { readonly kind: 'picture'; readonly extension: '.jpg' | '.png'; readonly width: number; readonly height: number }
  | { readonly kind: 'damaged'; readonly reason: Reason };

/**
 * Decodes a whole downloaded JPEG or PNG. Stricter than for a photographer's own files: nothing is mended or tolerated,
 * since a fault in a download is mended by downloading it again.
 *
 * @throws SystemError for what the file system refuses, and an abort's own reason
 */
export async function checkPicture(path: string, signal?: AbortSignal): Promise<Checked> {
  signal?.throwIfAborted();
  const opened = await onSide('data', path, () => openPicture(path));
  if (opened.kind === 'refused') return { kind: 'damaged', reason: opened.reason };
  const extension = opened.format === 'jpeg' ? '.jpg' : opened.format === 'png' ? '.png' : undefined;
  if (extension === undefined) {
    const message = 'The service sent a picture of a kind that it should not send.';
    return { kind: 'damaged', reason: { code: 'wrong-format', message } };
  }
  try {
    await (await pipeline(opened, { rawColours: true })).raw().toBuffer();
  } catch (error) {
    // A shortage of this computer says nothing about a picture that was paid for.
    const trouble = troubleOf(error, 'data', path);
    if (trouble.code !== 'internal') throw new SystemError(trouble, { cause: error });
    return {
      kind: 'damaged',
      reason: { code: 'damaged', message: 'The picture that came back is damaged or cut off.' },
    };
  }
  signal?.throwIfAborted();
  return { kind: 'picture', extension, width: opened.upright.width, height: opened.upright.height };
}
