import { rm, mkdir, writeFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { photo } from '../cli/harness.ts';
import { App, Stage } from './harness.ts';

const stage = Stage.withHooks();
const never = new AbortController().signal;

describe('an open folder', () => {
  it('is opened after the one that was asked for before, and once when it is asked for twice', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await stage.studio.write('Other/dora.jpg', readFile(stage.studio.path('Shoot/anna.jpg')));
    await stage.begin();
    const { handlers } = stage.app;
    const order: string[] = [];
    const open = async (name: string) => {
      await handlers['folder:open']([stage.studio.path(name)]);
      order.push(name);
    };
    await Promise.all([open('Shoot'), open('Other'), open('Other')]);
    expect(order).toEqual(['Shoot', 'Other', 'Other']);
    expect((await handlers['folder:current']()).map(({ path }) => basename(path))).toEqual(['Shoot', 'Other']);
  });

  it('shows its photos, and looks first at those on screen', async () => {
    await stage.studio.photos('anna.jpg', 'day 1/ben.png');
    await stage.studio.write('Shoot/notes.txt', 'words');
    await stage.studio.write('Shoot/broken.jpg', 'no picture');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    expect(folder).toMatchObject({ name: 'Shoot', path: stage.studio.shoot, skipped: 1 });
    expect(folder.photos.map(({ name, relativePath, status }) => [name, relativePath, status.kind])).toEqual([
      ['anna.jpg', 'anna.jpg', 'idle'],
      ['broken.jpg', 'broken.jpg', 'idle'],
      ['ben.png', 'day 1/ben.png', 'idle'],
    ]);
    const sizes = stage.app.window.next('photos:changed', (patches) => patches.some((patch) => patch.width === 160));
    const unusable = stage.app.window.next('photos:changed', (all) =>
      all.some(({ status }) => status?.kind === 'unusable'),
    );
    await stage.app.handlers['photos:visible'](folder.photos.map(({ id }) => id));
    await Promise.all([sizes, unusable]);
    expect(stage.app.window.statuses()).toMatchObject({ 'broken.jpg': 'unusable', 'anna.jpg': 'idle' });
  });

  it('says why it can’t be opened', async () => {
    await stage.begin();
    expect(await stage.app.handlers['folder:open']([stage.studio.path('nowhere')])).toMatchObject({
      ok: false,
      reason: { code: 'missing-input' },
    });
  });

  it('keeps what was set for its photos, in the data folder and not in the photographer’s', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await stage.begin();
    const before = await stage.studio.hashes(stage.studio.shoot);
    const [anna, ben] = (await stage.app.folder(stage.studio.shoot)).photos;
    await stage.app.handlers['photos:configure']([anna!.id, ben!.id], { level: 0.8 });
    await stage.app.handlers['photos:configure']([ben!.id], { multiFace: true });
    // Opened a second time before anything was written, it is still the same.
    expect((await stage.app.folder(stage.studio.shoot)).photos[0]?.settings.level).toBe(0.8);
    await stage.reopen();
    const folder = await stage.app.folder(stage.studio.shoot);
    expect(folder.photos.map(({ settings }) => settings)).toEqual([
      { level: 0.8, multiFace: false },
      { level: 0.8, multiFace: true },
      { level: 0.5, multiFace: false },
    ]);
    expect(await stage.studio.hashes(stage.studio.shoot)).toEqual(before);
  });

  it('opens in spite of a damaged settings file, which is set aside and told', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    const [anna] = (await stage.app.folder(stage.studio.shoot)).photos;
    await stage.app.handlers['photos:configure']([anna!.id], { level: 1 });
    await stage.app.close();
    const kept = join(stage.studio.dataDir, 'photo-settings');
    const [file = ''] = await stage.studio.files(kept);
    await writeFile(join(kept, file), '{"folder": 3');
    stage.app = await App.open(stage.studio, stage.service);
    expect((await stage.app.folder(stage.studio.shoot)).photos[0]?.settings.level).toBe(0.5);
    expect(stage.app.window.notices()).toContain('settings-damaged');
    expect(await readFile(join(kept, `${file}.damaged`), 'utf8')).toBe('{"folder": 3');
  });

  it('shows thumbnails, previews and, once there are any, results', async () => {
    await stage.studio.write('Shoot/anna.jpg', photo(1, 'a.jpg', { width: 900, height: 600 }));
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const [anna] = folder.photos;
    const show = async (kind: 'thumb' | 'preview' | 'result') => {
      const picture = await stage.app.workspace.picture(kind, anna!.id, { signal: never });
      if (picture === undefined) return undefined;
      const source = 'file' in picture.body ? picture.body.file : picture.body;
      const { format, width } = await sharp(source).metadata();
      return { type: picture.contentType, format, width };
    };
    expect(await show('thumb')).toEqual({ type: 'image/webp', format: 'webp', width: 320 });
    expect(await show('preview')).toMatchObject({ type: 'image/jpeg', format: 'jpeg', width: 900 });
    expect(await show('result')).toBeUndefined();
    await stage.app.retouch(folder);
    expect(await show('result')).toMatchObject({ format: 'jpeg', width: 900 });
    // The exported file may be moved away: the paid result is still kept.
    await rm(stage.studio.out, { recursive: true });
    expect(await show('result')).toMatchObject({ format: 'jpeg', width: 900 });
    expect(await stage.app.workspace.picture('thumb', 'unknown', { signal: never })).toBeUndefined();
  });
});

describe('a folder with more photos than one message bears', () => {
  const COUNT = 400;
  const name = (n: number) => `IMG_${n}.jpg`;

  it('is told in parts, without what vanished meanwhile; what came before the watch stood is found', async () => {
    const jpeg = photo(1, 'a.jpg', { width: 160, height: 120 });
    const bytes = await jpeg;
    for (let n = 1; n <= COUNT; n++) await stage.studio.write(`Shoot/${name(n)}`, bytes);
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const first = folder.photos.map(({ name: shown }) => shown);
    expect(first).toEqual(Array.from({ length: first.length }, (_, n) => name(n + 1)));
    expect(first.length).toBeLessThan(COUNT);

    const told = stage.app.window.next('folder:changed', () => true);
    await stage.studio.write('Shoot/new.jpg', bytes);
    await rm(join(stage.studio.shoot, name(COUNT)));
    const rest: string[] = [];
    for (let { next } = folder; next !== undefined;) {
      const part = await stage.app.handlers['folder:photos'](folder.id, next);
      rest.push(...(part.fresh?.relativePaths ?? []), ...part.photos.map(({ name: shown }) => shown));
      ({ next } = part);
    }
    expect([...first, ...rest].toSorted()).toEqual(Array.from({ length: COUNT }, (_, n) => name(n + 1)).toSorted());
    const { added, removed } = await told;
    expect(added.map(({ name: shown }) => shown)).toEqual(['new.jpg']);
    expect(removed).toHaveLength(1);

    // A window that is loaded anew is told from the start.
    const [again] = await stage.app.handlers['folder:current']();
    const last = await stage.app.handlers['folder:photos'](folder.id, again?.next ?? 0);
    expect(again!.photos.length + (last.fresh?.ids.length ?? 0) + last.photos.length).toBe(COUNT);
    await stage.app.handlers['folder:close'](folder.id);
    expect(await stage.app.handlers['folder:photos'](folder.id, 0)).toEqual({
      fresh: undefined,
      photos: [],
      next: undefined,
    });
  });
});

describe('switching between the service and the demo', () => {
  it('shows each photo as the service at hand knows it, and tells what waits at the other', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.begin({ faults: ['submit-answer-lost'] });
    const folder = await stage.app.folder(stage.studio.shoot);
    await stage.app.retouch(folder, { photos: [folder.photos[0]!.id] });
    await stage.app.window.until(() => stage.app.window.statuses()['anna.jpg'] === 'undecided');
    expect(stage.app.window.notices()).not.toContain('photos-elsewhere');

    await Promise.all([stage.app.workspace.setMode('demo'), stage.app.workspace.setMode('demo')]);
    await stage.app.window.until(() => stage.app.window.statuses()['anna.jpg'] === 'idle');
    expect(stage.app.window.notices()).toContain('photos-elsewhere');
    expect(await stage.app.handlers['queue:undecided']()).toEqual([]);
    const out = stage.studio.path('demo');
    await mkdir(out);
    expect(await stage.app.retouch(folder, { output: out })).toMatchObject({ exported: 2, creditsSpent: 16 });
    expect(stage.service.tasks()).toHaveLength(1);

    await stage.app.workspace.setMode('live');
    await stage.app.window.until(() => stage.app.window.statuses()['anna.jpg'] === 'undecided');
    expect(stage.app.window.statuses()['ben.jpg']).toBe('idle');
    expect(await stage.app.handlers['queue:undecided']()).toHaveLength(1);
  });
});

describe('the key', () => {
  it('is checked for free before it is kept, and lets go on what waited for it', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin({ faults: ['submit-401'] });
    expect(await stage.app.workspace.checkKey('wrong')).toMatchObject({ kind: 'bad' });
    expect(await stage.app.workspace.checkKey('afterglow-demo-key')).toEqual({ kind: 'good', credits: 200_000 });
    const folder = await stage.app.folder(stage.studio.shoot);
    const paused = stage.app.window.next('queue:changed', (view) => view.paused?.kind === 'key');
    await stage.app.handlers['batch:start'](stage.app.request(folder));
    expect(await paused).toMatchObject({ active: true, waiting: 1 });
    expect(stage.app.workspace.busy).toBe(true);
    const done = stage.app.window.next('queue:changed', ({ exported }) => exported === 1);
    stage.app.workspace.keyChanged();
    await done;
  });
});

describe('two shoots that are opened together', () => {
  it('are two folders: photos of the same name share nothing, and each has its results', async () => {
    await stage.studio.photos('IMG_1.jpg');
    await stage.studio.write('Other/IMG_1.jpg', photo(9));
    await stage.begin();
    const other = stage.studio.path('Other');
    const told = stage.app.window.next('folder:opened', ({ path }) => path === other);
    const first = await stage.app.folder(stage.studio.shoot, other);
    const second = await told;
    stage.app.window.show(second);
    expect([first, second].map(({ path, photos }) => [path, photos.length])).toEqual([
      [stage.studio.shoot, 1],
      [other, 1],
    ]);
    await stage.app.handlers['photos:configure']([second.photos[0]!.id], { level: 1 });
    await stage.reopen();
    await stage.app.folder(stage.studio.shoot, other);
    const levels = (await stage.app.handlers['folder:current']()).map(({ photos }) => photos[0]?.settings.level);
    expect(levels).toEqual([0.5, 1]);
    for (const folder of await stage.app.handlers['folder:current']()) await stage.app.retouch(folder);
    expect(await stage.studio.files(stage.studio.out)).toContain('IMG_1.jpg');
    expect(await stage.studio.files(`${other} - Retouched`)).toContain('IMG_1.jpg');
  });

  it('are one where one lies in the other, and files of two folders are two', async () => {
    await stage.studio.photos('a.jpg', 'day 1/b.jpg');
    await stage.begin();
    await stage.app.folder(stage.studio.shoot, join(stage.studio.shoot, 'day 1'));
    const open = async () => (await stage.app.handlers['folder:current']()).map(({ path }) => basename(path));
    expect(await open()).toEqual(['Shoot']);
    await stage.app.handlers['folder:close']((await stage.app.handlers['folder:current']())[0]!.id);
    await stage.app.folder(join(stage.studio.shoot, 'a.jpg'), join(stage.studio.shoot, 'day 1/b.jpg'));
    expect(await open()).toEqual(['Shoot', 'day 1']);
  });
});

it('what was set for a photo is found by its path, whichever folder it is opened under', async () => {
  await stage.studio.photos('anna.jpg', 'day 1/ben.jpg', 'day 1/night/cleo.jpg');
  await stage.begin();
  const day = join(stage.studio.shoot, 'day 1');
  const set = async (folder: string, name: string, level: number) => {
    const { photos } = await stage.app.folder(folder);
    await stage.app.handlers['photos:configure']([photos.find((each) => each.name === name)!.id], { level });
  };
  const levels = async (folder: string) =>
    Object.fromEntries((await stage.app.folder(folder)).photos.map(({ name, settings }) => [name, settings.level]));
  await set(day, 'ben.jpg', 0.8);
  expect(await levels(stage.studio.shoot)).toEqual({ 'anna.jpg': 0.5, 'ben.jpg': 0.8, 'cleo.jpg': 0.5 });
  await stage.reopen();
  // The folder above, after a restart.
  expect(await levels(stage.studio.shoot)).toEqual({ 'anna.jpg': 0.5, 'ben.jpg': 0.8, 'cleo.jpg': 0.5 });
  await set(stage.studio.shoot, 'cleo.jpg', 0.3);
  await stage.reopen();
  expect(await levels(join(day, 'night'))).toEqual({ 'cleo.jpg': 0.3 });
  // What was set last holds, also in a tab that is open.
  await set(join(day, 'night'), 'cleo.jpg', 1);
  expect(await levels(day)).toEqual({ 'ben.jpg': 0.8, 'cleo.jpg': 1 });
});
