import { rename, rm } from 'node:fs/promises';
import { temporaryBeside } from '../../base/durable-file.ts';
import { onSide } from '../../base/system-errors.ts';
import { uprightSrgb } from '../colour.ts';
import { openForView } from '../open/raw-open.ts';
import type { Size } from '../../formats/turned-rect.ts';
import { refusedOrLocal, type View } from './thumbnail.ts';
import { storedRect, type Rect } from '../../formats/turned-rect.ts';

/** A part of a picture, in the upright picture's own pixels. */
export interface RegionRequest extends Rect {
  readonly source: string;
  /** Exact path to write; replaced if it is there. */
  readonly target: string;
}

/** Side of the largest region: more than any screen shows at once. */
export const MAX_REGION_SIDE = 8192;
const QUALITY = 92;

/**
 * Draws a part of a picture at 1:1 for looking at: upright, sRGB, a JPEG of quality 92 without metadata. What of the rectangle
 * lies outside the picture is left off; the answer tells the size. A RAW file shows its preview.
 *
 * @throws only an abort's own reason
 */
export async function drawRegion(request: RegionRequest, signal?: AbortSignal): Promise<View> {
  signal?.throwIfAborted();
  const temporary = temporaryBeside(request.target);
  try {
    const opened = await openForView(request.source);
    if (opened.kind === 'refused') return opened;
    signal?.throwIfAborted();
    const rect = clip(request, opened.upright);
    if (rect === undefined) return { kind: 'refused', reason: OUTSIDE };
    const part = storedRect(rect, opened.upright, opened.orientation);
    const image = await uprightSrgb(opened, rect, { shrinkOnLoad: 'exact', failOn: 'none', part });
    const info = await image
      .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4', optimiseCoding: false })
      .toFile(temporary);
    signal?.throwIfAborted();
    await onSide('data', request.target, () => rename(temporary, request.target));
    return { kind: 'written', path: request.target, width: info.width, height: info.height };
  } catch (error) {
    await rm(temporary, { force: true });
    if (signal?.aborted) throw signal.reason;
    return refusedOrLocal(error, request.source);
  }
}

const OUTSIDE = { code: 'outside', message: 'This part lies outside the picture.' } as const;

/** What of a rectangle lies within a picture, in whole pixels and no larger than allowed; undefined if nothing does. */
export function clip({ left, top, width, height }: Rect, size: Size): Rect | undefined {
  const from = { left: Math.max(0, Math.floor(left)), top: Math.max(0, Math.floor(top)) };
  const end = (start: number, length: number, limit: number, first: number): number =>
    Math.min(limit, first + MAX_REGION_SIDE, Math.ceil(start + length)) - first;
  const rect = {
    ...from,
    width: end(left, width, size.width, from.left),
    height: end(top, height, size.height, from.top),
  };
  // Written so that it is false for NaN.
  return rect.width > 0 && rect.height > 0 ? rect : undefined;
}
