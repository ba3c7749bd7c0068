import type { Size } from '../../formats/turned-rect.ts';
import type { Pixels } from '../transfer/types.ts';

/**
 * Mean difference, in levels of 255, that no encoder of quality 1 and up reaches on a picture that was made much smaller: there, a plain
 * colour comes out half a step of 32 off in luma and in both chromas, which makes 28 levels.
 */
const SAME_PICTURE = 30;
/** One cell in so many, along both axes, is compared: thousands are left. */
const ONE_IN = 8;

/** Whether two arrays of levels, 0 to 255, show the same picture. */
export function isNear(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length <= SAME_PICTURE;
}

/**
 * Whether `shown` (8-bit RGB) is `pixels` made smaller, each of its pixels being the mean of a cell of theirs. Grey stands for three equal
 * channels, and transparency for as much of `background` (0 to 255).
 */
export function showsSame(shown: Pixels, pixels: Pixels, background: number): boolean {
  const expected: number[] = [];
  const found: number[] = [];
  for (let y = 0; y < shown.height; y += ONE_IN) {
    for (let x = 0; x < shown.width; x += ONE_IN) {
      expected.push(...meanOf(pixels, cellOf(pixels, shown, x, y), background));
      const at = (y * shown.width + x) * 3;
      found.push(shown.data[at]!, shown.data[at + 1]!, shown.data[at + 2]!);
    }
  }
  return isNear(Uint8Array.from(expected), Uint8Array.from(found));
}

/** RGB made smaller, each pixel the mean of its cell to the last row and column; for few pixels. */
export function madeSmaller(pixels: Pixels, to: Size): Uint8Array {
  const out = new Uint8Array(to.width * to.height * 3);
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) out.set(meanOf(pixels, cellOf(pixels, to, x, y), 0), (y * to.width + x) * 3);
  }
  return out;
}

interface Cell {
  readonly left: number;
  readonly top: number;
  /** Ends are exclusive. */
  readonly right: number;
  readonly bottom: number;
}

/** All that a pixel of the smaller picture stands for: a part of it need not look like the rest. */
function cellOf(pixels: Size, { width, height }: Size, x: number, y: number): Cell {
  return {
    left: Math.floor((x * pixels.width) / width),
    top: Math.floor((y * pixels.height) / height),
    right: Math.floor(((x + 1) * pixels.width) / width),
    bottom: Math.floor(((y + 1) * pixels.height) / height),
  };
}

function meanOf({ data, width, channels }: Pixels, { left, top, right, bottom }: Cell, background: number) {
  const unit = data instanceof Uint16Array ? 257 : 1;
  const colours = channels >= 3 ? 3 : 1;
  const opaque = channels === colours;
  const sums: [number, number, number] = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = (y * width + x) * channels;
      const alpha = opaque ? 1 : data[at + colours]! / unit / 255;
      for (let c = 0; c < 3; c++) {
        const level = data[at + (colours === 3 ? c : 0)]! / unit;
        sums[c as 0 | 1 | 2] += alpha * level + (1 - alpha) * background;
      }
    }
  }
  return sums.map((sum) => sum / ((right - left) * (bottom - top)));
}
