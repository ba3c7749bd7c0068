import type { Point, Size } from '../zoom.ts';

export interface PictureStyle {
  readonly width: number;
  readonly height: number;
  readonly transform: string;
}

/** Puts a picture where the zoom says, CSS pixels in its pane. */
export function pictureStyle({ x, y, width, height }: Point & Size): PictureStyle {
  return { width, height, transform: `translate(${px(x)}, ${px(y)})` };
}

/** Whole device pixels keep the picture crisp. */
function px(value: number): string {
  return `${String(Math.round(value * devicePixelRatio) / devicePixelRatio)}px`;
}
