/**
 * Box mean of radius `r` over a plane of `width` x `height`, by running sums: the cost does not depend on the radius.
 * At the borders the mean is taken over what lies inside. `dst` may be `src`; `tmp` must be another plane of the same size.
 */
export function boxMean(
  src: Float32Array,
  dst: Float32Array,
  tmp: Float32Array,
  width: number,
  height: number,
  r: number,
): void {
  meanOfRows(src, tmp, width, height, r);
  meanOfColumns(tmp, dst, width, height, r);
}

function meanOfRows(src: Float32Array, dst: Float32Array, width: number, height: number, r: number): void {
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(r, width); x++) sum += src[row + x]!;
    for (let x = 0; x < width; x++) {
      if (x + r < width) sum += src[row + x + r]!;
      if (x - r - 1 >= 0) sum -= src[row + x - r - 1]!;
      dst[row + x] = sum / (Math.min(width - 1, x + r) - Math.max(0, x - r) + 1);
    }
  }
}

function meanOfColumns(src: Float32Array, dst: Float32Array, width: number, height: number, r: number): void {
  const sums = new Float64Array(width);
  for (let y = 0; y < Math.min(r, height); y++) for (let x = 0; x < width; x++) sums[x]! += src[y * width + x]!;
  for (let y = 0; y < height; y++) {
    const entering = (y + r) * width;
    const leaving = (y - r - 1) * width;
    const share = 1 / (Math.min(height - 1, y + r) - Math.max(0, y - r) + 1);
    for (let x = 0; x < width; x++) {
      let sum = sums[x]!;
      if (y + r < height) sum += src[entering + x]!;
      if (leaving >= 0) sum -= src[leaving + x]!;
      sums[x] = sum;
      dst[y * width + x] = sum * share;
    }
  }
}
