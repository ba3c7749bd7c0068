import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Stage } from './harness.ts';

const stage = Stage.withHooks();

describe('what was spent', () => {
  it('is told by day and folder, and saved as a table', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.begin();
    await stage.app.retouch(await stage.app.folder(stage.studio.shoot));
    const { lines } = await stage.app.handlers['spending:list']();
    expect(lines).toEqual([
      { day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string, folder: stage.studio.shoot, photos: 2, credits: 16 },
    ]);
    const target = stage.studio.path('spending.csv');
    expect(await stage.app.workspace.saveSpending(target)).toEqual({ ok: true, value: target });
    const table = (await readFile(target, 'utf8')).split('\r\n');
    expect(table[0]).toBe('\uFEFF"date","time","folder","photo","level","every face","credits"');
    expect(
      table
        .slice(1, 3)
        .map((line) => line.split(',').slice(3))
        .sort(),
    ).toEqual([
      ['"anna.jpg"', '"50"', '"no"', '"8"'],
      ['"ben.jpg"', '"50"', '"no"', '"8"'],
    ]);
    expect(await stage.app.workspace.saveSpending(stage.studio.path('missing/spending.csv'))).toMatchObject({
      ok: false,
      reason: { code: 'spending-unsaved' },
    });
  });
});

describe('the room that kept results take', () => {
  it('is made by itself when the queue has nothing left to do, of results that were exported', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.begin({}, { resultsBytes: () => 1 });
    const folder = await stage.app.folder(stage.studio.shoot);
    await stage.app.retouch(folder);
    await stage.reopen();
    expect(await stage.app.handlers['cache:sizes']()).toMatchObject({ results: 0, resultsDeletable: 0 });
    expect((await readdir(stage.studio.out)).filter((name) => name.endsWith('.jpg'))).toHaveLength(2);
  });

  it('is left alone within the limit', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin({}, { resultsBytes: () => 1e9 });
    await stage.app.retouch(await stage.app.folder(stage.studio.shoot));
    await stage.reopen();
    expect((await stage.app.handlers['cache:sizes']()).results).toBeGreaterThan(0);
  });
});
