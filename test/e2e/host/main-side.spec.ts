import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtureApp, inPage } from './fixture-page.ts';
import type { FixtureGlobals } from './fixture-page.ts';
import { expect, test } from '../launch-app.ts';

const events = () => (globalThis as unknown as FixtureGlobals).fixture.events;

test.describe('the main process', () => {
  test('the module is evaluated to its end before ready, and is one for import and require', async ({ launchApp }) => {
    const { evaluateInMain } = await launchApp({ app: fixtureApp });
    const seen = await evaluateInMain(({ app }) => ({
      events: (globalThis as unknown as FixtureGlobals).fixture.events.slice(0, 2),
      same: (globalThis as unknown as FixtureGlobals).fixture.sameModule,
      facts: [app.getName(), app.getVersion(), app.isReady(), process.type, typeof process.send],
    }));
    expect(seen).toEqual({
      events: ['module evaluated, ready: false', 'ready'],
      same: true,
      facts: ['Host Fixture', '3.2.1', true, 'browser', 'undefined'],
    });
  });

  test('quitting tells the app in Electron’s order and ends the process', async ({ launchApp }) => {
    const app = await launchApp({ app: fixtureApp });
    await app.evaluateInMain(({ app: electronApp }) => {
      const seen = (globalThis as unknown as FixtureGlobals).fixture.events;
      electronApp.on('quit', () => console.log(`events: ${seen.slice(2).join(', ')}`));
    });
    await app.close();
    expect(await app.exited).toBe(0);
    expect(app.output()).toContain('events: before-quit, will-quit, quit');
  });

  test('closing the last window quits where the app says so', async ({ launchApp }) => {
    const app = await launchApp({ app: fixtureApp });
    await app.evaluateInMain(({ BrowserWindow, app: electronApp }) => {
      electronApp.on('window-all-closed', () => electronApp.quit());
      setImmediate(() => BrowserWindow.getAllWindows()[0]?.close());
    });
    expect(await app.exited).toBe(0);
  });

  test('a second start hands over to the first and ends', async ({ launchApp, ownFolder }) => {
    const userData = await mkdtemp(join(ownFolder, 'shared-'));
    const first = await launchApp({ app: fixtureApp, args: ['--single'], userData });
    const second = await launchApp({ app: fixtureApp, args: ['--single'], userData }).catch((error: unknown) => error);
    expect(second).toBeInstanceOf(Error);
    await expect.poll(() => first.evaluateInMain(events)).toContain('second-instance');
  });

  test('a utility process talks over parentPort and tells its exit code', async ({ launchApp }) => {
    const { evaluateInMain } = await launchApp({ app: fixtureApp });
    const seen = await evaluateInMain(() => (globalThis as unknown as FixtureGlobals).fixture.utility());
    expect(seen).toEqual({ message: { sum: 6, args: ['an argument'], send: 'undefined' }, code: 4 });
  });

  test('safe storage keeps a text across a restart', async ({ launchApp }) => {
    const first = await launchApp({ app: fixtureApp });
    const kept = await first.evaluateInMain(async ({ safeStorage }) =>
      (await safeStorage.encryptStringAsync('a secret')).toString('base64'),
    );
    expect(Buffer.from(kept, 'base64').toString('latin1')).not.toContain('secret');
    await first.close();
    const second = await launchApp({ app: fixtureApp, userData: first.userData });
    const read = await second.evaluateInMain(
      async ({ safeStorage }, text) => (await safeStorage.decryptStringAsync(Buffer.from(text, 'base64'))).result,
      kept,
    );
    expect(read).toBe('a secret');
  });

  test('a crashed page is told', async ({ launchApp }) => {
    const { kind, evaluateInMain } = await launchApp({ app: fixtureApp });
    const reason = await evaluateInMain(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return new Promise<string>((resolve) => {
        contents?.once('render-process-gone', (_event, details) => resolve(details.reason));
        contents?.forcefullyCrashRenderer();
      });
    });
    expect(kind === 'host' ? ['crashed'] : ['crashed', 'killed']).toContain(reason);
  });
});

test.describe('the guards of the fixture app', () => {
  test('pages, pictures and refusals come from the protocol handler', async ({ launchApp }) => {
    const { page } = await launchApp({ app: fixtureApp });
    const seen = await inPage(page, async (w) => {
      const text = async (address: string) => {
        const answer = await w.fetch(address);
        return `${answer.status} ${await answer.text()}`;
      };
      const picture = w.document.getElementById('picture') as HTMLImageElement;
      return {
        decoded: picture.complete && picture.naturalWidth,
        echo: await text('/echo?x=%2F'),
        missing: await text('/nothing.js'),
        boom: await w.fetch('/boom').catch((error: unknown) => (error as Error).name),
        background: w.getComputedStyle(w.document.body).backgroundColor,
        eval: w.evalResult,
      };
    });
    expect(seen).toEqual({
      decoded: 40,
      echo: '200 GET app://bundle/echo?x=%2F',
      missing: '404 missing',
      boom: 'TypeError',
      background: 'rgb(32, 32, 32)',
      eval: 'EvalError',
    });
  });

  test('navigation, new windows, foreign requests and permissions are refused, and the page lives on', async ({
    launchApp,
  }) => {
    const { page, evaluateInMain } = await launchApp({ app: fixtureApp });
    await page.click('#out');
    await inPage(page, (w) => void w.open('https://example.invalid/popup'));
    await expect.poll(() => evaluateInMain(events)).toContain('window.open https://example.invalid/popup');
    await expect.poll(() => evaluateInMain(events)).toContain('will-navigate https://example.invalid/');
    await expect.poll(() => page.context().pages().length).toBe(1);
    const seen = await inPage(page, async (w) => ({
      foreign: await w.fetch('https://example.invalid/x').catch((error: unknown) => (error as Error).name),
      geolocation: (await w.navigator.permissions.query({ name: 'geolocation' })).state,
      notifications: w.Notification.permission,
      title: w.document.title,
    }));
    expect(seen).toEqual({ foreign: 'TypeError', geolocation: 'denied', notifications: 'denied', title: 'Fixture' });
  });
});
