import { copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { Stage } from './harness.ts';

const stage = Stage.withHooks();

async function meanDifference(a: string, b: string): Promise<number> {
  const [one, two] = await Promise.all([a, b].map((path) => sharp(path).removeAlpha().raw().toBuffer()));
  let sum = 0;
  for (let i = 0; i < one!.length; i++) sum += Math.abs(one![i]! - two![i]!);
  return sum / one!.length;
}

describe('what the photographer sets for a photo', () => {
  it('is kept: level, fade, rating and flag come back with the folder, after a restart too', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const [anna] = folder.photos;
    const { handlers } = stage.app;
    await handlers['photos:configure']([anna!.id], { level: 0.3 });
    await handlers['photos:fade']([anna!.id], 0.4);
    await handlers['photos:mark']([anna!.id], { rating: 4 });
    await handlers['photos:mark']([anna!.id], { flag: 'pick' });
    await stage.reopen();
    const again = await stage.app.folder(stage.studio.shoot);
    expect(again.photos[0]).toMatchObject({
      name: 'anna.jpg',
      settings: { level: 0.3, multiFace: false },
      fade: 0.4,
      marks: { rating: 4, flag: 'pick' },
    });
    expect(again.photos[1]).toMatchObject({ fade: 1, marks: { rating: 0, flag: 'none' } });
  });

  it('a fade is applied on export, and exporting again with another one costs nothing', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const [anna] = folder.photos;
    const original = join(stage.studio.shoot, 'anna.jpg');
    const differences: number[] = [];
    for (const [index, fade] of [1, 0.5, 0].entries()) {
      await stage.app.handlers['photos:fade']([anna!.id], fade);
      const output = stage.studio.path(`out ${index}`);
      await stage.app.retouch(folder, { output });
      differences.push(await meanDifference(original, join(output, 'anna.jpg')));
    }
    // The window fades by itself: it gets the whole retouch, whatever the exported file was written with.
    const signal = new AbortController().signal;
    const shown = await stage.app.workspace.picture('result', anna!.id, { size: 'full', signal });
    const whole1 = shown !== undefined && 'file' in shown.body ? shown.body.file : '';
    expect(await meanDifference(original, whole1)).toBeCloseTo(differences[0]!, 0);
    expect(stage.app.window.photo('anna.jpg').status).toMatchObject({ kind: 'exported', fade: 0 });
    const [whole, half, none] = differences;
    expect(whole).toBeGreaterThan(half!);
    expect(half).toBeGreaterThan(none!);
    expect(stage.service.ledger).toHaveLength(1);
  });

  it('results are named by the template, and a template that can’t be read is refused before anything is paid', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const options = stage.app.request(folder).export;
    const wrong = stage.app.request(folder, { export: { ...options, name: '{camera}' } });
    expect(await stage.app.handlers['batch:start'](wrong)).toMatchObject({ reason: { code: 'bad-name-template' } });
    expect(stage.service.ledger).toHaveLength(0);
    await stage.app.retouch(folder, { export: { ...options, name: 'Smith {seq} ({level})' } });
    const names = (await readdir(stage.studio.out)).filter((name) => name.endsWith('.jpg'));
    expect(names.sort()).toEqual(['Smith 001 (50).jpg', 'Smith 002 (50).jpg']);

    // One of them again, and with it the number that it has: the other result is not touched, and nothing comes beside it.
    const ben = stage.app.window.photo('ben.jpg').id;
    const options2 = { ...options, name: 'Smith {seq} ({level})', onConflict: 'overwrite' } as const;
    const request = stage.app.request(folder, { photos: [ben], export: options2 });
    expect(await stage.app.handlers['batch:estimate'](request)).toMatchObject({
      value: { credits: 0, numbers: { first: 2, highest: 2 } },
    });
    await stage.app.retouch(folder, { photos: [ben], export: options2 });
    expect((await readdir(stage.studio.out)).filter((name) => name.endsWith('.jpg')).sort()).toEqual(names);
    expect(await stage.app.handlers['photos:report'](ben)).toMatchObject({
      profile: 'none',
      rule: 'all',
      fade: 1,
      unchanged: expect.any(Number),
    });
  });
});

describe('a test strip', () => {
  it('shows photos at several levels, and the batch does not pay for them again', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const [anna] = folder.photos;
    const started = await stage.app.handlers['strip:start']([anna!.id], [0.3, 0.8]);
    if (!started.ok) throw new Error(started.reason.message);
    expect(started.value.cells.map(({ level }) => level)).toEqual([0.3, 0.8]);
    const done = await stage.app.window.next('strip:changed', (strip) =>
      strip.cells.every(({ state }) => state === 'ready'),
    );
    const signal = new AbortController().signal;
    for (const cell of done.cells) {
      const picture = await stage.app.workspace.picture('strip', cell.id, { signal });
      const file = picture !== undefined && 'file' in picture.body ? picture.body.file : '';
      expect(basename(file)).toBe(`${cell.id}.jpg`);
      expect((await sharp(file).metadata()).format).toBe('jpeg');
    }
    expect(stage.service.ledger.map(({ level }) => level).sort()).toEqual([0.3, 0.8]);
    // A trial is not the photo's own result.
    expect(stage.app.window.photo('anna.jpg').status.kind).toBe('idle');
    await stage.app.handlers['photos:configure']([anna!.id], { level: 0.8 });
    await stage.app.retouch(folder, { photos: [anna!.id] });
    expect(stage.service.ledger).toHaveLength(2);
  });
});

describe('a folder that is open', () => {
  it('tells of photos that appear and vanish, and retouches new ones by itself when that is wished', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    await stage.app.workspace.watching();
    const added = stage.app.window.next('folder:changed', (change) => change.added.length > 0);
    await copyFile(join(stage.studio.shoot, 'anna.jpg'), join(stage.studio.shoot, 'carl.jpg'));
    expect((await added).added.map(({ name }) => name)).toEqual(['carl.jpg']);
    const removed = stage.app.window.next('folder:changed', (change) => change.removed.length > 0);
    await rm(join(stage.studio.shoot, 'ben.jpg'));
    expect((await removed).removed).toEqual([folder.photos[1]!.id]);

    await stage.app.handlers['folder:set-hot'](folder.id, 80);
    const finished = stage.app.window.next('queue:changed', (view) => view.exported === 1 && !view.active);
    await writeFile(
      join(stage.studio.shoot, 'dora.jpg'),
      await sharp(join(stage.studio.shoot, 'anna.jpg')).flop().jpeg().toBuffer(),
    );
    await finished;
    expect(stage.service.ledger).toHaveLength(1);
    expect(await readdir(stage.studio.out)).toContain('dora.jpg');
    const [current] = await stage.app.handlers['folder:current']();
    expect(current).toMatchObject({ id: folder.id, hot: { creditsPerDay: 80, committedToday: 8 } });
    expect(current!.photos.map(({ name }) => name)).toEqual(['anna.jpg', 'carl.jpg', 'dora.jpg']);
  });
});

describe('what lies in the data folder', () => {
  it('is measured and cleared: pictures at once, results only once they were exported', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const { signal } = new AbortController();
    await stage.app.workspace.picture('thumb', folder.photos[0]!.id, { signal });
    await stage.app.retouch(folder);
    const sizes = await stage.app.handlers['cache:sizes']();
    expect(sizes.thumbnails).toBeGreaterThan(0);
    expect(sizes.resultsDeletable).toBe(sizes.results);
    expect((await stage.app.handlers['cache:clear']('pictures')).thumbnails).toBe(0);
    expect((await stage.app.handlers['cache:clear']('results')).results).toBe(0);
    expect(await stage.app.workspace.picture('thumb', folder.photos[0]!.id, { signal })).toBeDefined();
  });

  it('a limit can be raised while photos wait for it, and photos can be put in front', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const stopped = stage.app.window.next(
      'queue:changed',
      (view) => view.paused?.kind === 'budget' && view.exported === 1,
    );
    await stage.app.handlers['batch:start'](stage.app.request(folder, { maxCredits: 8 }));
    await stopped;
    // Two are prepared at a time, so that either may have been first: of the two that wait, the later one is put in front.
    const { window } = stage.app;
    await window.until(() => Object.values(window.statuses()).includes('exported'));
    const chosen = Object.keys(window.statuses()).findLast((name) => window.statuses()[name] !== 'exported');
    const page = await stage.app.handlers['queue:list']('all', 0, 10);
    expect(page.counts).toEqual({ all: 3, working: 2, undecided: 0, failed: 0, exported: 1 });
    const job = page.entries.find(({ name }) => name === chosen)?.job;
    // Twice: what is in front already is left there.
    for (let round = 0; round < 2; round++) expect(await stage.app.handlers['queue:move']([job!], 'first')).toBe(1);
    const { store } = stage.app.engine;
    const [batch] = store.batches();
    const inOrder = [...store.jobsOf(batch!.id)].map(({ relativePath }) => relativePath);
    expect([inOrder.length, inOrder[0]]).toEqual([3, chosen]);
    const second = stage.app.window.next(
      'queue:changed',
      (view) => view.paused?.kind === 'budget' && view.exported === 2,
    );
    await stage.app.handlers['queue:set-limit'](16);
    await second;
    expect(stage.service.ledger).toHaveLength(2);
    const all = stage.app.window.next('queue:changed', (view) => view.exported === 3);
    await stage.app.handlers['queue:set-limit'](undefined);
    await all;
  });
});
