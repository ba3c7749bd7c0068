import type { Orientation } from './orientation.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in pixels or in shares of a picture, from the upper left corner. */
export interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}

/** Where a part of the upright picture lies among the stored pixels. */
export function storedRect({ left, top, width, height }: Rect, upright: Size, orientation: Orientation): Rect {
  const right = upright.width - left - width;
  const bottom = upright.height - top - height;
  switch (orientation) {
    case 1:
      return { left, top, width, height };
    case 2:
      return { left: right, top, width, height };
    case 3:
      return { left: right, top: bottom, width, height };
    case 4:
      return { left, top: bottom, width, height };
    case 5:
      return { left: top, top: left, width: height, height: width };
    case 6:
      return { left: top, top: right, width: height, height: width };
    case 7:
      return { left: bottom, top: right, width: height, height: width };
    case 8:
      return { left: bottom, top: left, width: height, height: width };
  }
}

/** The way back: where a part of the stored pixels, in shares of them, lies in the upright picture, in shares of that. */
export function uprightShare(stored: Rect, orientation: Orientation): Rect {
  return storedRect(stored, { width: 1, height: 1 }, undoing(orientation));
}

/** Quarter turns undo each other; everything else undoes itself. */
function undoing(orientation: Orientation): Orientation {
  if (orientation === 6) return 8;
  return orientation === 8 ? 6 : orientation;
}
