import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { inApp } from './app-page.ts';
import { expect, test } from '../launch-app.ts';
import { cell, demo, open, openSheet, press, retouched, writePortrait, nameOf } from './shoot.ts';

/** Every rule of axe, on what is on screen now. */
async function noViolations(page: Page, where: string): Promise<void> {
  // Pages of Electron can't be opened from outside, which axe's usual way of gathering needs.
  // A cell's name says in words ("level 50") what is seen as a number, which an experimental rule takes for another name.
  const axe = new AxeBuilder({ page }).setLegacyMode().disableRules(['label-content-name-mismatch']);
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, nodes }) => `${where}: ${id} at ${nodes.map(({ html }) => html).join(' ')}`);
  expect.soft(found).toEqual([]);
}

/** What the Tab key stops at, from the start of the page until it comes round. */
async function stops(page: Page): Promise<string[]> {
  await inApp(page, (w) => (w.document.activeElement as HTMLElement | null)?.blur());
  const names: string[] = [];
  const seen = new Set<number>();
  while (seen.size < 200) {
    await page.keyboard.press('Tab');
    const stop = await inApp(page, ({ document }) => {
      const at = document.activeElement as HTMLInputElement | null;
      const words = [at?.getAttribute('aria-label'), at?.labels?.[0]?.textContent, at?.textContent.trim()];
      return {
        place: [...document.querySelectorAll('*')].indexOf(at ?? document.body),
        name: words.find(Boolean) ?? '',
      };
    });
    if (seen.has(stop.place)) break;
    seen.add(stop.place);
    names.push(stop.name);
  }
  return names;
}

test('no screen and no dialog breaks a rule of accessibility', async ({ launchApp, ownFolder }) => {
  const folder = join(ownFolder, 'Shoot');
  await writePortrait(join(folder, nameOf(1)), 1);
  await writePortrait(join(folder, 'Party', nameOf(2)), 2);
  const app = await launchApp();
  const { page } = app;
  const dialog = page.getByRole('dialog');
  const look = async (keys: readonly string[], where: string) => {
    await press(page, ...keys);
    await noViolations(page, where);
  };
  await expect(page.getByTestId('first-run')).toBeVisible();
  await noViolations(page, 'welcome');
  await page.getByRole('button', { name: 'Enter key…' }).click();
  await look(['Enter'], 'key dialog with an error');
  await press(page, 'Escape');

  await demo(app);
  await open(app, folder);
  await look(['Home', '3', 'p'], 'gallery with groups');
  await look(['t'], 'test strip, to be started');
  await dialog.getByRole('button', { name: /^Try/ }).click();
  await expect(dialog.getByRole('button', { name: /^Take|taken$/ }).and(page.locator(':enabled'))).toHaveCount(3, {
    timeout: 30_000,
  });
  await noViolations(page, 'test strip');
  await press(page, 'Escape');
  await retouched(app);
  await look(['q'], 'queue');
  await press(page, 'q', 'Control+a');
  const sheet = await openSheet(page);
  await sheet.getByText('Options', { exact: true }).click();
  await noViolations(page, 'export sheet');
  await press(page, 'Escape');
  await page.getByRole('button', { name: 'Folder Shoot' }).click();
  await page.getByTestId('hot-toggle').click();
  await noViolations(page, 'automatic retouching');
  await press(page, 'Escape');
  await look(['?'], 'shortcuts');
  await press(page, 'Escape', 'Control+,');
  for (const tab of await dialog.getByRole('tab').all()) {
    await tab.click();
    await noViolations(page, `settings, ${(await tab.textContent()) ?? ''}`);
  }
  await press(page, 'Escape');

  await cell(page, 1).click();
  await look(['e', 'h'], 'loupe with histogram');
  await look(['Shift+Y'], 'split');
  await look(['y'], 'side by side');
  await press(page, 'g');
  for (const surround of ['black', 'grey', 'light'] as const) {
    await inApp(page, (w, chosen) => w.afterglow.invoke('preferences:set', { surround: chosen }), surround);
    await look(['x'], `gallery on ${surround}`);
    await look(['e'], `loupe on ${surround}`);
    await press(page, 'g');
  }
});

test('everything that can be pressed is reached with the Tab key', async ({ launchApp, ownFolder }) => {
  const folder = join(ownFolder, 'Shoot');
  await writePortrait(join(folder, nameOf(1)), 1);
  const app = await launchApp();
  const { page } = app;
  await expect(page.getByTestId('first-run')).toBeVisible();
  expect(await stops(page)).toEqual(
    expect.arrayContaining([
      'Try the demo',
      'Enter key…',
      'Choose folder…',
      'Open sample photos',
      'Settings',
      'Show queue',
    ]),
  );
  await demo(app);
  await open(app, folder);
  await retouched(app);
  expect(await stops(page)).toEqual(
    expect.arrayContaining([
      'Folder Shoot',
      'Keyboard shortcuts',
      'Settings',
      'Retouch and export…',
      'Search by name',
      'Reverse order',
      'Thumbnail size',
      '1 photo',
      'Copy settings',
      'Beauty level',
      'Show queue',
      'Open results',
    ]),
  );
  await press(page, 'e', 'Shift+Y', 'q');
  expect(await stops(page)).toEqual(
    expect.arrayContaining([
      'Back to grid',
      'Pick',
      'Hold to see the original',
      'Histogram',
      'Zoom to 1:1',
      'Line between original and retouched',
      'Filmstrip',
      'Photos in the queue',
    ]),
  );
  // In a dialog Tab stays inside, and leaving it comes back to where one was.
  await page.getByRole('button', { name: 'Settings', exact: true }).focus();
  await press(page, 'Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  for (let turn = 0; turn < 12; turn++) {
    await press(page, 'Tab');
    const inside = await inApp(
      page,
      ({ document: { activeElement: at, body } }) => at === null || at === body || at.closest('dialog') !== null,
    );
    expect(inside).toBe(true);
  }
  await press(page, 'Escape');
  await expect(page.getByRole('button', { name: 'Settings', exact: true })).toBeFocused();
});
