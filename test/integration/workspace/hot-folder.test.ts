import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FolderView, HotView } from '../../../electron/contract/index.ts';
import { exiftool, hasExiftool } from '../../helpers/exiftool.ts';
import { photo } from '../cli/harness.ts';
import { Stage } from './harness.ts';

const stage = Stage.withHooks();
/** Photos of seeds that are 120 apart are alike. */
let made = 10;
beforeEach(() => void (made = 10));

/** A photo that nobody has seen before. */
const shootOne = (name: string): Promise<string> => stage.studio.write(`Shoot/${name}`, photo(++made, 'a.jpg'));

const at = (name: string): string => join(stage.studio.shoot, name);

/** What another program does that writes a star into a photo: the file is replaced, the picture stays. */
async function star(name: string, stars: number): Promise<void> {
  const path = at(name);
  const starred = await sharp(await readFile(path))
    .keepExif()
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="${stars}"/></rdf:RDF></x:xmpmeta>`,
    )
    .jpeg()
    .toBuffer();
  await writeFile(`${path}.tmp~`, starred);
  await rename(`${path}.tmp~`, path);
}

async function hot(folder: FolderView, creditsPerDay = 400): Promise<HotView | undefined> {
  await stage.app.workspace.watching();
  const answer = await stage.app.handlers['folder:set-hot'](folder.id, creditsPerDay);
  if (!answer.ok) throw new Error(answer.reason.message);
  return answer.value;
}

const nextHot = (fits: (view: HotView | undefined) => boolean) =>
  stage.app.window.next('hot:changed', (change) => fits(change.hot));

const sent = (): number => stage.service.tasks().length;

/** Resolves when the queue has exported so many photos and nothing is left. */
const exported = (count: number) =>
  stage.app.window.next('queue:changed', (view) => view.exported === count && !view.active);

/** A new photo goes all the way: what was seen before it has been judged by then. */
async function newOneIsRetouched(name: string): Promise<void> {
  const isThere = (): boolean => stage.app.engine.store.inState('exported').some((job) => job.relativePath === name);
  const done = stage.app.window.until(() => stage.app.window.queue?.active === false && isThere());
  await shootOne(name);
  await done;
}

describe('a folder whose new photos are retouched by themselves', () => {
  it('pays for no photo that was there, whatever happens to its file or its folder', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg', 'day 1/cleo.jpg', 'day 1/dora.jpg');
    await stage.studio.write('Other/eve.jpg', photo(50, 'a.jpg'));
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    await hot(folder);

    const told = stage.app.window.next('folder:changed', ({ added }) => added.some(({ name }) => name === 'cleo.jpg'));
    await rename(at('day 1'), at('first day'));
    await told;
    for (const stars of [3, 5]) {
      const seen = stage.app.window.next('folder:changed', ({ added }) =>
        added.some(({ name }) => name === 'anna.jpg'),
      );
      await star('anna.jpg', stars);
      await seen;
    }
    // A copy of an older photo shows nothing new, though it is another file.
    const copied = stage.app.window.next('folder:changed', ({ added }) => added.length > 0);
    await writeFile(at('copy of ben.jpg'), await readFile(at('ben.jpg')));
    await copied;
    expect(sent()).toBe(0);

    // Results of another shoot land below it.
    const other = await stage.app.folder(stage.studio.path('Other'));
    await stage.app.retouch(other, { output: at('Results of Other') });
    expect(sent()).toBe(1);

    await newOneIsRetouched('fred.jpg');
    expect(sent()).toBe(2);
    // So is a photo that was retouched by itself.
    const seen = stage.app.window.next('folder:changed', ({ added }) => added.some(({ name }) => name === 'fred.jpg'));
    await star('fred.jpg', 4);
    await seen;
    await newOneIsRetouched('gina.jpg');
    expect(sent()).toBe(3);
    expect((await stage.studio.files(stage.studio.out)).filter((name) => name.endsWith('.jpg'))).toEqual([
      'fred.jpg',
      'gina.jpg',
    ]);
  });

  it('stays so when it is opened again, and asks about what came while it was not watched', async () => {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    await stage.begin();
    await hot(await stage.app.folder(stage.studio.shoot), 80);
    const again = await stage.app.folder(stage.studio.shoot);
    expect(again.hot).toMatchObject({ creditsPerDay: 80, question: undefined });
    // Named by one of its photos, it is still shown and watched as a whole.
    const byOne = await stage.app.folder(at('ben.jpg'), at('anna.jpg'));
    expect(byOne.photos.map(({ name }) => name)).toEqual(['anna.jpg', 'ben.jpg']);
    expect(byOne.hot?.creditsPerDay).toBe(80);

    await stage.app.close();
    await shootOne('cleo.jpg');
    await shootOne('dora.jpg');
    await rename(at('ben.jpg'), at('benjamin.jpg'));
    stage.app = await stage.openAnew();
    const asked = await nextHot((view) => view?.question !== undefined);
    expect(asked.hot).toMatchObject({ creditsPerDay: 80, question: { cause: 'meanwhile', photos: 2, credits: 16 } });
    expect(sent()).toBe(0);

    const [open] = await stage.app.handlers['folder:current']();
    await stage.app.workspace.watching();
    const done = exported(2);
    await stage.app.handlers['folder:answer-hot'](open!.id, true);
    await done;
    expect((await stage.studio.files(stage.studio.out)).filter((name) => name.endsWith('.jpg'))).toEqual([
      'cleo.jpg',
      'dora.jpg',
    ]);
    await newOneIsRetouched('eve.jpg');
    expect(sent()).toBe(3);
  });

  it('asks before it pays for many at once, and leaves them where that is wished', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    await hot(folder, 8000);
    const asked = nextHot((view) => view?.question?.photos === 51);
    for (let n = 0; n < 51; n++) await shootOne(`card/IMG_${n}.jpg`);
    expect((await asked).hot?.question).toEqual({ cause: 'many', photos: 51, credits: 408 });
    expect(sent()).toBe(0);
    const left = nextHot((view) => view?.question === undefined);
    await stage.app.handlers['folder:answer-hot'](folder.id, false);
    await left;
    await newOneIsRetouched('ben.jpg');
    expect(sent()).toBe(1);
  });

  it('spends no more in a day than was allowed; the rest waits, and goes on with a higher limit', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    expect(await stage.app.handlers['folder:set-hot'](folder.id, 7)).toMatchObject({
      ok: false,
      reason: { code: 'limit-too-small' },
    });
    await hot(folder, 16);
    const reached = nextHot((view) => view?.heldUntilTomorrow === 1 && view.committedToday === 16);
    for (const name of ['ben.jpg', 'cleo.jpg', 'dora.jpg']) await shootOne(name);
    await reached;
    expect(sent()).toBe(2);
    // The end of a session is not the end of a day.
    await stage.reopen();
    await nextHot((view) => view?.heldUntilTomorrow === 1);
    expect(sent()).toBe(2);
    const [open] = await stage.app.handlers['folder:current']();
    const done = stage.app.window.until(() => sent() === 3 && stage.app.window.queue?.waiting === 0);
    expect(await hot(open!, 24)).toMatchObject({ creditsPerDay: 24 });
    await done;
  });

  it('takes what waits out of the queue when it is switched off, and leaves a pause as it is', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    await hot(folder);
    await stage.app.handlers['queue:pause']();
    const waits = stage.app.window.next('queue:changed', (view) => view.waiting === 1);
    await shootOne('ben.jpg');
    expect((await waits).paused?.kind).toBe('user');
    const off = nextHot((view) => view === undefined);
    await stage.app.handlers['folder:set-hot'](folder.id, undefined);
    await off;
    await stage.app.handlers['queue:resume']();
    expect(
      stage.app.engine.store.batches().map(({ id }) => stage.app.engine.store.counts({ batch: id }).cancelled),
    ).toEqual([1]);
    expect(sent()).toBe(0);
    await rm(at('ben.jpg'));
  });

  it('is not switched on where results are written, nor kept on for another service', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    await stage.app.retouch(folder);
    const results = await stage.app.folder(stage.studio.out);
    expect(await stage.app.handlers['folder:set-hot'](results.id, 80)).toMatchObject({
      ok: false,
      reason: { code: 'hot-output' },
    });
    await hot(folder);
    const off = nextHot((view) => view === undefined);
    await stage.app.workspace.setMode('demo');
    await off;
    expect(stage.app.window.notices()).toContain('hot-folder-stopped');
  });
});

it.skipIf(!hasExiftool)('knows an older photo again that got another name and a star at once', async () => {
  await stage.studio.photos('anna.jpg');
  await stage.begin();
  await hot(await stage.app.folder(stage.studio.shoot));
  await newOneIsRetouched('ben.jpg');
  const told = stage.app.window.next('folder:changed', ({ added }) => added.some(({ name }) => name === 'A1.jpg'));
  await exiftool('-XMP:Rating=5', '-o', stage.studio.path('A1.jpg'), at('anna.jpg'));
  await rm(at('anna.jpg'));
  await rename(stage.studio.path('A1.jpg'), at('A1.jpg'));
  await told;
  await newOneIsRetouched('cleo.jpg');
  expect(sent()).toBe(2);
});
