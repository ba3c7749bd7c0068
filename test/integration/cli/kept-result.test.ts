import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { photo, Studio, summaryOf, toService } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

it.each(['.jpg', '.sent.jpg'])(
  'a kept result whose %s became another whole picture is exported as nobody’s photo, and asked about',
  async (ending) => {
    await studio.write('Shoot/IMG_1.jpg', photo(1));
    const service = await studio.service();
    const flags = [...toService(service), '--json'];
    expect((await studio.run(['retouch', studio.shoot, ...flags])).code).toBe(0);
    const results = studio.path('data/results');
    const names = await readdir(results, { recursive: true });
    const kept = names.find((name) => name.endsWith(ending) && (ending === '.sent.jpg' || !name.includes('.sent')))!;
    await writeFile(join(results, kept), await photo(2));

    const elsewhere = studio.path('Elsewhere');
    const { code, out } = await studio.run(['retouch', studio.shoot, '--out', elsewhere, ...flags]);
    expect(code).toBe(1);
    expect(summaryOf(out)).toMatchObject({ exported: 0, unknown: 1, creditsSpent: 0 });
    expect(out).toContain('kept-result-unusable');
    expect((await studio.files(elsewhere)).filter((name) => name.endsWith('.jpg'))).toEqual([]);
    expect(service.ledger).toHaveLength(1);
  },
);
