import type { Part } from './row.ts';
import type { PixelRows, Pixels } from './types.ts';

/** A rectangle of a picture, pixels; ends exclusive. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A rectangle of a part, with memory of its own; `rect` is on the whole picture, and within the part. */
export function cutOut(part: Part, { left, top, right, bottom }: Rect): Part {
  const [width, height] = [right - left, bottom - top];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top - part.top + y) * part.width + left - part.left) * 3;
    data.set(part.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { data, width, height, left, top };
}

/** A rectangle of the original, with memory of its own. */
export function takeOut({ data, width, height, channels }: Pixels, { left, top, right, bottom }: Rect): PixelRows {
  const line = (right - left) * channels;
  const length = line * (bottom - top);
  const out = data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  for (let y = top; y < bottom; y++) {
    const from = (y * width + left) * channels;
    out.set(data.subarray(from, from + line), (y - top) * line);
  }
  return { data: out, width, height, channels, firstRow: top, firstColumn: left, columns: right - left };
}

/** Puts a rectangle back in its place. */
export function putBack(into: Pixels, data: PixelRows['data'], { left, top, right, bottom }: Rect): void {
  const line = (right - left) * into.channels;
  for (let y = top; y < bottom; y++) {
    into.data.set(data.subarray((y - top) * line, (y - top + 1) * line), (y * into.width + left) * into.channels);
  }
}
