import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inApp } from './app-page.ts';
import { expect, test } from '../launch-app.ts';

test('quits in order when its window is closed', async ({ launchApp }) => {
  test.skip(process.platform === 'darwin', 'an app of macOS stays without a window');
  const app = await launchApp();
  await app.evaluateInMain(({ BrowserWindow }) => {
    setImmediate(() => BrowserWindow.getAllWindows()[0]?.close());
  });
  expect(await app.exited).toBe(0);
});

test('a second start brings the first one forward and ends', async ({ launchApp, ownFolder }) => {
  const userData = await mkdtemp(join(ownFolder, 'shared-'));
  const first = await launchApp({ userData });
  await first.evaluateInMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  await expect(launchApp({ userData })).rejects.toThrow();
  const isBack = () => first.evaluateInMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized());
  await expect.poll(isBack).toBe(false);
});

test('a page that dies is opened again, and the app goes on', async ({ launchApp }) => {
  const app = await launchApp();
  const ids = () => app.evaluateInMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(({ id }) => id));
  const [before] = await ids();
  await app.evaluateInMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await expect
    .poll(async () => {
      const now = await ids();
      return now.length === 1 && now[0] !== before;
    })
    .toBe(true);
  const answer = await app.evaluateInMain(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents?.isLoading()) await new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()));
    return contents?.executeJavaScript("afterglow.invoke('app:state').then(({ mode }) => mode)") as Promise<unknown>;
  });
  expect(answer).toBe('live');
});

test('a dropped folder opens, with real thumbnails', async ({ launchApp }) => {
  const app = await launchApp();
  await app.dropPaths('#root', [join(import.meta.dirname, '../../../out/samples')]);
  await expect(app.page.locator('img[src*="thumb/"]').first()).toBeVisible();
  const drawn = () =>
    inApp(app.page, (w) => {
      const pictures = [...w.document.querySelectorAll<HTMLImageElement>('img[src*="thumb/"]')];
      return pictures.filter((picture) => picture.complete && picture.naturalWidth > 0).length;
    });
  await expect.poll(drawn, { timeout: 30_000 }).toBe(6);
});

test('the menu has the system’s own entries', async ({ launchApp }) => {
  const { evaluateInMain } = await launchApp();
  const roles = await evaluateInMain(({ Menu }) =>
    Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items.map(({ role }) => role) ?? []),
  );
  expect(roles).toEqual(expect.arrayContaining(['copy', 'paste', 'togglefullscreen']));
});
