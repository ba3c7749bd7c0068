import { describe, expect, test } from 'vitest';
import { boxMean, reduce } from '../../../electron/demo/reduced.ts';
import { retouchPixels } from '../../../electron/demo/retouch-pixels.ts';

type Colour = readonly [number, number, number];

const WIDTH = 240;
const HEIGHT = 200;
const GREY: Colour = [112, 112, 116];
const SKINS: Record<string, Colour> = {
  'very pale': [244, 214, 200],
  light: [222, 172, 146],
  olive: [188, 140, 108],
  brown: [132, 88, 66],
  dark: [84, 54, 42],
  'very dark': [50, 34, 28],
};

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: Colour;
  /** Fine grain: greatest distance from the colour, as a share of it. */
  readonly grain?: number;
}

function paint(spots: readonly Spot[], ground: Colour = GREY): Uint8Array {
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const spot = spots.findLast((s) => (x - s.x) ** 2 + (y - s.y) ** 2 < s.radius ** 2);
      const noise = (((x * 31 + y * 17 + x * y * 7) % 13) / 6 - 1) * (spot?.grain ?? 0);
      rgb.set(
        (spot?.colour ?? ground).map((value) => Math.round(value * (1 + noise))),
        (y * WIDTH + x) * 3,
      );
    }
  }
  return rgb;
}

const face = (colour: Colour, x = 120, radius = 60): Spot => ({ x, y: 100, radius, colour, grain: 0.04 });

/** Standard deviation of the green channel in a square of 30 pixels around a point. */
function roughness(rgb: Uint8Array, cx: number, cy: number): number {
  const values = [];
  for (let y = cy - 15; y < cy + 15; y++)
    for (let x = cx - 15; x < cx + 15; x++) values.push(rgb[(y * WIDTH + x) * 3 + 1]!);
  const mean = values.reduce((a, b) => a + b) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}

function meanGreen(rgb: Uint8Array, cx: number, cy: number): number {
  let sum = 0;
  for (let y = cy - 15; y < cy + 15; y++) for (let x = cx - 15; x < cx + 15; x++) sum += rgb[(y * WIDTH + x) * 3 + 1]!;
  return sum / 900;
}

const run = (rgb: Uint8Array, level = 1, multiFace = false) => retouchPixels(rgb, WIDTH, HEIGHT, { level, multiFace });

describe.each(Object.entries(SKINS))('%s skin', (_name, colour) => {
  const before = paint([face(colour)]);

  test('is found, smoothed and lifted', () => {
    const { rgb, faces } = run(before);
    expect(faces).toBe(1);
    expect(roughness(rgb, 120, 100)).toBeLessThan(roughness(before, 120, 100) * 0.5);
    expect(meanGreen(rgb, 120, 100)).toBeGreaterThan(meanGreen(before, 120, 100) + 1);
  });

  test('its surroundings stay equal to the bit', () => {
    const { rgb } = run(before);
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        if ((x - 120) ** 2 + (y - 100) ** 2 < 70 ** 2) continue;
        const i = (y * WIDTH + x) * 3;
        if (rgb[i] !== before[i] || rgb[i + 1] !== before[i + 1] || rgb[i + 2] !== before[i + 2]) {
          expect.fail(`changed at ${x}, ${y}`);
        }
      }
    }
  });
});

test('level 0 changes nothing, and the more level, the more change', () => {
  const before = paint([face(SKINS['light']!)]);
  const change = (level: number) => run(before, level).rgb.reduce((sum, v, i) => sum + Math.abs(v - before[i]!), 0);
  expect(run(before, 0).rgb).toEqual(before);
  const changes = [0, 0.25, 0.5, 0.75, 1].map(change);
  expect(changes).toEqual([...changes].sort((a, b) => a - b));
  expect(new Set(changes).size).toBe(5);
});

test('the pixels handed in are not changed, not even in a Buffer', () => {
  const before = Buffer.from(paint([face(SKINS['light']!)]));
  const copy = Buffer.from(before);
  expect(run(before).rgb).not.toEqual(new Uint8Array(before));
  expect(before).toEqual(copy);
});

test('an eye keeps its contrast', () => {
  const before = paint([face(SKINS['light']!), { x: 120, y: 95, radius: 6, colour: [40, 30, 28] }]);
  const { rgb } = run(before);
  const at = (pixels: Uint8Array, x: number, y: number) => pixels[(y * WIDTH + x) * 3 + 1]!;
  const contrast = (pixels: Uint8Array) => at(pixels, 140, 95) - at(pixels, 120, 95);
  expect(contrast(rgb)).toBeGreaterThan(contrast(before) * 0.85);
});

test('without multi-face only the larger of two faces is retouched; with it, both', () => {
  const before = paint([face(SKINS['light']!, 70, 50), face(SKINS['brown']!, 190, 35)]);
  const changed = (rgb: Uint8Array, x: number) => roughness(rgb, x, 100) < roughness(before, x, 100) * 0.7;
  const one = run(before).rgb;
  expect([changed(one, 70), changed(one, 190)]).toEqual([true, false]);
  const all = run(before, 1, true);
  expect([changed(all.rgb, 70), changed(all.rgb, 190), all.faces]).toEqual([true, true, 2]);
});

test('in black and white the mid-tones are retouched, and stay grey', () => {
  const before = paint([face([150, 150, 150])], [12, 12, 12]);
  const { rgb } = run(before);
  expect(roughness(rgb, 120, 100)).toBeLessThan(roughness(before, 120, 100) * 0.5);
  for (let i = 0; i < rgb.length; i += 3) expect(rgb[i] === rgb[i + 1] && rgb[i] === rgb[i + 2]).toBe(true);
});

test('no skin, no change, no face', () => {
  const before = paint([{ x: 120, y: 100, radius: 60, colour: [60, 110, 200], grain: 0.04 }], [70, 120, 70]);
  const { rgb, faces } = run(before);
  expect(faces).toBe(0);
  expect(rgb).toEqual(before);
});

test.each([
  [1, 1],
  [1, 40],
  [3, 2],
])('a picture of %i x %i is no trouble', (width, height) => {
  const rgb = new Uint8Array(width * height * 3).fill(150);
  expect(retouchPixels(rgb, width, height, { level: 1, multiFace: true }).rgb).toHaveLength(rgb.length);
});

test('a picture larger than the working scale is smoothed the same way', () => {
  const width = 2100;
  const height = 300;
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i += 3) {
    const x = (i / 3) % width;
    const skin = x > 800 && x < 1100;
    rgb.set(skin ? SKINS['light']!.map((v) => v + (((i * 7) % 11) - 5)) : GREY, i);
  }
  expect(reduce(rgb, width, height)).toMatchObject({ step: 3, width: 700, height: 100 });
  const { rgb: out, faces } = retouchPixels(rgb, width, height, { level: 1, multiFace: true });
  const row = (pixels: Uint8Array) => Array.from({ length: 100 }, (_, k) => pixels[(150 * width + 900 + k) * 3 + 1]!);
  const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
  expect(faces).toBe(1);
  expect(spread(row(out))).toBeLessThan(spread(row(rgb)) * 0.5);
  expect(out.subarray(0, 700 * 3)).toEqual(rgb.subarray(0, 700 * 3));
});

test('the box mean equals the mean taken by hand, at borders too', () => {
  const width = 7;
  const height = 5;
  const plane = Float32Array.from({ length: width * height }, (_, i) => (i * 37) % 19);
  for (const radius of [0, 1, 2, 9]) {
    const out = boxMean(plane, width, height, radius);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        let n = 0;
        for (let yy = Math.max(0, y - radius); yy <= Math.min(height - 1, y + radius); yy++) {
          for (let xx = Math.max(0, x - radius); xx <= Math.min(width - 1, x + radius); xx++, n++)
            sum += plane[yy * width + xx]!;
        }
        expect(out[y * width + x]).toBeCloseTo(sum / n, 4);
      }
    }
  }
});
