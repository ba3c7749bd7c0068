import type { Size } from '../../formats/turned-rect.ts';
import { rename, rm } from 'node:fs/promises';
import { readOriginal } from '../../base/open-original.ts';
import type { Sharp } from '../sharp.ts';
import { temporaryBeside } from '../../base/durable-file.ts';
import { ReasonError, type Reason } from '../../base/reason.ts';
import { localAnswer, onSide, SystemError, troubleOf, type LocalAnswer } from '../../base/system-errors.ts';
import { EIGHTH_FROM, withoutFineScans } from '../../formats/jpeg/coarse-jpeg.ts';
import { uprightSrgb } from '../colour.ts';
import type { Opened } from '../open/picture.ts';
import { openForView } from '../open/raw-open.ts';
import { fitSize } from '../submission/submission-plan.ts';

export interface ViewRequest {
  readonly source: string;
  /** Exact path to write; replaced if it is there. */
  readonly target: string;
  /** Longest side in pixels; `full`: the picture's own size. A smaller picture is not enlarged. */
  readonly longestSide: number | 'full';
  readonly format: 'jpeg' | 'webp';
  /** 1 to 100. */
  readonly quality: number;
}

export type View =
  | { readonly kind: 'written'; readonly path: string; readonly width: number; readonly height: number }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | LocalAnswer;

/** Longest side that the formats can express. */
const LONGEST_SIDE = { jpeg: 65_500, webp: 16_383 } as const;

/**
 * Draws a picture for looking at: upright, sRGB, no metadata. Shows what there is of a damaged file, so that the photographer
 * sees which one it is; it never becomes part of a result. Complete or absent at `target`, though not flushed: it can be
 * made again.
 *
 * @throws only an abort's own reason
 */
export async function drawView(request: ViewRequest, signal?: AbortSignal): Promise<View> {
  signal?.throwIfAborted();
  const temporary = temporaryBeside(request.target);
  try {
    const opened = await openForView(request.source);
    if (opened.kind === 'refused') return opened;
    signal?.throwIfAborted();
    const longest = LONGEST_SIDE[request.format];
    const wanted = request.longestSide === 'full' ? longest : Math.min(request.longestSide, longest);
    const size = fitSize(opened.upright, wanted);
    const picture = await coarse(opened, size);
    signal?.throwIfAborted();
    const image = await uprightSrgb(picture, size, { shrinkOnLoad: 'fast', failOn: 'none' });
    const info = await encode(image, request).toFile(temporary);
    signal?.throwIfAborted();
    await onSide('data', request.target, () => rename(temporary, request.target));
    return { kind: 'written', path: request.target, width: info.width, height: info.height };
  } catch (error) {
    await rm(temporary, { force: true });
    if (signal?.aborted) throw signal.reason;
    return refusedOrLocal(error, request.source);
  }
}

/** Files up to this many bytes are taken into memory, to leave most of them out. */
const MAX_HELD_BYTES = 64_000_000;

/** A progressive JPEG that becomes much smaller, without what its finer scans would add in vain. */
async function coarse(picture: Opened, size: Size): Promise<Opened> {
  const shrink = Math.min(picture.upright.width / size.width, picture.upright.height / size.height);
  if (picture.jpeg?.coding !== 'progressive' || shrink < EIGHTH_FROM || picture.bytes > MAX_HELD_BYTES) return picture;
  const mended = withoutFineScans(picture.mended ?? (await readOriginal(picture.path)));
  return mended ? { ...picture, mended } : picture;
}

function encode(image: Sharp, { format, quality }: ViewRequest): Sharp {
  return format === 'webp'
    ? image.webp({ quality, effort: 2 })
    : image.jpeg({ quality, optimiseCoding: false, chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0' });
}

/** libvips has no error codes; what it does not call a shortage of this computer is the file's own fault. */
function refusedOrLocal(error: unknown, source: string): View {
  if (error instanceof ReasonError && !(error instanceof SystemError)) return { kind: 'refused', reason: error.reason };
  const trouble = troubleOf(error, 'original', source);
  if (trouble.code !== 'internal') return localAnswer(trouble);
  return {
    kind: 'refused',
    reason: { code: 'damaged', message: 'This file is damaged: there is no picture to show.' },
  };
}
