import { setImmediate as nextTurn } from 'node:timers/promises';

/** Items sorted, or merged, without a pause: a few milliseconds with the slowest comparison there is here. */
const SLICE = 512;

/**
 * As `toSorted`, stable too, but others get their turn on this thread all the while: ten thousand names take a tenth of a second
 * to compare, and a window that waits for an answer would feel it.
 */
export async function sortGently<T extends object>(items: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  let runs: T[][] = [];
  for (let from = 0; from < items.length; from += SLICE) {
    if (from > 0) await nextTurn();
    runs.push(items.slice(from, from + SLICE).sort(compare));
  }
  while (runs.length > 1) {
    const longer: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) longer.push(await merge(runs[i] ?? [], runs[i + 1] ?? [], compare));
    runs = longer;
  }
  return runs[0] ?? [];
}

async function merge<T extends object>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
): Promise<T[]> {
  const merged: T[] = [];
  let at = 0;
  for (const item of b) {
    for (let next = a[at]; next !== undefined && compare(next, item) <= 0; next = a[++at]) {
      merged.push(next);
      if (merged.length % SLICE === 0) await nextTurn();
    }
    merged.push(item);
    if (merged.length % SLICE === 0) await nextTurn();
  }
  return merged.concat(a.slice(at));
}
