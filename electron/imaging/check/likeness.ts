import type { Size } from '../../formats/turned-rect.ts';
import { halved, mapped, type Plane } from '../transfer/motion/plane.ts';

/**
 * How far what came back differs from what was sent in what it shows, not in how it looks. Both are shares, 0 (the same) to 1, of the
 * structure (edges, features, folds) that is found nowhere near its place in the other picture.
 */
export interface Unlikeness {
  /** Of the whole picture, structure that only one of the two has included: a plain colour comes to 1. */
  readonly whole: number;
  /** Of the worst part of the picture, a quarter of it wide and high, structure that both have only: what was smoothed away does not count. */
  readonly part: number;
  /** Mean structure, levels of 255: with next to none there is nothing to tell a photo by. */
  readonly structure: number;
}

/** Longest side of the planes that are compared, pixels. */
export const COMPARED_SIDE = 384;

/**
 * The limits, from `node test/bench/likeness.ts` (the table stands in docs/fidelity.md): the strongest retouches stay below 0.03 and 0.08; other
 * photos begin at 0.3 of the whole, another head in the very same scene at 0.19 of a part, another face within the same hair at 0.1.
 */
const MOST_WHOLE = 0.25;
const MOST_PART = 0.1;
const LEAST_STRUCTURE = 0.25;

/** Whether two pictures show the same photo. Two shots of one moment, the camera not moved, are the same photo as far as this can tell. */
export function showsSamePhoto({ whole, part, structure }: Unlikeness): boolean {
  return structure < LEAST_STRUCTURE || (whole < MOST_WHOLE && part < MOST_PART);
}

/** The size at which two pictures are compared: the shape of the one that was sent. */
export function comparedSize({ width, height }: Size): Size {
  const scale = COMPARED_SIDE / Math.max(width, height);
  const side = (length: number): number => Math.max(BLOCK, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/** Side of the blocks that are looked for in the other picture, pixels; they overlap by half. */
const BLOCK = 16;
const STEP = 8;
/** Furthest that a block is looked for, pixels of the halved planes: 2 % of the picture's longer side. Slimming moves less than that. */
const REACH = 4;
/** Deviation within a block, levels, that noise and compression leave; above the other one an edge counts no more than others. */
const NOISE = 3;
const FULL = 40;
/** Correlations at which a block is taken for the same, and for another. */
const SAME = 0.8;
const OTHER = 0.5;
/** Side of a part, as a share of the picture's mean side, and structure (levels a block) that makes little count for little there. */
const PART = 0.25;
const LITTLE = 4;

/**
 * Compares two luma planes of one size. Each block with structure is looked for near its place in the other picture, by normalised
 * correlation: brightening, tones and contrast don't change that, smoothing and compression act on finer detail than is left after the
 * planes were softened, and slimming moves things by less than the search reaches.
 */
export function unlikeness(sent: Plane, back: Plane): Unlikeness {
  const a = level(softened(softened(sent)));
  const b = level(softened(softened(back)));
  const cols = Math.floor((a.fine.plane.width - BLOCK) / STEP) + 1;
  const rows = Math.floor((a.fine.plane.height - BLOCK) / STEP) + 1;
  const shared = new Float32Array(cols * rows);
  const missing = new Float32Array(cols * rows);
  let all = 0;
  let lost = 0;
  for (let row = 0, k = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, k++) {
      const [x, y] = [col * STEP, row * STEP];
      const here = a.fine.deviation(x, y, BLOCK);
      const there = b.fine.deviation(x, y, BLOCK);
      const either = weight(Math.max(here, there));
      if (either === 0) continue;
      const other = Math.min(1, Math.max(0, (SAME - bestMatch(a, b, x, y)) / (SAME - OTHER)));
      all += either;
      lost += either * other;
      shared[k] = weight(Math.sqrt(here * there));
      missing[k] = shared[k]! * other;
    }
  }
  return {
    whole: all > 0 ? lost / all : 0,
    part: worstPart(shared, missing, cols, rows),
    structure: all / (cols * rows),
  };
}

function weight(deviation: number): number {
  return Math.max(0, Math.min(FULL, deviation) - NOISE);
}

function worstPart(shared: Float32Array, missing: Float32Array, cols: number, rows: number): number {
  const wanted = Math.max(3, Math.round(PART * Math.sqrt(cols * rows)));
  const [width, height] = [Math.min(wanted, cols), Math.min(wanted, rows)];
  let worst = 0;
  for (let top = 0; top + height <= rows; top++) {
    for (let left = 0; left + width <= cols; left++) {
      let sum = width * height * LITTLE;
      let gone = 0;
      for (let y = top; y < top + height; y++) {
        for (let k = y * cols + left, end = k + width; k < end; k++) {
          sum += shared[k]!;
          gone += missing[k]!;
        }
      }
      worst = Math.max(worst, gone / sum);
    }
  }
  return worst;
}

/** The best correlation, -1 to 1, of a block with what the other picture has near its place. */
function bestMatch(a: Level, b: Level, x: number, y: number): number {
  let rough = -1;
  let [bx, by] = [0, 0];
  for (let dy = -REACH; dy <= REACH; dy++) {
    for (let dx = -REACH; dx <= REACH; dx++) {
      const found = correlation(a.coarse, b.coarse, x >> 1, y >> 1, dx, dy, BLOCK / 2);
      if (found <= rough) continue;
      rough = found;
      [bx, by] = [2 * dx, 2 * dy];
    }
  }
  let best = -1;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      best = Math.max(best, correlation(a.fine, b.fine, x, y, bx + dx, by + dy, BLOCK));
      // Few pixels may mislead the rough search: what did not move is looked at in any case.
      if (bx !== 0 || by !== 0) best = Math.max(best, correlation(a.fine, b.fine, x, y, dx, dy, BLOCK));
    }
  }
  return best;
}

/** Normalised correlation of a block of `a` with the one of `b` that lies further right and down by `dx` and `dy`; -1 beyond the border. */
function correlation(a: Sums, b: Sums, x: number, y: number, dx: number, dy: number, side: number): number {
  const [left, top] = [x + dx, y + dy];
  const { width, height } = b.plane;
  if (left < 0 || top < 0 || left + side > width || top + side > height) return -1;
  let sum = 0;
  for (let row = 0; row < side; row++) {
    let i = (y + row) * width + x;
    let j = (top + row) * width + left;
    for (const end = i + side; i < end; i++, j++) sum += a.plane.data[i]! * b.plane.data[j]!;
  }
  const covariance = sum / (side * side) - a.mean(x, y, side) * b.mean(left, top, side);
  // One level of noise keeps flat blocks from matching by chance.
  const spread = Math.sqrt((a.deviation(x, y, side) ** 2 + 1) * (b.deviation(left, top, side) ** 2 + 1));
  return covariance / spread;
}

interface Level {
  readonly fine: Sums;
  readonly coarse: Sums;
}

function level(plane: Plane): Level {
  return { fine: new Sums(plane), coarse: new Sums(halved(plane)) };
}

/** Means and deviations of any block of a plane at once (summed area tables, Crow 1984). */
class Sums {
  readonly plane: Plane;
  readonly #stride: number;
  readonly #values: Float64Array;
  readonly #squares: Float64Array;

  constructor(plane: Plane) {
    const { data, width, height } = plane;
    this.plane = plane;
    const stride = (this.#stride = width + 1);
    this.#values = new Float64Array(stride * (height + 1));
    this.#squares = new Float64Array(stride * (height + 1));
    for (let y = 0, from = 0; y < height; y++) {
      let [sum, squares] = [0, 0];
      for (let x = 0, to = (y + 1) * stride + 1; x < width; x++, to++, from++) {
        sum += data[from]!;
        squares += data[from]! ** 2;
        this.#values[to] = this.#values[to - stride]! + sum;
        this.#squares[to] = this.#squares[to - stride]! + squares;
      }
    }
  }

  mean(x: number, y: number, side: number): number {
    return this.#sum(this.#values, x, y, side) / (side * side);
  }

  deviation(x: number, y: number, side: number): number {
    const square = this.#sum(this.#squares, x, y, side) / (side * side);
    return Math.sqrt(Math.max(0, square - this.mean(x, y, side) ** 2));
  }

  #sum(table: Float64Array, x: number, y: number, side: number): number {
    const upper = y * this.#stride + x;
    const lower = upper + side * this.#stride;
    return table[lower + side]! - table[lower]! - table[upper + side]! + table[upper]!;
  }
}

/** Binomial 3 x 3: takes away what a shift by half a pixel, or another encoder, makes different. */
function softened(plane: Plane): Plane {
  const { width, height } = plane;
  const across = mapped(plane, (i) => {
    const x = i % width;
    const { data } = plane;
    return (data[x > 0 ? i - 1 : i]! + 2 * data[i]! + data[x < width - 1 ? i + 1 : i]!) / 4;
  });
  return mapped(across, (i) => {
    const y = Math.floor(i / width);
    const { data } = across;
    return (data[y > 0 ? i - width : i]! + 2 * data[i]! + data[y < height - 1 ? i + width : i]!) / 4;
  });
}
