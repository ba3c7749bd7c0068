import type { Pixels } from './transfer/types.ts';

/** Mean difference, in levels of 255, that no encoder of quality 1 and up reaches on a picture that was made much smaller. */
const SAME_PICTURE = 24;
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
  const across = pixels.width / shown.width;
  const down = pixels.height / shown.height;
  const expected: number[] = [];
  const found: number[] = [];
  for (let y = 0; y < shown.height; y += ONE_IN) {
    for (let x = 0; x < shown.width; x += ONE_IN) {
      const cell = {
        left: Math.floor(x * across),
        top: Math.floor(y * down),
        side: Math.floor(Math.min(across, down)),
      };
      expected.push(...meanOf(pixels, cell, background));
      const at = (y * shown.width + x) * 3;
      found.push(shown.data[at]!, shown.data[at + 1]!, shown.data[at + 2]!);
    }
  }
  return isNear(Uint8Array.from(expected), Uint8Array.from(found));
}

interface Cell {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

function meanOf({ data, width, channels }: Pixels, { left, top, side }: Cell, background: number) {
  const unit = data instanceof Uint16Array ? 257 : 1;
  const colours = channels >= 3 ? 3 : 1;
  const opaque = channels === colours;
  const sums: [number, number, number] = [0, 0, 0];
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) {
      const at = (y * width + x) * channels;
      const alpha = opaque ? 1 : data[at + colours]! / unit / 255;
      for (let c = 0; c < 3; c++) {
        const level = data[at + (colours === 3 ? c : 0)]! / unit;
        sums[c as 0 | 1 | 2] += alpha * level + (1 - alpha) * background;
      }
    }
  }
  return sums.map((sum) => sum / (side * side));
}
