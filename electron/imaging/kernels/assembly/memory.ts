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
export let strengths: usize = 0;

export let side: i32 = 0;
export let wide: i32 = 0;

export const VECTOR: usize = 16;
/** Rows that the widest window needs at once: 2 * 16 + 2. */
export const RING: i32 = 34;
/** As in `transfer/analyse.ts`. */
export const MOST_GAIN: f32 = 1.5;
/** Entries of one tone table, see `transfer/colour-map.ts`. */
export const STEPS: i32 = 4096;

/** Lays out the memory for tiles of `newSide` pixels that are enlarged to at most `newWide`. Call before anything else. */
export function reserve(newSide: i32, newWide: i32): void {
  side = newSide;
  // A multiple of 4, for loops that take four columns at once.
  wide = (newWide + 3) & ~3;
  const pixels = <usize>(side * side);
  let at: usize = (__heap_base + 15) & ~15;
  submitted = at;
  at += pixels * VECTOR;
  control = at;
  at += pixels * VECTOR;
  retouched = at;
  at += pixels * VECTOR;
  lowS = at;
  at += pixels * VECTOR;
  lowQ = at;
  at += pixels * VECTOR;
  lowR = at;
  at += pixels * VECTOR;
  work = at;
  at += pixels * VECTOR;
  spare = at;
  at += pixels * VECTOR;
  between = at;
  at += <usize>(side * RING) * VECTOR;
  gain = at;
  at += pixels * 4;
  mask = at;
  at += (pixels * 4 + 15) & ~15;
  shares = at;
  at += (<usize>side * 4 + 15) & ~15;
  sums = at;
  at += <usize>side * VECTOR;
  bytes = at;
  at += (pixels * 3 + 15) & ~15;
  taps = at;
  at += (<usize>wide * 4 + 15) & ~15;
  tapWeights = at;
  at += <usize>wide * VECTOR;
  rows = at;
  at += <usize>wide * VECTOR * 4;
  rowMasks = at;
  at += (<usize>wide * 4 * 4 + 15) & ~15;
  line = at;
  at += (<usize>wide * 8 + 15) & ~15;
  strengths = at;
  at += VECTOR;
  tables = at;
  at += 1024 + 48 + <usize>(STEPS + 4) * 4 * 3;
  const needed = <i32>((at + 65535) >> 16) - memory.size();
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
export function lineAt(): usize {
  return line;
}
export function tablesAt(): usize {
  return tables;
}
