import type { IccProfile, Matrix, ToneCurve } from './icc-profile.ts';

/**
 * How to compute a colour: `encode[c](matrix[c] · linear(rgb))`. An encode table is evenly spaced in the square root of light,
 * because tone curves need their steps in the shadows.
 */
export interface ColourTables {
  /** Linear light of the 256 sRGB values. */
  readonly linear: Float32Array;
  /** Three rows of three. */
  readonly matrix: Float32Array;
  /** Three tables of {@link ENCODE_STEPS} + 1 values of 0 to 255. */
  readonly encode: Float32Array;
}

/** Steps of an encode table. */
export const ENCODE_STEPS = 4096;

/** Takes the small pictures' 8-bit sRGB into the original's colour space. */
export interface ColourMap {
  readonly channels: 1 | 3;
  /** Present unless the values stay as they are (three channels) or become their luma (one). */
  readonly tables?: ColourTables;
  /** Interleaved RGB to planes of 0 to 255 that are not rounded: rounding here would come back as noise in the result. */
  planes(rgb: Uint8Array): Float32Array[];
}

/** sRGB to the D50 connection space, as in every sRGB profile. */
const SRGB_TO_XYZ: Matrix = [
  [0.43607, 0.38515, 0.14307],
  [0.22249, 0.71687, 0.06061],
  [0.01392, 0.09708, 0.7141],
];

/** IEC 61966-2-1. */
const srgbToLinear = (x: number): number => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);

/** The map into a profile; undefined if only a colour engine can compute it. No profile means sRGB, or grey in its tones. */
export function colourMapInto(profile: IccProfile | undefined, channels: 1 | 3): ColourMap | undefined {
  if (channels === 1) return profile?.kind === 'grey' ? greyMap(profile.curve) : profile ? undefined : lumaMap;
  if (!profile) return sameColours;
  if (profile.kind !== 'matrix') return undefined;
  const map = matrixMap(profile.curves, profile.toXyz);
  return map && isNearlyTheSame(map) ? sameColours : map;
}

/** The original is sRGB itself. */
export const sameColours: ColourMap = {
  channels: 3,
  planes(rgb) {
    const out = emptyPlanes(3, rgb.length / 3);
    for (let i = 0, at = 0; at < rgb.length; i++, at += 3) {
      out[0]![i] = rgb[at]!;
      out[1]![i] = rgb[at + 1]!;
      out[2]![i] = rgb[at + 2]!;
    }
    return out;
  },
};

/** A grey original without a profile: the tones of sRGB, weighed as Rec. 601 luma. */
export const lumaMap: ColourMap = {
  channels: 1,
  planes(rgb) {
    const [out] = emptyPlanes(1, rgb.length / 3);
    for (let i = 0, at = 0; at < rgb.length; i++, at += 3) {
      out![i] = 0.299 * rgb[at]! + 0.587 * rgb[at + 1]! + 0.114 * rgb[at + 2]!;
    }
    return [out!];
  },
};

function greyMap(curve: ToneCurve): ColourMap {
  const weights = SRGB_TO_XYZ[1];
  return mapOf(
    {
      linear: linearTable(),
      matrix: Float32Array.from([...weights, ...weights, ...weights]),
      encode: encodeTables([curve, curve, curve]),
    },
    1,
  );
}

function matrixMap(curves: readonly ToneCurve[], toXyz: Matrix): ColourMap | undefined {
  const back = inverse(toXyz);
  if (!back) return undefined;
  return mapOf(
    {
      linear: linearTable(),
      matrix: Float32Array.from(product(back, SRGB_TO_XYZ).flat()),
      encode: encodeTables(curves),
    },
    3,
  );
}

function mapOf(tables: ColourTables, channels: 1 | 3): ColourMap {
  const { linear, matrix, encode } = tables;
  return {
    channels,
    tables,
    planes(rgb) {
      const out = emptyPlanes(channels, rgb.length / 3);
      out.forEach((plane, c) => {
        const [r, g, b] = [matrix[c * 3]!, matrix[c * 3 + 1]!, matrix[c * 3 + 2]!];
        const table = encode.subarray(c * (ENCODE_STEPS + 1), (c + 1) * (ENCODE_STEPS + 1));
        for (let i = 0, at = 0; at < rgb.length; i++, at += 3) {
          const light = r * linear[rgb[at]!]! + g * linear[rgb[at + 1]!]! + b * linear[rgb[at + 2]!]!;
          const position = Math.sqrt(Math.min(1, Math.max(0, light))) * ENCODE_STEPS;
          const step = Math.min(ENCODE_STEPS - 1, position | 0);
          plane[i] = table[step]! + (table[step + 1]! - table[step]!) * (position - step);
        }
      });
      return out;
    },
  };
}

function emptyPlanes(channels: number, pixels: number): Float32Array[] {
  return Array.from({ length: channels }, () => new Float32Array(pixels));
}

function linearTable(): Float32Array {
  return Float32Array.from({ length: 256 }, (_, i) => srgbToLinear(i / 255));
}

/** From the square root of linear light to encoded values of 0 to 255. */
function encodeTables(curves: readonly ToneCurve[]): Float32Array {
  const size = ENCODE_STEPS + 1;
  const tables = new Float32Array(size * curves.length);
  curves.forEach((curve, c) => {
    for (let i = 0; i < size; i++) tables[c * size + i] = 255 * solve(curve, (i / ENCODE_STEPS) ** 2);
  });
  return tables;
}

/** The encoded value whose light is `light`, by bisection: tone curves rise, but not always strictly. */
function solve(curve: ToneCurve, light: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 24; step++) {
    const middle = (low + high) / 2;
    if (curve(middle) < light) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function isNearlyTheSame(map: ColourMap): boolean {
  const rgb = new Uint8Array(3 * 6 * 6 * 6);
  for (let i = 0; i < 216; i++) rgb.set([51 * (i % 6), 51 * (Math.floor(i / 6) % 6), 51 * Math.floor(i / 36)], i * 3);
  const planes = map.planes(rgb);
  return rgb.every((value, i) => Math.abs(planes[i % 3]![Math.floor(i / 3)]! - value) < 0.75);
}

function product(a: Matrix, b: Matrix): Matrix {
  const cell = (i: 0 | 1 | 2, j: 0 | 1 | 2): number => a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
  const row = (i: 0 | 1 | 2): [number, number, number] => [cell(i, 0), cell(i, 1), cell(i, 2)];
  return [row(0), row(1), row(2)];
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix | undefined {
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (Math.abs(det) < 1e-9) return undefined;
  return [
    [(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
    [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
    [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det],
  ];
}
