import { plane, type Plane } from '../transfer/motion/plane.ts';
import { FLOW_CELL, type MotionDetector } from '../transfer/motion/flow.ts';
import type { SmallPicture } from '../transfer/types.ts';
import { instantiate } from './instance.ts';

/** What `assembly/index.ts` exports for this. */
interface Kernels {
  readonly memory: WebAssembly.Memory;
  reserve(side: number, wide: number): void;
  bytesAt(): number;
  lineAt(): number;
  firstLumaAt(): number;
  secondLumaAt(): number;
  shrinkLuma(cells: number): void;
  countMoved(x0: number, y0: number, x1: number, y1: number): number;
}

/** Side of a tile, cells; its bytes hold four rows of this many cells. */
const SIDE = 128;
const CELLS_AT_ONCE = (SIDE * SIDE) / 16;
/** Cells around a tile that its inside depends on: the radii of both windows, 3 and 4. */
const MARGIN = 7;

let detector: Promise<MotionDetector> | undefined;

/** The first look for movement in SIMD WebAssembly, many times the speed of the reference. */
export function fastMotionDetector(): Promise<MotionDetector> {
  detector ??= makeMotionDetector().catch((error: unknown) => {
    detector = undefined;
    throw error;
  });
  return detector;
}

async function makeMotionDetector(): Promise<MotionDetector> {
  const kernels = await instantiate<Kernels>();
  kernels.reserve(SIDE, CELLS_AT_ONCE);
  const heap = new Uint8Array(kernels.memory.buffer);
  return {
    luma: (picture) => shrunken(picture, kernels, heap),
    share: (s, r) => shareMoved(s, r, kernels),
  };
}

function shrunken({ data, width, height }: SmallPicture, kernels: Kernels, heap: Uint8Array): Plane {
  kernels.reserve(SIDE, CELLS_AT_ONCE);
  const out = plane(Math.floor(width / FLOW_CELL), Math.floor(height / FLOW_CELL));
  const result = new Float32Array(kernels.memory.buffer, kernels.lineAt(), CELLS_AT_ONCE);
  for (let y = 0; y < out.height; y++) {
    for (let x = 0; x < out.width; x += CELLS_AT_ONCE) {
      const cells = Math.min(CELLS_AT_ONCE, out.width - x);
      const length = cells * FLOW_CELL * 3;
      for (let line = 0; line < FLOW_CELL; line++) {
        const from = ((y * FLOW_CELL + line) * width + x * FLOW_CELL) * 3;
        heap.set(data.subarray(from, from + length), kernels.bytesAt() + line * length);
      }
      kernels.shrinkLuma(cells);
      out.data.set(result.subarray(0, cells), y * out.width + x);
    }
  }
  return out;
}

/** Tiles lie within the picture, so that their borders are the picture's where its are near. */
function shareMoved(s: Plane, r: Plane, kernels: Kernels): number {
  const { width, height } = s;
  const side = Math.min(SIDE, width & ~3, height & ~3);
  kernels.reserve(side, CELLS_AT_ONCE);
  const tiles = [kernels.firstLumaAt(), kernels.secondLumaAt()].map(
    (at) => new Float32Array(kernels.memory.buffer, at, side * side),
  );
  let moved = 0;
  for (const [top, y0, y1] of spans(height, side)) {
    for (const [left, x0, x1] of spans(width, side)) {
      [s, r].forEach(({ data }, i) => {
        for (let y = 0; y < side; y++) {
          const from = (top + y) * width + left;
          tiles[i]!.set(data.subarray(from, from + side), y * side);
        }
      });
      moved += kernels.countMoved(x0 - left, y0 - top, x1 - left, y1 - top);
    }
  }
  return moved / (width * height);
}

/** Where tiles begin along one axis, and which part of the axis each of them answers for. */
function spans(length: number, side: number): [start: number, from: number, to: number][] {
  const out: [number, number, number][] = [];
  for (let from = 0; from < length;) {
    const start = Math.max(0, Math.min(from - MARGIN, length - side));
    const to = start + side >= length ? length : start + side - MARGIN;
    out.push([start, from, to]);
    from = to;
  }
  return out;
}
