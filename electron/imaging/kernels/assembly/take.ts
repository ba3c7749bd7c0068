import { blues, greens, reds, storePixels } from './four';
import { STEPS, VECTOR, bytes, control, retouched, side, submitted, tables } from './memory';

/** Chroma from colour differences, Rec. 601. */
const BLUE: f32 = 1 / 1.772;
const RED: f32 = 1 / 1.402;

function slot(which: i32): usize {
  return which == 0 ? submitted : which == 1 ? control : retouched;
}

/** Takes the RGB bytes at `bytesAt` as picture `which` (0: S, 1: Q, 2: R). Kinds: 0 as they are, 1 grey by luma, 2 by the tables. */
export function take(which: i32, kind: i32): void {
  const to = slot(which);
  const pixels = <usize>(side * side);
  for (let i: usize = 0; i < pixels; i += 4) {
    const from = bytes + i * 3;
    const rgb = v128.load(from);
    let r = reds(rgb);
    let g = greens(rgb);
    let b = blues(rgb);
    if (kind == 2) {
      const light0 = light(from);
      const light1 = light(from + 3);
      const light2 = light(from + 6);
      const light3 = light(from + 9);
      r = f32x4(encoded(0, light0), encoded(0, light1), encoded(0, light2), encoded(0, light3));
      g = f32x4(encoded(1, light0), encoded(1, light1), encoded(1, light2), encoded(1, light3));
      b = f32x4(encoded(2, light0), encoded(2, light1), encoded(2, light2), encoded(2, light3));
    }
    let luma = f32x4.mul(f32x4.splat(0.299), r);
    luma = f32x4.add(luma, f32x4.mul(f32x4.splat(0.587), g));
    luma = f32x4.add(luma, f32x4.mul(f32x4.splat(0.114), b));
    let blue = f32x4.splat(0);
    let red = blue;
    if (kind != 1) {
      blue = f32x4.mul(f32x4.sub(b, luma), f32x4.splat(BLUE));
      red = f32x4.mul(f32x4.sub(r, luma), f32x4.splat(RED));
    }
    storePixels(to + i * VECTOR, luma, blue, red, f32x4.splat(0));
  }
}

/** Linear red, green and blue of the pixel at `from`. */
function light(from: usize): v128 {
  return f32x4(linear(load<u8>(from)), linear(load<u8>(from, 1)), linear(load<u8>(from, 2)), 0);
}

function linear(level: u8): f32 {
  return load<f32>(tables + ((<usize>level) << 2));
}

function encoded(channel: i32, rgb: v128): f32 {
  const row = tables + 1024 + <usize>channel * 12;
  const light =
    load<f32>(row) * f32x4.extract_lane(rgb, 0) +
    load<f32>(row, 4) * f32x4.extract_lane(rgb, 1) +
    load<f32>(row, 8) * f32x4.extract_lane(rgb, 2);
  const position = sqrt<f32>(min<f32>(1, max<f32>(0, light))) * <f32>STEPS;
  const i = min<i32>(STEPS - 1, <i32>position);
  const at = tables + 1024 + 36 + <usize>(channel * (STEPS + 1) + i) * 4;
  const low = load<f32>(at);
  return low + (load<f32>(at, 4) - low) * (position - <f32>i);
}
