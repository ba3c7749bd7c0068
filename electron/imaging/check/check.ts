import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Reason } from '../../base/reason.ts';
import { onSide, SystemError, troubleOf } from '../../base/system-errors.ts';
import { pipeline } from '../open/decode.ts';
import { openPicture } from '../open/open.ts';
import type { Opened } from '../open/picture.ts';
import type { Size } from '../../formats/turned-rect.ts';
import type { Plane } from '../transfer/motion/plane.ts';
import { decodeUpright } from '../transfer/pictures/small-pictures.ts';
import { comparedSize, showsSamePhoto, unlikeness } from './likeness.ts';
import { TOO_LARGE, unfitSize } from './result-size.ts';
import { differsVisibly } from './visible-change.ts';

/** Whether a downloaded file is an undamaged picture of a kind that the service sends, and of the photo that was sent. */
export type Checked =
  | ({ readonly kind: 'picture'; readonly width: number; readonly height: number } & Came & {
        /** Whether it looks exactly like what was sent. */
        readonly unchanged: boolean;
      })
  /** A whole picture, but none that can be the retouched photo: another photo, shape or size. Downloading it again is of no use. */
  | ({ readonly kind: 'unfit'; readonly reason: Reason } & Came)
  | { readonly kind: 'damaged'; readonly reason: Reason };

interface Came {
  readonly extension: '.jpg' | '.png';
  /** SHA-256 of the file, and of the one that was sent, lower-case hex. */
  readonly sha256: string;
  readonly submittedSha256: string;
}

const OTHER_PHOTO: Reason = {
  code: 'result-other-photo',
  message: 'The picture that came back does not show this photo, so it was not used. It was charged all the same.',
};
const SENT_DAMAGED: Reason = {
  code: 'submitted-damaged',
  message:
    'The copy of this photo that was sent is damaged on this computer, so the paid result can’t be compared with it.',
};

/**
 * Decodes a whole downloaded JPEG or PNG, and compares it with what was sent. Stricter than for a photographer's own files: nothing is
 * mended or tolerated, since a fault in a download is mended by downloading it again.
 *
 * @param submitted the file that was sent
 * @throws SystemError for what the file system refuses, and an abort's own reason
 */
export async function checkPicture(path: string, submitted: string, signal?: AbortSignal): Promise<Checked> {
  signal?.throwIfAborted();
  const opened = await onSide('data', path, () => openPicture(path));
  if (opened.kind === 'refused') {
    if (opened.reason.code !== 'too-large') return { kind: 'damaged', reason: opened.reason };
    const came = { extension: '.jpg', ...(await hashes(path, submitted)) } as const;
    return { kind: 'unfit', reason: { code: TOO_LARGE, message: opened.reason.message }, ...came };
  }
  const extension = opened.format === 'jpeg' ? '.jpg' : opened.format === 'png' ? '.png' : undefined;
  if (extension === undefined) {
    const message = 'The service sent a picture of a kind that it should not send.';
    return { kind: 'damaged', reason: { code: 'wrong-format', message } };
  }
  const came = { extension, ...(await hashes(path, submitted)) } as const;
  const sent = await onSide('data', submitted, () => openPicture(submitted));
  if (sent.kind === 'refused') return { kind: 'unfit', reason: SENT_DAMAGED, ...came };
  // From the headers alone: a picture of 196 megapixels is not decoded to learn that it is no use.
  const unfit = unfitSize(opened.upright, sent.upright);
  if (unfit?.code === TOO_LARGE) return { kind: 'unfit', reason: unfit, ...came };
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
  // After the damage, which another download may mend.
  if (unfit !== undefined) return { kind: 'unfit', reason: unfit, ...came };
  signal?.throwIfAborted();
  const size = comparedSize(sent.upright);
  let before: Plane;
  try {
    before = await lumaOf(sent, size);
  } catch (error) {
    const trouble = troubleOf(error, 'data', submitted);
    if (trouble.code !== 'internal') throw new SystemError(trouble, { cause: error });
    return { kind: 'unfit', reason: SENT_DAMAGED, ...came };
  }
  const after = await lumaOf(opened, size);
  if (!showsSamePhoto(unlikeness(before, after))) return { kind: 'unfit', reason: OTHER_PHOTO, ...came };
  signal?.throwIfAborted();
  const { width, height } = opened.upright;
  return {
    kind: 'picture',
    width,
    height,
    ...came,
    unchanged: await isUnchanged(path, submitted, before, after, came),
  };
}

/** Upright luma of a whole picture at another size. Decoders leave out what is too fine for it, which takes a fraction of the time. */
async function lumaOf(picture: Opened, { width, height }: Size): Promise<Plane> {
  const { data, info } = await (
    await pipeline(picture, { rawColours: true })
  )
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const luma = new Float32Array(width * height);
  for (let i = 0; i < luma.length; i++) luma[i] = data[i * info.channels]!;
  return { data: luma, width, height };
}

/** Levels by which small planes of two pictures differ at most, in the mean, that may look the same at their full size. */
const NEAR = 1;

/** Looks at every pixel only where the small planes leave it open: seldom. */
async function isUnchanged(path: string, submitted: string, before: Plane, after: Plane, came: Came): Promise<boolean> {
  if (came.sha256 === came.submittedSha256) return true;
  const { data } = before;
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += Math.abs(data[i]! - after.data[i]!);
  if (sum > NEAR * data.length) return false;
  const [back, sent] = [await readFile(path), await readFile(submitted)];
  const r = await decodeUpright(back, 'damaged', 'The picture that came back is damaged or cut off.');
  const s = await decodeUpright(sent, SENT_DAMAGED.code, SENT_DAMAGED.message);
  return !differsVisibly(s, r);
}

async function hashes(path: string, submitted: string): Promise<Pick<Came, 'sha256' | 'submittedSha256'>> {
  const hashed = async (file: string): Promise<string> => sha256(await onSide('data', file, () => readFile(file)));
  return { sha256: await hashed(path), submittedSha256: await hashed(submitted) };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
