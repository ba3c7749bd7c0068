import type { Flow } from './flow.ts';
import { FLOW_CELL } from './flow.ts';
import { sample } from './plane.ts';
import type { Pixels, SmallPicture } from '../types.ts';

/** Movements shorter than this, in pixels of the picture that is moved, are left out: those pixels stay equal to the bit. */
const SHORTEST = 0.02;

/** A small picture moved along the flow, as a new picture. */
export function warpSmall(picture: SmallPicture, flow: Flow): SmallPicture {
  const moved = { ...picture, data: new Uint8Array(picture.data) };
  warpInPlace({ ...moved, channels: 3 }, flow, picture, 1);
  return moved;
}

/**
 * Moves a picture along `share` (0 to 1) of a flow that was found between pictures of the size of `small`. In place: the rows that
 * still have to be read are kept aside, as many as the longest movement is high. Returns the share of pixels that moved.
 */
export function warpInPlace(
  picture: Pixels,
  flow: Flow,
  small: { readonly width: number; readonly height: number },
  share: number,
): number {
  const { data, width, height, channels } = picture;
  const sx = width / small.width;
  const sy = height / small.height;
  const row = width * channels;
  const reach = Math.ceil(flow.reach * sy * share) + 3;
  const aside = new RowsAside(data, row, height, 2 * reach + 1);
  const pick = cubicSampler(aside, picture);
  let count = 0;
  for (let y = 0; y < height; y++) {
    aside.reachTo(y + reach);
    const cy = ((y + 0.5) / sy - 0.5 * FLOW_CELL) / FLOW_CELL;
    for (let x = 0; x < width; x++) {
      const cx = ((x + 0.5) / sx - 0.5 * FLOW_CELL) / FLOW_CELL;
      const dx = sample(flow.x, cx, cy) * sx * share;
      const dy = sample(flow.y, cx, cy) * sy * share;
      if (Math.abs(dx) < SHORTEST && Math.abs(dy) < SHORTEST) continue;
      pick(x + dx, y + dy, y * row + x * channels);
      count++;
    }
  }
  return count / (width * height);
}

/** The rows around the one that is being overwritten, as they were. */
class RowsAside {
  readonly rows: Uint8Array | Uint16Array;
  readonly count: number;
  readonly #data: Uint8Array | Uint16Array;
  readonly #row: number;
  readonly #height: number;
  #next = 0;

  constructor(data: Uint8Array | Uint16Array, row: number, height: number, count: number) {
    this.#data = data;
    this.#row = row;
    this.#height = height;
    this.count = count;
    this.rows = data instanceof Uint16Array ? new Uint16Array(row * count) : new Uint8Array(row * count);
  }

  /** Copies the rows up to and including `last`; the oldest make room. */
  reachTo(last: number): void {
    for (; this.#next <= Math.min(last, this.#height - 1); this.#next++) {
      const from = this.#next * this.#row;
      this.rows.set(this.#data.subarray(from, from + this.#row), (this.#next % this.count) * this.#row);
    }
  }
}

/** Writes the colour at (x, y) of the rows aside to the picture, by Catmull-Rom over sixteen pixels. */
function cubicSampler({ rows, count }: RowsAside, picture: Pixels): (x: number, y: number, to: number) => void {
  const { data, width, height, channels } = picture;
  const top = data instanceof Uint16Array ? 65535 : 255;
  const wx = new Float64Array(4);
  const wy = new Float64Array(4);
  const columns = new Int32Array(4);
  const lines = new Int32Array(4);
  return (x, y, to) => {
    const left = Math.floor(x);
    const upper = Math.floor(y);
    catmullRom(wx, x - left);
    catmullRom(wy, y - upper);
    for (let k = 0; k < 4; k++) {
      columns[k] = Math.min(width - 1, Math.max(0, left - 1 + k)) * channels;
      lines[k] = (Math.min(height - 1, Math.max(0, upper - 1 + k)) % count) * width * channels;
    }
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let j = 0; j < 4; j++) {
        const line = lines[j]! + c;
        sum +=
          wy[j]! *
          (wx[0]! * rows[line + columns[0]!]! +
            wx[1]! * rows[line + columns[1]!]! +
            wx[2]! * rows[line + columns[2]!]! +
            wx[3]! * rows[line + columns[3]!]!);
      }
      data[to + c] = Math.min(top, Math.max(0, Math.round(sum)));
    }
  };
}

function catmullRom(out: Float64Array, t: number): void {
  out[0] = t * (t * (-0.5 * t + 1) - 0.5);
  out[1] = t * t * (1.5 * t - 2.5) + 1;
  out[2] = t * (t * (-1.5 * t + 2) + 0.5);
  out[3] = t * t * (0.5 * t - 0.5);
}
