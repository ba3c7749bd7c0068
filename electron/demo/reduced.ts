/** A picture at working scale, planes of 32-bit floats, values 0 to 255. */
export interface Reduced {
  /** Side of the square of full-size pixels that one cell stands for. */
  readonly step: number;
  readonly width: number;
  readonly height: number;
  /** Mean of each channel over the cell. */
  readonly mean: readonly [Float32Array, Float32Array, Float32Array];
  /** Mean of the squares of all three channels over the cell, summed: keeps the contrast of detail finer than a cell. */
  readonly square: Float32Array;
}

/** Cells along the longer side, at most: enough for a face of a twentieth of the picture. */
const LONGEST = 1024;

/** Averages an RGB picture over squares, so that masks and filters cost the same for every size. The last row and column of cells may be partial. */
export function reduce(rgb: Uint8Array, width: number, height: number): Reduced {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / LONGEST));
  const cols = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const r = new Float32Array(cols * rows);
  const g = new Float32Array(cols * rows);
  const b = new Float32Array(cols * rows);
  const square = new Float32Array(cols * rows);
  for (let y = 0; y < rows; y++) {
    const top = y * step;
    const bottom = Math.min(height, top + step);
    for (let x = 0; x < cols; x++) {
      const left = x * step;
      const right = Math.min(width, left + step);
      let sr = 0;
      let sg = 0;
      let sb = 0;
      let ss = 0;
      for (let yy = top; yy < bottom; yy++) {
        const end = (yy * width + right) * 3;
        for (let i = (yy * width + left) * 3; i < end; i += 3) {
          const pr = rgb[i]!;
          const pg = rgb[i + 1]!;
          const pb = rgb[i + 2]!;
          sr += pr;
          sg += pg;
          sb += pb;
          ss += pr * pr + pg * pg + pb * pb;
        }
      }
      const n = (bottom - top) * (right - left);
      const cell = y * cols + x;
      r[cell] = sr / n;
      g[cell] = sg / n;
      b[cell] = sb / n;
      square[cell] = ss / n;
    }
  }
  return { step, width: cols, height: rows, mean: [r, g, b], square };
}

/** Mean over the square of radius `radius` cells around each cell, cut at the borders. Running sums: the cost does not depend on the radius. */
export function boxMean(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  if (radius < 1) return plane.slice();
  const rowsDone = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += plane[row + x]!;
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += plane[row + x + radius]!;
      if (x - radius > 0) sum -= plane[row + x - radius - 1]!;
      rowsDone[row + x] = sum / (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1);
    }
  }
  const out = new Float32Array(plane.length);
  const sums = new Float64Array(width);
  for (let y = 0; y < Math.min(radius, height); y++) {
    for (let x = 0; x < width; x++) sums[x]! += rowsDone[y * width + x]!;
  }
  for (let y = 0; y < height; y++) {
    const enters = (y + radius) * width;
    const leaves = (y - radius - 1) * width;
    const n = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1;
    for (let x = 0; x < width; x++) {
      if (y + radius < height) sums[x]! += rowsDone[enters + x]!;
      if (y - radius > 0) sums[x]! -= rowsDone[leaves + x]!;
      out[y * width + x] = sums[x]! / n;
    }
  }
  return out;
}
