import type { Picture } from './fidelity-retouch.ts';
import { ellipseOf, strengthAt } from './fidelity-retouch.ts';

export interface Fidelity {
  /** dB, over the retouched pixels and all three channels. */
  readonly psnr: number;
  /** Mean SSIM of luma over the retouched pixels (Wang et al. 2004, square windows of 7). */
  readonly ssim: number;
  /** Share of the pixels outside, 0 to 1, that equal the original's. */
  readonly equalOutside: number;
}

const ZONE = { between: 0, inside: 1, outside: 2 } as const;

/** Beyond the reach of the transfer's windows around the ellipse's rim, which lies at 1.15. */
const FAR_OUTSIDE = 1.3;

/** Which pixels were retouched, which are surely not, and the rectangle around those that were, ends exclusive. */
export interface Zones {
  readonly of: Uint8Array;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function zonesOf(size: { width: number; height: number }): Zones {
  const { width } = size;
  const ellipse = ellipseOf(size);
  const of = new Uint8Array(ellipse.length);
  let [left, top, right, bottom] = [width, size.height, 0, 0];
  for (let i = 0; i < of.length; i++) {
    const place = ellipse[i]!;
    const inside = strengthAt(place) > 0.1;
    of[i] = inside ? ZONE.inside : place > FAR_OUTSIDE ? ZONE.outside : ZONE.between;
    if (!inside) continue;
    const y = Math.floor(i / width);
    const x = i - y * width;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return { of, left, top, right, bottom };
}

const WINDOW = 7;
const HALF = 3;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/**
 * Compares a result, handed over row by row from the top, with the truth where it was retouched and with the original outside.
 * Values need not be whole: they are rounded as they would be when written.
 */
export class Comparison {
  readonly #truth: Picture;
  readonly #before: Uint8Array;
  readonly #zones: Uint8Array;
  /** What SSIM's windows cover. */
  readonly #area: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly #ring: { readonly a: Float32Array; readonly b: Float32Array }[];
  /** Sums over the last seven rows: a, b, a² + b², ab. */
  readonly #sums: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
  #y = 0;
  #error = 0;
  #inside = 0;
  #equal = 0;
  #outside = 0;
  #ssim = 0;
  #windows = 0;

  constructor(truth: Picture, before: Uint8Array, zones: Zones) {
    this.#truth = truth;
    this.#before = before;
    this.#zones = zones.of;
    const { width, height } = truth;
    this.#area = {
      left: Math.max(0, zones.left - HALF),
      top: Math.max(0, zones.top - HALF),
      right: Math.min(width, zones.right + HALF),
      bottom: Math.min(height, zones.bottom + HALF),
    };
    this.#ring = Array.from({ length: WINDOW }, () => ({ a: new Float32Array(width), b: new Float32Array(width) }));
    const sums = (): Float64Array => new Float64Array(width);
    this.#sums = [sums(), sums(), sums(), sums()];
  }

  /** The next row, from `from` on in `values`. */
  row(values: ArrayLike<number>, from = 0): void {
    const { left, top, right, bottom } = this.#area;
    const { width } = this.#truth;
    const y = this.#y++;
    if (y < top || y >= bottom) {
      this.#compareOutside(values, from, y, 0, width);
      return;
    }
    this.#compareOutside(values, from, y, 0, left);
    this.#compareArea(values, from, y);
    this.#compareOutside(values, from, y, right, width);
    if (y >= top + WINDOW - 1) this.#windowsOfRow(y - HALF);
  }

  result(): Fidelity {
    const mean = this.#error / (3 * this.#inside);
    return {
      psnr: mean === 0 ? Infinity : 10 * Math.log10(255 ** 2 / mean),
      ssim: this.#ssim / this.#windows,
      equalOutside: this.#equal / this.#outside,
    };
  }

  #compareOutside(values: ArrayLike<number>, from: number, y: number, begin: number, end: number): void {
    const { width } = this.#truth;
    const [before, zones] = [this.#before, this.#zones];
    let [equal, outside] = [0, 0];
    for (let x = begin, v = from + begin * 3, i = (y * width + begin) * 3; x < end; x++, v += 3, i += 3) {
      if (zones[y * width + x] !== ZONE.outside) continue;
      outside++;
      if (sameLevel(values[v]!, before[i]!) && sameLevel(values[v + 1]!, before[i + 1]!)) {
        if (sameLevel(values[v + 2]!, before[i + 2]!)) equal++;
      }
    }
    this.#equal += equal;
    this.#outside += outside;
  }

  #compareArea(values: ArrayLike<number>, from: number, y: number): void {
    const { left, top, right } = this.#area;
    const { data: to, width } = this.#truth;
    const [before, zones, [sa, sb, ss, sp]] = [this.#before, this.#zones, this.#sums];
    // The ring's rows start at 0, so that nothing wrong leaves the sums at the top.
    const { a, b } = this.#ring[(y - top) % WINDOW]!;
    let [error, inside, equal, outside] = [0, 0, 0, 0];
    for (let x = left, v = from + left * 3, i = (y * width + left) * 3; x < right; x++, v += 3, i += 3) {
      const red = level(values[v]!);
      const green = level(values[v + 1]!);
      const blue = level(values[v + 2]!);
      const zone = zones[y * width + x]!;
      if (zone === ZONE.inside) {
        inside++;
        error += (red - to[i]!) ** 2 + (green - to[i + 1]!) ** 2 + (blue - to[i + 2]!) ** 2;
      } else if (zone === ZONE.outside) {
        outside++;
        if (red === before[i] && green === before[i + 1] && blue === before[i + 2]) equal++;
      }
      const oldA = a[x]!;
      const oldB = b[x]!;
      const newA = Math.fround(0.299 * red + 0.587 * green + 0.114 * blue);
      const newB = Math.fround(0.299 * to[i]! + 0.587 * to[i + 1]! + 0.114 * to[i + 2]!);
      sa[x]! += newA - oldA;
      sb[x]! += newB - oldB;
      ss[x]! += newA * newA + newB * newB - oldA * oldA - oldB * oldB;
      sp[x]! += newA * newB - oldA * oldB;
      a[x] = newA;
      b[x] = newB;
    }
    this.#error += error;
    this.#inside += inside;
    this.#equal += equal;
    this.#outside += outside;
  }

  #windowsOfRow(y: number): void {
    const { left, right } = this.#area;
    const { width } = this.#truth;
    const [zones, [sa, sb, ss, sp]] = [this.#zones, this.#sums];
    const share = 1 / (WINDOW * WINDOW);
    let [wa, wb, ws, wp] = [0, 0, 0, 0];
    let [ssim, windows] = [0, 0];
    for (let x = left; x < right; x++) {
      wa += sa[x]!;
      wb += sb[x]!;
      ws += ss[x]!;
      wp += sp[x]!;
      const out = x - WINDOW;
      if (out >= left) {
        wa -= sa[out]!;
        wb -= sb[out]!;
        ws -= ss[out]!;
        wp -= sp[out]!;
      }
      if (x - left < WINDOW - 1 || zones[y * width + x - HALF] !== ZONE.inside) continue;
      const p = wa * share;
      const q = wb * share;
      const squares = p * p + q * q;
      const covariance = wp * share - p * q;
      ssim += ((2 * p * q + C1) * (2 * covariance + C2)) / ((squares + C1) * (ws * share - squares + C2));
      windows++;
    }
    this.#ssim += ssim;
    this.#windows += windows;
  }
}

function level(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0;
}

/** Whether a value is written as this level. */
function sameLevel(value: number, written: number): boolean {
  return value === written || level(value) === written;
}
