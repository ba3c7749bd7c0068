import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../launch-app.ts';
import { startService, TEST_KEY } from '../service.ts';
import { press } from './shoot.ts';

test('the welcome leads to the demo with one press, and a key is tested before it is kept', async ({ launchApp }) => {
  const service = await startService();
  const app = await launchApp({ env: service.env });
  const { page } = app;
  const welcome = page.getByTestId('first-run');
  await expect(welcome).toContainText('Nothing is sent, nothing is charged.');
  await expect(welcome).toContainText('The original stays on this computer.');
  await welcome.getByRole('button', { name: 'Enter key…' }).click();
  const dialog = page.getByRole('dialog');
  await press(page, 'Enter');
  await expect(dialog).toContainText('Paste your key first.');
  await dialog.getByLabel('API key').fill('Wrong-Key-9876543210-ABCD');
  await press(page, 'Enter');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await expect(dialog.getByRole('alert')).not.toContainText('Paste your key');
  await dialog.getByLabel('API key').fill(TEST_KEY);
  await press(page, 'Enter');
  await expect(dialog).toContainText('The key works');
  await expect(dialog).not.toContainText(TEST_KEY);
  await press(page, 'Enter');

  await welcome.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByTestId('demo-badge')).toBeVisible();
  await expect(page.locator('.cell')).toHaveCount(6);
  await expect(page.getByTestId('first-run')).toBeHidden();
  await app.close();
  await service.close();
});

test('settings: language, ground, shortcuts, caches, and diagnostics without the key', async ({
  launchApp,
  ownFolder,
}) => {
  const service = await startService();
  const app = await launchApp({ env: service.env });
  const { page } = app;
  await page.getByRole('button', { name: 'Enter key…' }).click();
  await page.getByLabel('API key').fill(TEST_KEY);
  await press(page, 'Enter');
  await expect(page.getByRole('dialog')).toContainText('The key works');
  await press(page, 'Enter');
  await page.getByRole('button', { name: 'Open sample photos' }).click();
  await expect(page.locator('.cell')).toHaveCount(6);
  await expect(page.locator('.cell img[src*="/thumb/"]').first()).toBeVisible();

  // The ground behind the photos of the grid is the chosen one.
  const ground = () => page.locator('.gallery').evaluate((gallery) => getComputedStyle(gallery).backgroundColor);
  expect(await ground()).toBe('rgb(30, 30, 30)');
  await press(page, 'Control+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('tab', { name: 'Appearance' }).click();
  await dialog.getByRole('radio', { name: 'Light' }).click();
  await expect.poll(ground).toBe('rgb(196, 196, 196)');

  // What lies on this computer can be cleared.
  await dialog.getByRole('tab', { name: 'Storage' }).click();
  const pictures = dialog.getByTestId('cache-pictures');
  await expect(pictures).not.toHaveText(/^(–|0)/);
  await dialog.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(pictures).toHaveText('0 bytes');

  const target = join(ownFolder, 'diagnostics.txt');
  await app.evaluateInMain(({ dialog: dialogs }, filePath) => {
    dialogs.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, target);
  await dialog.getByRole('button', { name: 'Save…' }).click();
  await expect(page.getByText(`Saved as ${target}`)).toBeVisible();
  const saved = await readFile(target, 'utf8');
  expect(saved).toContain('afterglow: ');
  expect(saved).not.toContain(TEST_KEY);

  await dialog.getByRole('tab', { name: 'Appearance' }).click();
  await dialog.getByRole('combobox', { name: 'Language' }).selectOption('es');
  await expect(page.getByRole('dialog', { name: 'Ajustes' })).toBeVisible();
  await press(page, 'Escape', '?');
  await expect(page.getByRole('dialog')).toContainText('Tira de prueba');
  // Page Down and End scroll it at once.
  await expect(page.getByRole('region', { name: 'Atajos de teclado' })).toBeFocused();
  await app.close();

  // Both are still chosen at the next start.
  const again = await launchApp({ userData: app.userData, env: service.env });
  await expect(again.page.getByRole('button', { name: 'Ajustes' })).toBeVisible();
  expect(await again.page.evaluate<string>('document.documentElement.dataset.surround')).toBe('light');
  await again.close();
  await service.close();
});
