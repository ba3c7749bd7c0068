import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtureApp, inPage } from './fixture-page.ts';
import { expect, test } from '../launch-app.ts';

/** These specs hold on Electron too: they say what the stand-in has to be like. */
test.describe('the page and its preload', () => {
  test('the bridge is there before the first script of the page, and only the bridge', async ({ launchApp }) => {
    const { page } = await launchApp({ app: fixtureApp });
    const seen = await inPage(page, (w) => ({
      start: w.bridgeAtStart,
      sandboxed: w.bridge.facts.sandboxed,
      node: [typeof w.require, typeof w.process, typeof w.module],
      frozen: Object.isFrozen(w.bridge) && Object.isFrozen(w.bridge.facts.nested),
      writable: Object.getOwnPropertyDescriptor(w, 'bridge')?.writable,
      nested: [w.bridge.facts.nested.list[2] instanceof Date, w.bridge.facts.nested.list[3] instanceof Uint8Array],
    }));
    expect(seen).toEqual({
      start: 'object',
      sandboxed: true,
      node: ['undefined', 'undefined', 'undefined'],
      frozen: true,
      writable: false,
      nested: [true, true],
    });
  });

  test('functions cross synchronously, as a new proxy each time; errors keep their message only', async ({
    launchApp,
  }) => {
    const { page } = await launchApp({ app: fixtureApp });
    const seen = await inPage(page, async (w) => {
      const heard: string[] = [];
      w.bridge.callBack((text: string) => heard.push(text));
      const listener = () => 1;
      const caught = (run: () => unknown) => {
        try {
          run();
          return undefined;
        } catch (error) {
          return {
            message: (error as Error).message,
            own: 'secret' in (error as object),
            type: (error as Error).constructor.name,
          };
        }
      };
      const later: unknown = await w.bridge.failLater().catch((error: unknown) => (error as Error).message);
      return { heard, same: w.bridge.same(listener, listener), failed: caught(() => w.bridge.fail()), later };
    });
    expect(seen.heard).toEqual(['synchronous']);
    expect(seen.same).toBe(false);
    expect(seen.failed).toEqual({
      message: expect.stringContaining('plain words') as unknown as string,
      own: false,
      type: 'Error',
    });
    expect(seen.later).toContain('later');
  });

  test('invoke carries what structured clone carries, and rejects in Electron’s words', async ({ launchApp }) => {
    const { page } = await launchApp({ app: fixtureApp });
    const seen = await inPage(page, async (w) => {
      const sent = [
        undefined,
        null,
        'ü',
        NaN,
        new Date(5),
        new Map([['a', new Set([1])]]),
        new Uint8Array([9, 0]),
        { x: undefined },
      ];
      const back = (await w.bridge.invoke('echo', ...sent)) as unknown[];
      const [, , , nan, date, map, bytes, object] = back as [
        0,
        0,
        0,
        number,
        Date,
        Map<string, Set<number>>,
        Uint8Array,
        object,
      ];
      return {
        length: back.length,
        first: back.slice(0, 3).map(String),
        nan: Number.isNaN(nan),
        date: date.getTime(),
        map: map.get('a')?.has(1),
        bytes: [...bytes],
        keys: Object.keys(object),
        failed: await w.bridge.invoke('fail').catch((error: unknown) => (error as Error).message),
        nobody: await w.bridge.invoke('nobody').catch((error: unknown) => (error as Error).message),
        function: await w.bridge.invoke('echo', () => 1).catch((error: unknown) => (error as Error).message),
      };
    });
    expect(seen).toEqual({
      length: 8,
      first: ['undefined', 'null', 'ü'],
      nan: true,
      date: 5,
      map: true,
      bytes: [9, 0],
      keys: ['x'],
      failed: "Error invoking remote method 'fail': TypeError: refused",
      nobody: "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
      function: 'An object could not be cloned.',
    });
  });

  test('the main process knows who asked', async ({ launchApp }) => {
    const { page } = await launchApp({ app: fixtureApp });
    expect(await inPage(page, (w) => w.bridge.invoke('where'))).toEqual({
      url: 'app://bundle/page.html',
      origin: 'app://bundle',
      isMain: true,
      parent: null,
    });
  });

  test('news arrive until the listener is taken off', async ({ launchApp }) => {
    const { page, evaluateInMain } = await launchApp({ app: fixtureApp });
    await inPage(page, (w) => {
      w.heard = [];
      w.stop = w.bridge.on('news', (...args: unknown[]) => w.heard.push(args));
      w.bridge.send('note', 'ready');
    });
    await evaluateInMain(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send('news', 1, { two: undefined }),
    );
    await expect.poll(() => inPage(page, (w) => w.heard.length)).toBe(1);
    await inPage(page, (w) => w.stop());
    await evaluateInMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.send('news', 2));
    // An answer that comes after the news would have come proves that they were not heard.
    await inPage(page, (w) => w.bridge.invoke('echo'));
    expect(await inPage(page, (w) => w.heard)).toEqual([[1, { two: undefined }]]);
    expect(
      await evaluateInMain(() => (globalThis as unknown as { fixture: { sends: string[] } }).fixture.sends),
    ).toEqual(['ready']);
  });

  test('dropped files and folders have their paths, made-up ones have none', async ({ launchApp, ownFolder }) => {
    const { page, dropPaths } = await launchApp({ app: fixtureApp });
    const file = join(ownFolder, 'Ärger & Glück.txt');
    await writeFile(file, 'hello');
    await dropPaths('#target', [file, ownFolder]);
    await expect.poll(() => inPage(page, (w) => w.dropped)).toEqual([file, ownFolder]);
    expect(await inPage(page, (w) => w.bridge.pathOf(new File(['x'], 'made-up.txt')))).toBe('');
  });
});

test('the stand-in throws on what it lacks, on both sides', async ({ launchApp }) => {
  const { kind, page, evaluateInMain } = await launchApp({ app: fixtureApp });
  test.skip(kind === 'electron', 'Electron lacks nothing');
  expect(
    await inPage(page, (w) => {
      try {
        w.bridge.lacking();
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    }),
  ).toBe('not implemented: ipcRenderer.sendToHost');
  await expect(evaluateInMain(({ app }) => app.getGPUFeatureStatus())).rejects.toThrow(
    'not implemented: app.getGPUFeatureStatus',
  );
  await expect(evaluateInMain(({ clipboard }) => clipboard.readText())).rejects.toThrow(
    'not implemented: clipboard.readText',
  );
  await expect(evaluateInMain(({ dialog }) => dialog.showOpenDialog({}))).rejects.toThrow(
    'not implemented: dialog.showOpenDialog',
  );
});
