import { ReasonError, type Reason } from '../base/reason.ts';
import { pipeline } from './decode.ts';
import { localReason } from './local.ts';
import { openPicture } from './open.ts';

/** Whether a downloaded file is an undamaged picture of a kind that the service sends. */
export type Checked =
  | { readonly kind: 'picture'; readonly extension: '.jpg' | '.png'; readonly width: number; readonly height: number }
  | { readonly kind: 'damaged'; readonly reason: Reason };

/**
 * Decodes a whole downloaded JPEG or PNG. Stricter than for a photographer's own files: nothing is mended or tolerated,
 * since a fault in a download is mended by downloading it again.
 *
 * @throws what the file system throws, and an abort's own reason
 */
export async function checkPicture(path: string, signal?: AbortSignal): Promise<Checked> {
  signal?.throwIfAborted();
  const opened = await openPicture(path);
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
    const local = localReason(error);
    if (local.code !== 'internal') throw new ReasonError(local.code, local.message, { cause: error });
    return {
      kind: 'damaged',
      reason: { code: 'damaged', message: 'The picture that came back is damaged or cut off.' },
    };
  }
  signal?.throwIfAborted();
  return { kind: 'picture', extension, width: opened.upright.width, height: opened.upright.height };
}
