import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../launch-app.ts';
import type { RunningApp } from '../launch-app.ts';

const root = join(import.meta.dirname, '../../..');
const photos = join(root, '../shared/photos');
const images = join(root, 'docs/images');
/** Small enough for a laptop's window; nothing may be cut off there. */
const SMALL = { width: 1024, height: 700 };
const LARGE = { width: 1440, height: 900 };

/** Only pictures in the public domain go into the documents. */
const isFree = (name: string): boolean => /^(18f|pif)_/.test(name);

async function shoot(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of (await readdir(photos)).filter(isFree)) await copyFile(join(photos, name), join(folder, name));
  return folder;
}

async function resize({ evaluateInMain }: RunningApp, size: { width: number; height: number }): Promise<void> {
  await evaluateInMain(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
}

/** Takes the screen at both sizes, and makes sure that nothing sticks out of the small one. */
async function take(app: RunningApp, name: string): Promise<void> {
  const { page } = app;
  await settled(page);
  await page.screenshot({ path: join(images, `${name}.png`) });
  await resize(app, SMALL);
  await settled(page);
  await page.screenshot({ path: join(root, 'test-results', `${name}-1024x700.png`) });
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  expect(overflow, `${name} is cut off at 1024 x 700`).toBeLessThanOrEqual(0);
  await resize(app, LARGE);
  await settled(page);
}

/** All pictures that are asked for are shown. */
async function settled(page: Page): Promise<void> {
  const complete = '[...document.images].every((image) => image.complete)';
  await expect.poll(() => page.evaluate<boolean>(complete)).toBe(true);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}

test('a tour of the window', async ({ launchApp, ownFolder }) => {
  test.skip(!existsSync(photos), 'the collected photos are not here');
  await mkdir(images, { recursive: true });
  const folder = await shoot(join(ownFolder, 'Smith wedding'));
  const app = await launchApp();
  const { page } = app;
  await take(app, 'welcome');
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByTestId('demo-badge')).toBeVisible();
  await app.evaluateInMain(({ dialog }, path) => {
    const answer = () => Promise.resolve({ canceled: false, filePaths: [path] });
    dialog.showOpenDialog = answer;
  }, folder);
  await page.keyboard.press('Control+o');
  const grid = page.getByTestId('photo-grid');
  const cell = (name: string) => grid.getByRole('option', { name: new RegExp(`^${name}`) });
  await expect(cell('pif_kevin')).toBeVisible();
  await page.getByRole('tab', { name: 'samples' }).click({ button: 'middle' });

  // A shoot half judged: stars, flags and levels.
  await cell('pif_kevin').click();
  await page.keyboard.press('5');
  await page.keyboard.press('p');
  await cell('18f_kate').click();
  await page.keyboard.press('3');
  await cell('18f_audience').click();
  await page.keyboard.press('x');
  await cell('18f_strothman').click();
  const level = page.getByRole('textbox', { name: 'Beauty level' });
  await level.fill('30');
  await level.press('Enter');
  await page.keyboard.press('Escape');
  await take(app, 'gallery');

  await cell('18f_strothman').click();
  await page.keyboard.press('t');
  const strip = page.getByRole('dialog');
  await strip.getByRole('button', { name: /^Try/ }).click();
  const done = strip.getByRole('button', { name: /^Take|taken$/ }).and(page.locator(':enabled'));
  await expect(done).toHaveCount(3, { timeout: 120_000 });
  await take(app, 'strip');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /Retouch and export/ }).click();
  await expect(page.getByTestId('estimate-photos')).toContainText(/\d/);
  await page.getByText('Options', { exact: true }).click();
  await take(app, 'export');
  await page.getByTestId('start-batch').click();
  await expect(page.getByTestId('queue-done')).toContainText(/^[3-9] of 1\d$/, { timeout: 240_000 });
  await take(app, 'window');
  await page.keyboard.press('q');
  await expect(page.getByTestId('queue-panel').getByRole('option').first()).toBeVisible();
  await take(app, 'queue');
  await page.keyboard.press('q');
  await expect(page.getByTestId('queue-done')).toContainText(/^(1\d) of \1$/, { timeout: 400_000 });

  await cell('18f_strothman').click();
  await page.keyboard.press('e');
  await page.keyboard.press('Shift+Y');
  await expect(page.getByRole('slider', { name: /Line between/ })).toBeVisible();
  await take(app, 'loupe');
  await page.keyboard.press('y');
  await page.keyboard.press('z');
  const full = page.locator('.pane').getByTestId('loupe-full').and(page.locator('[data-state="shown"]'));
  // The original on the left, original and result on the right.
  await expect(full).toHaveCount(3, { timeout: 60_000 });
  await take(app, 'side-by-side');
  await page.keyboard.press('g');
  await page.getByTestId('fidelity').scrollIntoViewIfNeeded();
  await take(app, 'fidelity');

  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await take(app, 'settings');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await take(app, 'shortcuts');
});
