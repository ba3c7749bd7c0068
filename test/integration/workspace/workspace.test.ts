import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoOptions, DemoService } from '../../../electron/demo/index.ts';
import { Studio, photo } from '../cli/harness.ts';
import { App } from './harness.ts';

let studio: Studio;
let service: DemoService;
let app: App;

async function begin(options: Partial<DemoOptions> = {}): Promise<void> {
  service = await studio.service(options);
  app = await App.open(studio, service);
}

async function reopen(): Promise<void> {
  await app.close();
  app = await App.open(studio, service);
}

beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(async () => {
  await app.close();
  await studio[Symbol.asyncDispose]();
});

const never = new AbortController().signal;

describe('an open folder', () => {
  it('shows its photos, and looks first at those on screen', async () => {
    await studio.photos('anna.jpg', 'day 1/ben.png');
    await studio.write('Shoot/notes.txt', 'words');
    await studio.write('Shoot/broken.jpg', 'no picture');
    await begin();
    const folder = await app.folder(studio.shoot);
    expect(folder).toMatchObject({ name: 'Shoot', path: studio.shoot, skipped: 1 });
    expect(folder.photos.map(({ name, relativePath, status }) => [name, relativePath, status.kind])).toEqual([
      ['anna.jpg', 'anna.jpg', 'idle'],
      ['broken.jpg', 'broken.jpg', 'idle'],
      ['ben.png', 'day 1/ben.png', 'idle'],
    ]);
    const sizes = app.window.next('photos:changed', (patches) => patches.some((patch) => patch.width === 160));
    const unusable = app.window.next('photos:changed', (all) => all.some(({ status }) => status?.kind === 'unusable'));
    await app.handlers['photos:visible'](folder.photos.map(({ id }) => id));
    await Promise.all([sizes, unusable]);
    expect(app.window.statuses()).toMatchObject({ 'broken.jpg': 'unusable', 'anna.jpg': 'idle' });
  });

  it('says why it can’t be opened', async () => {
    await begin();
    expect(await app.handlers['folder:open']([studio.path('nowhere')])).toMatchObject({
      ok: false,
      reason: { code: 'missing-input' },
    });
  });

  it('keeps what was set for its photos, in the data folder and not in the photographer’s', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await begin();
    const before = await studio.hashes(studio.shoot);
    const [anna, ben] = (await app.folder(studio.shoot)).photos;
    await app.handlers['photos:configure']([anna!.id, ben!.id], { level: 0.8 });
    await app.handlers['photos:configure']([ben!.id], { multiFace: true });
    // Opened a second time before anything was written, it is still the same.
    expect((await app.folder(studio.shoot)).photos[0]?.settings.level).toBe(0.8);
    await reopen();
    const folder = await app.folder(studio.shoot);
    expect(folder.photos.map(({ settings }) => settings)).toEqual([
      { level: 0.8, multiFace: false },
      { level: 0.8, multiFace: true },
      { level: 0.5, multiFace: false },
    ]);
    expect(await studio.hashes(studio.shoot)).toEqual(before);
  });

  it('opens in spite of a damaged settings file, which is set aside and told', async () => {
    await studio.photos('anna.jpg');
    await begin();
    const [anna] = (await app.folder(studio.shoot)).photos;
    await app.handlers['photos:configure']([anna!.id], { level: 1 });
    await app.close();
    const kept = join(studio.dataDir, 'photo-settings');
    const [file = ''] = await studio.files(kept);
    await writeFile(join(kept, file), '{"folder": 3');
    app = await App.open(studio, service);
    expect((await app.folder(studio.shoot)).photos[0]?.settings.level).toBe(0.5);
    expect(app.window.notices()).toContain('settings-damaged');
    expect(await readFile(join(kept, `${file}.damaged`), 'utf8')).toBe('{"folder": 3');
  });

  it('shows thumbnails, previews and, once there are any, results', async () => {
    await studio.write('Shoot/anna.jpg', photo(1, 'a.jpg', { width: 900, height: 600 }));
    await begin();
    const folder = await app.folder(studio.shoot);
    const [anna] = folder.photos;
    const show = async (kind: 'thumb' | 'preview' | 'result') => {
      const picture = await app.workspace.picture(kind, anna!.id, { signal: never });
      if (picture === undefined) return undefined;
      const { format, width } = await sharp(picture.body.file).metadata();
      return { type: picture.contentType, format, width };
    };
    expect(await show('thumb')).toEqual({ type: 'image/webp', format: 'webp', width: 320 });
    expect(await show('preview')).toMatchObject({ type: 'image/jpeg', format: 'jpeg', width: 900 });
    expect(await show('result')).toBeUndefined();
    await app.retouch(folder);
    expect(await show('result')).toMatchObject({ format: 'jpeg', width: 900 });
    await rm(studio.out, { recursive: true });
    expect(await show('result')).toBeUndefined();
    expect(await app.workspace.picture('thumb', 'unknown', { signal: never })).toBeUndefined();
  });
});

describe('a batch', () => {
  it('is estimated before anybody pays: what is kept is free, what can’t be used is told', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await studio.write('Shoot/broken.jpg', 'no picture');
    await begin({ credits: { common: 100, portrait_intelligent_beautification: 0 } });
    const folder = await app.folder(studio.shoot);
    const [anna] = folder.photos;
    const before = await app.handlers['batch:estimate'](app.request(folder));
    expect(before).toMatchObject({
      ok: true,
      value: { photos: 3, kept: 0, credits: 24, balance: 100, output: studio.out },
    });
    expect(before.ok && before.value.unusable.map(({ name }) => name)).toEqual(['broken.jpg']);
    expect(before.ok && before.value.dollars.high).toBeCloseTo(0.072, 6);
    await app.retouch(folder, { photos: [anna!.id] });
    const after = await app.handlers['batch:estimate'](app.request(folder));
    expect(after).toMatchObject({ ok: true, value: { photos: 3, kept: 1, credits: 16, balance: 92 } });
    await reopen();
    const again = await app.handlers['batch:estimate'](app.request(await app.folder(studio.shoot)));
    expect(again).toMatchObject({ ok: true, value: { photos: 3, kept: 1, credits: 16 } });
    expect(service.tasks()).toHaveLength(1);
  });

  it('leaves out what lies in the output folder already, when that is the rule, before it is paid for', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    await studio.write('Shoot - Retouched/anna.jpg', 'here first');
    await begin();
    const folder = await app.folder(studio.shoot);
    const skip = { export: { ...app.request(folder).export, onConflict: 'skip' as const } };
    expect(await app.handlers['batch:estimate'](app.request(folder, skip))).toMatchObject({
      value: { photos: 1, credits: 8 },
    });
    expect(await app.retouch(folder, skip)).toMatchObject({ total: 1, exported: 1 });
    expect(service.ledger).toHaveLength(1);
    expect(await app.handlers['batch:start'](app.request(folder, skip))).toMatchObject({
      ok: false,
      reason: { code: 'all-there' },
    });
  });

  it('goes into a folder that holds no original', async () => {
    await studio.photos('anna.jpg');
    await begin();
    const folder = await app.folder(studio.shoot);
    const inside = app.request(folder, { output: join(studio.shoot, 'out') });
    expect(await app.handlers['batch:start'](inside)).toMatchObject({ reason: { code: 'output-inside-source' } });
    await app.handlers['folder:close'](folder.id);
    expect(await app.handlers['batch:start'](app.request(folder))).toMatchObject({
      reason: { code: 'folder-closed' },
    });
  });

  it('tells the window of every photo until it is exported, and of the queue meanwhile', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await begin({ latencyMs: 1500 });
    const folder = await app.folder(studio.shoot);
    const done = await app.retouch(folder);
    expect(done).toMatchObject({
      active: false,
      online: true,
      total: 3,
      exported: 3,
      waiting: 0,
      inFlight: 0,
      creditsSpent: 24,
      output: studio.out,
    });
    await app.window.until(() => Object.values(app.window.statuses()).every((status) => status === 'exported'));
    expect(app.workspace.outputOf(folder.photos[0]!.id)).toBe(join(studio.out, 'anna.jpg'));
    // Nothing moves while the service works, and still the time left is told anew.
    const views = app.window.pushed.filter(({ channel }) => channel === 'queue:changed');
    const quiet = views.filter(
      ({ payload }, i) => i > 0 && JSON.stringify(payload) === JSON.stringify(views[i - 1]?.payload),
    );
    expect(quiet.length).toBeGreaterThan(0);
    await app.window.until(() => app.window.queue?.creditsLeft === 200_000 - 24);
    await reopen();
    expect(app.workspace.outputFolder()).toBe(studio.out);
    expect((await app.folder(studio.shoot)).photos.map(({ status }) => status.kind)).toEqual(Array(3).fill('exported'));
    const { photos } = JSON.parse(await readFile(join(studio.out, 'afterglow-report.json'), 'utf8')) as { photos: [] };
    expect(photos).toHaveLength(3);
  });

  it('asked for twice is done once', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    await begin({ latencyMs: 100 });
    const folder = await app.folder(studio.shoot);
    const presses = [1, 2].map(async () => app.handlers['batch:start'](app.request(folder)));
    const [first, second] = await Promise.all(presses);
    expect([first, second]).toEqual([
      { ok: true, value: { photos: 2 } },
      { ok: true, value: { photos: 0 } },
    ]);
    await app.window.next('queue:changed', (view) => !view.active);
    await app.workspace.close();
    expect(await studio.files(studio.out)).toEqual(['afterglow-report.json', 'anna.jpg', 'ben.jpg']);
  });

  it('pauses, goes on, is cancelled, and tries again what failed', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await begin({ faults: ['submit-500:*'] });
    await app.handlers['queue:pause']();
    const folder = await app.folder(studio.shoot);
    await app.handlers['batch:start'](app.request(folder));
    await app.handlers['queue:pause']();
    expect(await app.handlers['queue:state']()).toMatchObject({ active: true, paused: { kind: 'user' }, total: 3 });
    await app.window.next('queue:changed', ({ paused }) => paused?.kind === 'user');
    service.setFaults([]);
    const rest = app.window.next('queue:changed', ({ active }) => !active);
    await app.handlers['queue:cancel']();
    expect(await rest).toMatchObject({ waiting: 0, cancelled: 3 });
    await app.handlers['queue:resume']();
    // The card was pulled out, and is put in again.
    await rename(studio.shoot, studio.path('gone'));
    expect(await app.handlers['batch:start'](app.request(folder, { output: studio.out }))).toMatchObject({
      ok: false,
      reason: { code: 'folder-gone' },
    });
    await mkdir(studio.shoot);
    expect(await app.retouch(folder)).toMatchObject({ failed: 3 });
    await rmdir(studio.shoot);
    await rename(studio.path('gone'), studio.shoot);
    const again = app.window.next('queue:changed', ({ active, exported }) => !active && exported === 3);
    expect(await app.handlers['queue:retry-failed']()).toBe(3);
    expect(await again).toMatchObject({ failed: 0, creditsSpent: 24 });
  });

  it('goes on after the app was closed in its midst, and pays nothing twice', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await begin({ latencyMs: 300 });
    const folder = await app.folder(studio.shoot);
    await app.handlers['batch:start'](app.request(folder));
    await app.window.next('photos:changed', (all) => all.some(({ status }) => status?.kind === 'processing'));
    await app.close();
    const pushes = app.window.pushed.length;
    app = await App.open(studio, service);
    const opened = await app.folder(studio.shoot);
    expect(opened.photos.some(({ status }) => status.kind === 'processing' || status.kind === 'waiting')).toBe(true);
    await app.window.until(() => app.window.queue?.exported === 3);
    expect(service.ledger).toHaveLength(3);
    expect(service.tasks()).toHaveLength(3);
    expect(pushes).toBeGreaterThan(0);
    expect(app.logged).toEqual([]);
  });
});

describe('a photo of which nobody knows whether it was paid', () => {
  it('is listed with the photo it belongs to, and goes the way that a person decides', async () => {
    await studio.photos('anna.jpg');
    await begin({ faults: ['submit-answer-lost'] });
    const folder = await app.folder(studio.shoot);
    expect(await app.retouch(folder)).toMatchObject({ undecided: 1, waiting: 0 });
    const [open] = await app.handlers['queue:undecided']();
    expect(open).toMatchObject({ photo: folder.photos[0]?.id, name: 'anna.jpg', creditsAtRisk: 8 });
    await app.window.until(() => app.window.statuses()['anna.jpg'] === 'undecided');
    const done = app.window.next('queue:changed', ({ exported }) => exported === 1);
    await app.handlers['queue:decide']([open!.job, open!.job], 'pay-again');
    // A second click finds nothing to decide any more, and does no harm.
    await app.handlers['queue:decide']([open!.job], 'drop');
    await done;
    expect(await app.handlers['queue:undecided']()).toEqual([]);
    expect(service.tasks()).toHaveLength(2);
  });
});

describe('switching between the service and the demo', () => {
  it('shows each photo as the service at hand knows it, and tells what waits at the other', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    await begin({ faults: ['submit-answer-lost'] });
    const folder = await app.folder(studio.shoot);
    await app.retouch(folder, { photos: [folder.photos[0]!.id] });
    await app.window.until(() => app.window.statuses()['anna.jpg'] === 'undecided');
    expect(app.window.notices()).not.toContain('photos-elsewhere');

    await Promise.all([app.workspace.setMode('demo'), app.workspace.setMode('demo')]);
    await app.window.until(() => app.window.statuses()['anna.jpg'] === 'idle');
    expect(app.window.notices()).toContain('photos-elsewhere');
    expect(await app.handlers['queue:undecided']()).toEqual([]);
    const out = studio.path('demo');
    await mkdir(out);
    expect(await app.retouch(folder, { output: out })).toMatchObject({ exported: 2, creditsSpent: 16 });
    expect(service.tasks()).toHaveLength(1);

    await app.workspace.setMode('live');
    await app.window.until(() => app.window.statuses()['anna.jpg'] === 'undecided');
    expect(app.window.statuses()['ben.jpg']).toBe('idle');
    expect(await app.handlers['queue:undecided']()).toHaveLength(1);
  });
});

describe('the key', () => {
  it('is checked for free before it is kept, and lets go on what waited for it', async () => {
    await studio.photos('anna.jpg');
    await begin({ faults: ['submit-401'] });
    expect(await app.workspace.checkKey('wrong')).toMatchObject({ kind: 'bad' });
    expect(await app.workspace.checkKey('afterglow-demo-key')).toEqual({ kind: 'good', credits: 200_000 });
    const folder = await app.folder(studio.shoot);
    const paused = app.window.next('queue:changed', (view) => view.paused?.kind === 'key');
    await app.handlers['batch:start'](app.request(folder));
    expect(await paused).toMatchObject({ active: true, waiting: 1 });
    expect(app.workspace.busy).toBe(true);
    const done = app.window.next('queue:changed', ({ exported }) => exported === 1);
    app.workspace.keyChanged();
    await done;
  });
});
