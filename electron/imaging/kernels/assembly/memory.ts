/** The kernels' memory: what lies where, and what the caller may write to. */

// Vectors, `side` x `side` each.
export let submitted: usize = 0;
export let control: usize = 0;
export let retouched: usize = 0;
export let lowS: usize = 0;
export let lowQ: usize = 0;
export let lowR: usize = 0;
export let work: usize = 0;
export let spare: usize = 0;
export let between: usize = 0;
// Scalars.
export let gain: usize = 0;
export let mask: usize = 0;
export let shares: usize = 0;
export let sums: usize = 0;
// Exchanged with the caller.
export let bytes: usize = 0;
export let taps: usize = 0;
export let tapWeights: usize = 0;
export let rows: usize = 0;
export let rowMasks: usize = 0;
export let line: usize = 0;
export let tables: usize = 0;

export let side: i32 = 0;
export let wide: i32 = 0;

export const VECTOR: usize = 16;
/** Rows that the widest window needs at once: 2 * 16 + 3. */
export const RING: i32 = 35;
/** As in `test/reference/detail.ts`. */
export const MOST_GAIN: f32 = 1.5;
/** Entries of one tone table, see `transfer/colour-map.ts`. */
export const STEPS: i32 = 4096;

/** Where the next thing lies. */
let end: usize = 0;

/** Room for so many bytes, where a vector may lie. */
function place(length: usize): usize {
  const at = end;
  end += (length + 15) & ~15;
  return at;
}

/** Lays out the memory for tiles of `newSide` pixels that are enlarged to at most `newWide`. Call before anything else. */
export function reserve(newSide: i32, newWide: i32): void {
  side = newSide;
  // A multiple of 4, for loops that take four columns at once.
  wide = (newWide + 3) & ~3;
  const pixels = <usize>(side * side);
  end = (__heap_base + 15) & ~15;
  submitted = place(pixels * VECTOR);
  control = place(pixels * VECTOR);
  retouched = place(pixels * VECTOR);
  lowS = place(pixels * VECTOR);
  lowQ = place(pixels * VECTOR);
  lowR = place(pixels * VECTOR);
  work = place(pixels * VECTOR);
  spare = place(pixels * VECTOR);
  between = place(<usize>(side * RING) * VECTOR);
  gain = place(pixels * 4);
  mask = place(pixels * 4);
  shares = place(<usize>side * 4);
  sums = place(<usize>side * VECTOR);
  bytes = place(pixels * 3);
  taps = place(<usize>wide * 4);
  tapWeights = place(<usize>wide * VECTOR);
  rows = place(<usize>wide * VECTOR * 4);
  rowMasks = place(<usize>wide * 4 * 4);
  line = place(<usize>wide * 8);
  tables = place(1024 + 48 + <usize>(STEPS + 4) * 4 * 3);
  const needed = <i32>((end + 65535) >> 16) - memory.size();
  if (needed > 0) memory.grow(needed);
}

export function bytesAt(): usize {
  return bytes;
}
export function tapsAt(): usize {
  return taps;
}
export function tapWeightsAt(): usize {
  return tapWeights;
}
export function workAt(): usize {
  return work;
}
export function maskAt(): usize {
  return mask;
}
export function lineAt(): usize {
  return line;
}
export function tablesAt(): usize {
  return tables;
}
