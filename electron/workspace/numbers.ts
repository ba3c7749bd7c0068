import type { JobStore } from '../engine/index.ts';

/**
 * The numbers that photos were given in one output folder, by the original's path. A photo keeps its number there, however often
 * and with whatever selection it is exported again.
 */
export function givenNumbers(store: JobStore, service: string, outputRoot: string): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  for (const batch of store.batches(service)) {
    if (batch.outputRoot !== outputRoot) continue;
    for (const { source, wish } of store.jobsOf(batch.id)) {
      const { seq } = wish;
      if (typeof seq === 'number' && Number.isInteger(seq) && seq > 0 && !given.has(source)) given.set(source, seq);
    }
  }
  return given;
}

export interface Numbering {
  /** One for each photo, in their order, from 1. */
  readonly numbers: readonly number[];
  /** The highest number in the output folder: tells how many digits all of them get. */
  readonly highest: number;
}

/** Numbers for a batch: those that were given already, and for the others the next ones. */
export function numbered(sources: readonly string[], given: ReadonlyMap<string, number>): Numbering {
  let highest = 0;
  for (const number of given.values()) highest = Math.max(highest, number);
  const numbers = sources.map((source) => given.get(source) ?? ++highest);
  return { numbers, highest };
}
