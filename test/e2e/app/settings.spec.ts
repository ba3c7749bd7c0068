import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../../electron/base/reason.ts';
import { inApp } from './app-page.ts';
import { expect, test } from '../launch-app.ts';
import type { RunningApp } from '../launch-app.ts';

const KEY = 'Test-Key-0123456789-WXYZ';

const setKey = ({ page }: RunningApp) => inApp(page, (w, key) => w.afterglow.invoke('key:set', key), KEY);
const keyState = ({ page }: RunningApp) => inApp(page, async (w) => (await w.afterglow.invoke('app:state')).key);

/** Every file of the data folder that holds the key as it is; the browser's own profile included. */
async function filesWithKey(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // The browser's last processes may still tidy up after the app has ended.
    const content = await readFile(path).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    if (content.includes(KEY)) found.push(path);
  }
  return found;
}

test('the key goes into the keychain, outlives a restart and is never seen again', async ({ launchApp }) => {
  const first = await launchApp();
  expect(await setKey(first)).toMatchObject({ kind: 'accepted', state: { kind: 'stored', hint: 'WXYZ' } });
  const { where } = (await keyState(first)) as { where: string };
  await first.close();
  expect(await filesWithKey(first.userData)).toEqual([]);
  const second = await launchApp({ userData: first.userData });
  expect(await keyState(second)).toEqual(
    where === 'vault' ? { kind: 'stored', where, hint: 'WXYZ' } : { kind: 'none' },
  );
  expect(await inApp(second.page, (w) => w.afterglow.invoke('key:forget'))).toEqual({ kind: 'none' });
  await second.close();
  expect(await readdir(first.userData)).not.toContain('api-key.bin');
});

test('without a keyring the key lives until quit only, and the app says so', async ({ launchApp }) => {
  const env = { AFTERGLOW_TEST_KEYRING: 'basic_text' };
  const first = await launchApp({ env });
  test.skip(first.kind === 'electron', 'Electron asks the keyring of this computer');
  expect(await setKey(first)).toMatchObject({ kind: 'accepted', state: { kind: 'stored', where: 'session' } });
  await first.close();
  expect(await filesWithKey(first.userData)).toEqual([]);
  expect(await readdir(first.userData)).not.toContain('api-key.bin');
  expect(await keyState(await launchApp({ env, userData: first.userData }))).toEqual({ kind: 'none' });
});

test('a text that is no key is refused in plain words', async ({ launchApp }) => {
  const { page } = await launchApp();
  const outcome = await inApp(page, (w) => w.afterglow.invoke('key:set', 'two words'));
  expect(outcome).toMatchObject({ kind: 'rejected', reason: { code: 'key-format' } });
});

test('damaged preferences are set aside, said, and nothing is lost', async ({ launchApp, ownFolder }) => {
  const userData = ownFolder;
  await writeFile(join(userData, 'preferences.json'), '{"mode": "demo", "recentFol');
  const { page } = await launchApp({ userData });
  await expect(page.getByText('Your preferences could not be read')).toBeVisible();
  const aside = (await readdir(userData)).find((name) => name.startsWith('preferences.damaged-'));
  expect(await readFile(join(userData, aside ?? ''), 'utf8')).toBe('{"mode": "demo", "recentFol');
});

test('mode, recent folders and the window’s place come back', async ({ launchApp, ownFolder }) => {
  const first = await launchApp({ size: 'as-opened' });
  await first.evaluateInMain(({ dialog, BrowserWindow }, folder) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] });
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1100, height: 720 });
  }, ownFolder);
  await inApp(first.page, (w) => w.afterglow.invoke('folder:choose'));
  await inApp(first.page, (w) => w.afterglow.invoke('app:set-mode', 'demo'));
  await first.close();

  const second = await launchApp({ userData: first.userData, size: 'as-opened' });
  const state = await inApp(second.page, (w) => w.afterglow.invoke('app:state'));
  expect(state).toMatchObject({ mode: 'demo', recentFolders: [{ path: ownFolder }] });
  const bounds = await second.evaluateInMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds).toMatchObject({ width: 1100, height: 720 });
});
