import { mkdir, readFile, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { App, Stage } from './harness.ts';

const stage = Stage.withHooks();

describe('a batch', () => {
  it('is estimated before anybody pays: what is kept is free, what can’t be used is told', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await stage.studio.write('Shoot/broken.jpg', 'no picture');
    await stage.begin({ credits: { common: 100, portrait_intelligent_beautification: 0 } });
    const folder = await stage.app.folder(stage.studio.shoot);
    const [anna] = folder.photos;
    const before = await stage.app.handlers['batch:estimate'](stage.app.request(folder));
    expect(before).toMatchObject({
      ok: true,
      value: { photos: 3, kept: 0, credits: 24, balance: 100, output: stage.studio.out },
    });
    expect(before.ok && before.value.unusable.map(({ name }) => name)).toEqual(['broken.jpg']);
    expect(before.ok && before.value.dollars.high).toBeCloseTo(0.072, 6);
    await stage.app.retouch(folder, { photos: [anna!.id] });
    const after = await stage.app.handlers['batch:estimate'](stage.app.request(folder));
    expect(after).toMatchObject({ ok: true, value: { photos: 3, kept: 1, credits: 16, balance: 92 } });
    await stage.reopen();
    const again = await stage.app.handlers['batch:estimate'](
      stage.app.request(await stage.app.folder(stage.studio.shoot)),
    );
    expect(again).toMatchObject({ ok: true, value: { photos: 3, kept: 1, credits: 16 } });
    expect(stage.service.tasks()).toHaveLength(1);
  });

  it('leaves out what lies in the output folder already, when that is the rule, before it is paid for', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.studio.write('Shoot - Retouched/anna.jpg', 'here first');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const skip = { export: { ...stage.app.request(folder).export, onConflict: 'skip' as const } };
    expect(await stage.app.handlers['batch:estimate'](stage.app.request(folder, skip))).toMatchObject({
      value: { photos: 1, credits: 8 },
    });
    expect(await stage.app.retouch(folder, skip)).toMatchObject({ total: 1, exported: 1 });
    expect(stage.service.ledger).toHaveLength(1);
    const anna = { ...skip, photos: [stage.app.window.photo('anna.jpg').id] };
    expect(await stage.app.handlers['batch:start'](stage.app.request(folder, anna))).toMatchObject({
      ok: false,
      reason: { code: 'all-there' },
    });
  });

  it('goes into a folder that holds no original', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const inside = stage.app.request(folder, { output: join(stage.studio.shoot, 'out') });
    expect(await stage.app.handlers['batch:start'](inside)).toMatchObject({ reason: { code: 'output-inside-source' } });
    await stage.app.handlers['folder:close'](folder.id);
    expect(await stage.app.handlers['batch:start'](stage.app.request(folder))).toMatchObject({
      reason: { code: 'folder-closed' },
    });
  });

  it('tells the window of every photo until it is exported, and of the queue meanwhile', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await stage.begin({ latencyMs: 1500 });
    const folder = await stage.app.folder(stage.studio.shoot);
    const done = await stage.app.retouch(folder);
    expect(done).toMatchObject({
      active: false,
      online: true,
      total: 3,
      exported: 3,
      waiting: 0,
      inFlight: 0,
      creditsSpent: 24,
      output: stage.studio.out,
    });
    await stage.app.window.until(() =>
      Object.values(stage.app.window.statuses()).every((status) => status === 'exported'),
    );
    expect(stage.app.workspace.outputOf(folder.photos[0]!.id)).toBe(join(stage.studio.out, 'anna.jpg'));
    // Nothing moves while the service works, and still the time left is told anew.
    const views = stage.app.window.pushed.filter(({ channel }) => channel === 'queue:changed');
    const quiet = views.filter(
      ({ payload }, i) => i > 0 && JSON.stringify(payload) === JSON.stringify(views[i - 1]?.payload),
    );
    expect(quiet.length).toBeGreaterThan(0);
    await stage.app.window.until(() => stage.app.window.queue?.creditsLeft === 200_000 - 24);
    await stage.reopen();
    expect(stage.app.workspace.outputFolder()).toBe(stage.studio.out);
    expect((await stage.app.folder(stage.studio.shoot)).photos.map(({ status }) => status.kind)).toEqual(
      Array(3).fill('exported'),
    );
    const { photos } = JSON.parse(await readFile(join(stage.studio.out, 'afterglow-report.json'), 'utf8')) as {
      photos: [];
    };
    expect(photos).toHaveLength(3);
  });

  it('asked for twice is done once', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.begin({ latencyMs: 100 });
    const folder = await stage.app.folder(stage.studio.shoot);
    const presses = [1, 2].map(async () => stage.app.handlers['batch:start'](stage.app.request(folder)));
    const [first, second] = await Promise.all(presses);
    expect([first, second]).toEqual([
      { ok: true, value: { photos: 2 } },
      { ok: true, value: { photos: 0 } },
    ]);
    await stage.app.window.next('queue:changed', (view) => !view.active);
    await stage.app.workspace.close();
    expect(await stage.studio.files(stage.studio.out)).toEqual(['afterglow-report.json', 'anna.jpg', 'ben.jpg']);
  });

  it('pauses, goes on, is cancelled, and tries again what failed', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await stage.begin({ faults: ['submit-500:*'] });
    await stage.app.handlers['queue:pause']();
    const folder = await stage.app.folder(stage.studio.shoot);
    await stage.app.handlers['batch:start'](stage.app.request(folder));
    await stage.app.handlers['queue:pause']();
    expect(await stage.app.handlers['queue:state']()).toMatchObject({
      active: true,
      paused: { kind: 'user' },
      total: 3,
    });
    await stage.app.window.next('queue:changed', ({ paused }) => paused?.kind === 'user');
    stage.service.setFaults([]);
    const rest = stage.app.window.next('queue:changed', ({ active }) => !active);
    await stage.app.handlers['queue:cancel']();
    expect(await rest).toMatchObject({ waiting: 0, cancelled: 3 });
    await stage.app.handlers['queue:resume']();
    // The card was pulled out, and is put in again.
    await rename(stage.studio.shoot, stage.studio.path('gone'));
    expect(
      await stage.app.handlers['batch:start'](stage.app.request(folder, { output: stage.studio.out })),
    ).toMatchObject({
      ok: false,
      reason: { code: 'folder-gone' },
    });
    await mkdir(stage.studio.shoot);
    expect(await stage.app.retouch(folder)).toMatchObject({ failed: 3 });
    await rmdir(stage.studio.shoot);
    await rename(stage.studio.path('gone'), stage.studio.shoot);
    const again = stage.app.window.next('queue:changed', ({ active, exported }) => !active && exported === 3);
    expect(await stage.app.handlers['queue:retry-failed']()).toBe(3);
    expect(await again).toMatchObject({ failed: 0, creditsSpent: 24 });
  });

  it('goes on after the app was closed in its midst, and pays nothing twice', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    await stage.begin({ latencyMs: 300 });
    const folder = await stage.app.folder(stage.studio.shoot);
    await stage.app.handlers['batch:start'](stage.app.request(folder));
    await stage.app.window.next('photos:changed', (all) => all.some(({ status }) => status?.kind === 'processing'));
    await stage.app.close();
    const pushes = stage.app.window.pushed.length;
    stage.app = await App.open(stage.studio, stage.service);
    const opened = await stage.app.folder(stage.studio.shoot);
    expect(opened.photos.some(({ status }) => status.kind === 'processing' || status.kind === 'waiting')).toBe(true);
    await stage.app.window.until(() => stage.app.window.queue?.exported === 3);
    expect(stage.service.ledger).toHaveLength(3);
    expect(stage.service.tasks()).toHaveLength(3);
    expect(pushes).toBeGreaterThan(0);
    expect(stage.app.logged).toEqual([]);
  });
});

describe('a photo of which nobody knows whether it was paid', () => {
  it('is listed with the photo it belongs to, and goes the way that a person decides', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin({ faults: ['submit-answer-lost'] });
    const folder = await stage.app.folder(stage.studio.shoot);
    expect(await stage.app.retouch(folder)).toMatchObject({ undecided: 1, waiting: 0 });
    const [open] = await stage.app.handlers['queue:undecided']();
    expect(open).toMatchObject({
      photo: folder.photos[0]?.id,
      name: 'anna.jpg',
      folder: folder.name,
      creditsAtRisk: 8,
    });
    await stage.app.window.until(() => stage.app.window.statuses()['anna.jpg'] === 'undecided');
    const done = stage.app.window.next('queue:changed', ({ exported }) => exported === 1);
    await stage.app.handlers['queue:decide']([open!.job, open!.job], 'pay-again');
    // A second click finds nothing to decide any more, and does no harm.
    await stage.app.handlers['queue:decide']([open!.job], 'drop');
    await done;
    expect(await stage.app.handlers['queue:undecided']()).toEqual([]);
    expect(stage.service.tasks()).toHaveLength(2);
  });
});
