import { rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FolderView } from '../../../electron/contract/index.ts';
import { photo } from '../cli/harness.ts';
import { Stage } from './harness.ts';

const stage = Stage.withHooks();
const at = (name: string): string => join(stage.studio.shoot, name);
const names = ({ photos }: FolderView): string[] => photos.map(({ relativePath }) => relativePath).toSorted();
const sent = (): number => stage.service.tasks().length;

/** A shoot with links to a folder and to a file elsewhere, and one to a photo of its own. */
async function shootWithLinks(): Promise<void> {
  await stage.studio.photos('anna.jpg');
  await stage.studio.write('Private/x.jpg', photo(70, 'a.jpg'));
  await stage.studio.write('Private/deep/y.jpg', photo(71, 'a.jpg'));
  await stage.studio.write('secret.jpg', photo(72, 'a.jpg'));
  await symlink(stage.studio.path('Private'), at('card'));
  await symlink(stage.studio.path('secret.jpg'), at('ben.jpg'));
  await symlink('anna.jpg', at('own.jpg'));
}

/** A photo is added and its news awaited: what was put there before it has been looked at by then. */
async function addAndSee(name: string, number: number): Promise<void> {
  const told = stage.app.window.next('folder:changed', ({ added }) => added.some((each) => each.relativePath === name));
  await stage.studio.write(`Shoot/${name}`, photo(number, 'a.jpg'));
  await told;
}

describe('links that lead out of an open folder', () => {
  it('are left out, counted, and taken in when a person says so', async () => {
    await shootWithLinks();
    await stage.begin();
    const before = await stage.app.folder(stage.studio.shoot);
    expect(names(before)).toEqual(['anna.jpg']);
    expect(before.linksOut).toBe(2);
    await stage.app.retouch(before);
    expect(sent()).toBe(1);

    const told = stage.app.window.next('folder:changed', () => true);
    expect(await stage.app.handlers['folder:include-links'](before.id)).toEqual({ ok: true, value: 3 });
    const change = await told;
    expect(change.linksOut).toBe(0);
    expect(change.added.map(({ relativePath }) => relativePath).toSorted()).toEqual([
      'ben.jpg',
      'card/deep/y.jpg',
      'card/x.jpg',
    ]);
    // Asked for twice, nothing comes twice.
    expect(await stage.app.handlers['folder:include-links'](before.id)).toEqual({ ok: true, value: 0 });
    await stage.app.retouch(before, { photos: change.added.map(({ id }) => id) });
    expect(sent()).toBe(4);

    // Opened anew, the folder asks again.
    const again = await stage.app.folder(stage.studio.shoot);
    expect([names(again), again.linksOut]).toEqual([['anna.jpg'], 2]);
  });

  it('are asked for where a link is named itself', async () => {
    await shootWithLinks();
    await stage.begin();
    const file = await stage.app.folder(at('ben.jpg'));
    expect([names(file), file.linksOut]).toEqual([['ben.jpg'], 0]);
    const folder = await stage.app.folder(at('card'));
    expect(names(folder)).toEqual(['deep/y.jpg', 'x.jpg']);
  });

  it('are left out where they appear while the folder is open, and where a photo or a folder becomes one', async () => {
    await stage.studio.photos('anna.jpg', 'cleo.jpg', 'day/dora.jpg');
    await stage.studio.write('Private/dora.jpg', photo(70, 'a.jpg'));
    await stage.studio.write('secret.jpg', photo(72, 'a.jpg'));
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    await stage.app.workspace.watching();

    const appeared = stage.app.window.next('folder:changed', ({ linksOut }) => linksOut === 1);
    await symlink(stage.studio.path('secret.jpg'), at('ben.jpg'));
    expect((await appeared).added).toEqual([]);

    const became = stage.app.window.next('folder:changed', ({ removed }) => removed.length === 1);
    await symlink(stage.studio.path('secret.jpg'), at('.link'));
    await rename(at('.link'), at('cleo.jpg'));
    await became;

    const gone = stage.app.window.next('folder:changed', ({ removed }) => removed.length > 0);
    await rename(at('day'), stage.studio.path('day'));
    await gone;
    await symlink(stage.studio.path('Private'), at('day'));
    await addAndSee('eve.jpg', 73);
    expect(names((await stage.app.handlers['folder:current']())[0]!)).toEqual(['anna.jpg', 'eve.jpg']);

    const before = (await stage.app.handlers['folder:current']())[0]!.linksOut;
    const fewer = stage.app.window.next('folder:changed', ({ linksOut }) => linksOut === before - 1);
    await rm(at('ben.jpg'));
    await fewer;
    await stage.app.retouch(folder);
    expect(sent()).toBe(2);
  });
});

describe('links in a folder whose new photos are retouched by themselves', () => {
  it('are never paid for by themselves, whether they appear, were included, or came while the program was closed', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.studio.write('Private/x.jpg', photo(70, 'a.jpg'));
    await stage.studio.write('secret.jpg', photo(72, 'a.jpg'));
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    await stage.app.workspace.watching();
    expect(await stage.app.handlers['folder:set-hot'](folder.id, 80)).toMatchObject({ ok: true });

    const appeared = stage.app.window.next('folder:changed', ({ linksOut }) => linksOut === 1);
    await symlink(stage.studio.path('secret.jpg'), at('ben.jpg'));
    await symlink(stage.studio.path('Private'), at('card'));
    await appeared;
    expect(await stage.app.handlers['folder:include-links'](folder.id)).toEqual({ ok: true, value: 2 });
    // A new photo goes all the way: what was seen before it has been judged by then.
    const exported = (count: number) =>
      stage.app.window.next('queue:changed', (view) => view.exported === count && !view.active);
    let done = exported(1);
    await addAndSee('cleo.jpg', 80);
    await done;
    expect(sent()).toBe(1);

    await stage.app.close();
    await symlink(stage.studio.path('secret.jpg'), at('dora.jpg'));
    await stage.studio.write('Shoot/eve.jpg', photo(81, 'a.jpg'));
    stage.app = await stage.openAnew();
    const asked = await stage.app.window.next('hot:changed', ({ hot }) => hot?.question !== undefined);
    expect(asked.hot?.question).toMatchObject({ cause: 'meanwhile', photos: 1 });
    const [open] = await stage.app.handlers['folder:current']();
    expect([names(open!), open!.linksOut]).toEqual([['anna.jpg', 'cleo.jpg', 'eve.jpg'], 3]);
    done = stage.app.window.next('queue:changed', (view) => view.exported > 0 && !view.active);
    await stage.app.handlers['folder:answer-hot'](open!.id, true);
    await done;
    expect(sent()).toBe(2);
  });
});
