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
  let from = bytes;
  for (let i: usize = 0; i < pixels; i++, from += 3) {
    let r = <f32>load<u8>(from);
    let g = <f32>load<u8>(from, 1);
    let b = <f32>load<u8>(from, 2);
    if (kind == 2) {
      const lr = load<f32>(tables + ((<usize>load<u8>(from)) << 2));
      const lg = load<f32>(tables + ((<usize>load<u8>(from, 1)) << 2));
      const lb = load<f32>(tables + ((<usize>load<u8>(from, 2)) << 2));
      r = encoded(0, lr, lg, lb);
      g = encoded(1, lr, lg, lb);
      b = encoded(2, lr, lg, lb);
    }
    const luma = <f32>0.299 * r + <f32>0.587 * g + <f32>0.114 * b;
    v128.store(
      to + i * VECTOR,
      kind == 1 ? f32x4(luma, 0, 0, 0) : f32x4(luma, (b - luma) * BLUE, (r - luma) * RED, 0),
    );
  }
}

function encoded(channel: i32, r: f32, g: f32, b: f32): f32 {
  const row = tables + 1024 + <usize>channel * 12;
  const light = load<f32>(row) * r + load<f32>(row, 4) * g + load<f32>(row, 8) * b;
  const position = sqrt<f32>(min<f32>(1, max<f32>(0, light))) * <f32>STEPS;
  const i = min<i32>(STEPS - 1, <i32>position);
  const at = tables + 1024 + 36 + <usize>(channel * (STEPS + 1) + i) * 4;
  const low = load<f32>(at);
  return low + (load<f32>(at, 4) - low) * (position - <f32>i);
}
