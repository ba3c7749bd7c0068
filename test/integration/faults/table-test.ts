import { expect, it } from 'vitest';
import type { Bench, Row } from './harness.ts';
import { patience } from './patience.ts';

/** One test per row: the documented end, then whatever a person can do, then every photo exported or plainly failed. */
export function testRows(rows: readonly Row[], bench: () => Bench): void {
  it.each(rows.map((row) => [row.plan, row.what, row] as const))('%s: %s', async (_plan, _what, row) => {
    patience.short = row.hangs === true;
    const { first, last, findings } = await bench().play(row);
    expect(first.pause).toBe(row.pause);
    if (row.ends !== undefined) expect([row.ends].flat()).toContainEqual(first.ends);
    if (row.reason !== undefined) expect(new Set(first.reasons)).toEqual(new Set([row.reason]));
    if (row.billed !== undefined) expect(first.billed).toBe(row.billed);
    expect(last).toMatchObject({
      ends: row.lost === undefined ? { exported: 2 } : { exported: 2 - row.lost, failed: row.lost },
      pause: undefined,
    });
    expect(findings).toEqual([]);
  });
}
