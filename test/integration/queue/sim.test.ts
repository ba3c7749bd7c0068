import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { play } from '../../sim/scenario.ts';

const known = JSON.parse(readFileSync(new URL('../../sim/seeds.json', import.meta.url), 'utf8')) as readonly number[];
const BUDGET_MS = 30_000;
const MOST = 300;

/** The message of a broken promise, with the way to see it again. */
async function broken(seed: number): Promise<string | undefined> {
  const { violation } = await play(seed);
  return violation && `seed ${seed}: ${violation} (replay: npm run sim -- --seed ${seed})`;
}

describe('the simulation of faults, crashes and decisions', () => {
  it.each(known)('keeps every promise in the story that once broke one: seed %i', async (seed) => {
    expect(await broken(seed)).toBeUndefined();
  });

  it('keeps every promise in stories that nobody has seen', async ({ annotate }) => {
    const base = Math.floor(Date.now() / 1_000) % 1_000_000_000;
    const until = performance.now() + BUDGET_MS;
    const failures: string[] = [];
    let played = 0;
    while (played < MOST && performance.now() < until) {
      const failure = await broken(base + played++);
      if (failure !== undefined) failures.push(failure);
    }
    await annotate(`${played} seeds from ${base} on`);
    expect(failures, `${played} seeds from ${base} on`).toEqual([]);
  });
});
