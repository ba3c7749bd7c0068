import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { inApp } from './app-page.ts';
import { expect, test } from '../launch-app.ts';
import { startService, TEST_KEY } from '../service.ts';
import { finished, nameOf, open, openSheet, picturesIn, portraits, press, start } from './shoot.ts';

const queueList = (page: Page) => page.getByRole('listbox', { name: 'Photos in the queue' });
const row = (page: Page, name: string) => queueList(page).getByRole('option', { name: new RegExp(`^${name} `) });

test('a batch is estimated, paused, ordered, gone on with and paid as announced, seen from any folder', async ({
  launchApp,
  ownFolder,
}) => {
  const [wedding, school] = [
    await portraits(join(ownFolder, 'Wedding'), 2),
    await portraits(join(ownFolder, 'School'), 3),
  ];
  const service = await startService({
    credits: { common: 500, portrait_intelligent_beautification: 0 },
  });
  const app = await launchApp({ env: service.env });
  const { page } = app;
  await open(app, wedding);

  await press(page, 'Control+Shift+E');
  await page.getByLabel('API key').fill(TEST_KEY);
  await press(page, 'Enter');
  await expect(page.getByRole('dialog')).toContainText('You have 500 credits for Smart Beauty.');
  await press(page, 'Enter');

  await press(page, 'Control+a');
  const sheet = await openSheet(page);
  await expect(sheet.getByTestId('estimate-photos')).toHaveText('2');
  await expect(sheet.getByTestId('estimate-credits')).toHaveText('16');
  await expect(sheet.getByTestId('estimate-dollars')).toContainText('$0.0');
  await expect(sheet.getByTestId('estimate-balance')).toHaveText('500');
  // Nothing can be sent for the moment, so that all of it waits.
  await service.setOnline(false);
  await start(sheet);
  await expect(page.getByTestId('banner-offline')).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.locator('.queue-state')).toHaveText('Paused');

  // A second folder joins, the first one is closed; the list knows both.
  await open(app, school);
  await start(await openSheet(page));
  await page.getByRole('button', { name: 'Pause' }).click();
  await press(page, 'q');
  await page.getByRole('tab', { name: 'Wedding' }).click({ button: 'middle' });
  await expect(page.getByRole('tab')).toHaveCount(1);
  await expect(queueList(page).getByRole('option')).toHaveCount(5);
  await expect(queueList(page).getByRole('option', { name: /in Wedding, level 50/ })).toHaveCount(2);

  // The last one to the front, by keyboard.
  const last = queueList(page).getByRole('option').last();
  await expect(last).toContainText(nameOf(3));
  await last.click();
  await queueList(page).focus();
  await press(page, 'Alt+ArrowUp');
  await expect(last).toContainText(nameOf(2));
  await press(page, 'Alt+Home');
  const waiting = queueList(page).getByRole('option', { name: /Waiting$/ });
  await expect(waiting.first()).toContainText(nameOf(3));
  await press(page, 'Enter');
  await expect(page.locator('.cell[data-current] .cell-name')).toHaveText(nameOf(3));

  await service.setOnline(true);
  await inApp(page, (w) => w.afterglow.invoke('key:forget'));
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByTestId('banner-no-key')).toContainText('The queue needs an API key.');
  await page.getByTestId('banner-no-key').getByRole('button').click();
  await page.getByLabel('API key').fill(TEST_KEY);
  await press(page, 'Enter');
  await expect(page.getByRole('dialog')).toContainText('The key works');
  await press(page, 'Enter');
  await finished(page, 5);
  // Both shoots hold the same faces: what was bought for one is not bought for the other.
  const { length: paid } = service.ledger;
  expect(paid).toBe(3);
  await expect(page.getByTestId('credits-spent')).toHaveText(String(8 * paid));
  await expect(page.getByTestId('credits-left')).toHaveText(String(500 - 8 * paid));
  expect(await picturesIn(`${wedding} - Retouched`)).toHaveLength(2);
  expect(await picturesIn(`${school} - Retouched`)).toHaveLength(3);
  await app.close();
  await service.close();
});

test('what fails can be tried again, what is unclear is asked about, the rest can be cancelled', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = await portraits(join(ownFolder, 'Studio'), 3);
  const service = await startService({ faults: ['submit-answer-lost@1', 'result-404:2@1'] });
  const app = await launchApp({ env: service.env });
  const { page } = app;
  await inApp(page, (w, key) => w.afterglow.invoke('key:set', key), TEST_KEY);
  await open(app, folder);
  await start(await openSheet(page));
  await press(page, 'q');
  const panel = page.getByTestId('queue-panel');
  await expect(panel.getByTestId('queue-filter-undecided')).toContainText('1');

  // One original goes missing while its photo is at the service.
  const atService = async () => {
    const { entries } = await inApp(page, (w) => w.afterglow.invoke('queue:list', 'working', 0, 9));
    return entries.find(({ status }) => status.kind === 'processing')?.name;
  };
  await expect.poll(atService).toBeDefined();
  const missing = (await atService()) ?? '';
  await rename(join(folder, missing), join(ownFolder, missing));
  // A paid result that can't be fetched yet says how long it is kept.
  await expect(
    queueList(page)
      .getByText(/^Paid, being downloaded; kept for another 23 h 59 min$/)
      .first(),
  ).toBeVisible({
    timeout: 30_000,
  });
  await expect(panel.getByTestId('queue-filter-failed')).toContainText('1', { timeout: 30_000 });
  await panel.getByTestId('queue-filter-failed').click();
  await expect(row(page, missing)).toContainText('The original is no longer where it was.');
  await rename(join(ownFolder, missing), join(folder, missing));
  await panel.getByRole('button', { name: 'Retry failed photos' }).click();
  await expect(panel.getByTestId('queue-filter-exported')).toContainText('2', { timeout: 30_000 });

  // The one that nobody knows about is let go of by its owner.
  await page.getByRole('button', { name: 'Decide on 1 photo' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('row')).toHaveCount(2);
  await dialog.getByRole('checkbox').last().check();
  await dialog.getByRole('button', { name: 'Drop' }).click();
  await expect(dialog).toContainText('Everything is settled.');
  await press(page, 'Escape');
  await expect(page.locator('.queue-state')).toHaveText('Finished');
  expect(await picturesIn(`${folder} - Retouched`)).toHaveLength(2);

  // Another round at another level, given up before anything was sent.
  // The original that was away has come back.
  await expect(page.locator('.cell')).toHaveCount(3);
  await page.getByTestId('photo-grid').focus();
  await press(page, 'Control+a');
  await page.getByRole('button', { name: /^Strong/ }).click();
  const { length: before } = service.ledger;
  const again = await openSheet(page);
  await expect(again.getByTestId('estimate-photos')).toHaveText('3');
  await service.setOnline(false);
  await start(again);
  await expect(page.getByTestId('banner-offline')).toBeVisible();
  // What is just being sent is not taken back, so nothing may be.
  await page.getByRole('button', { name: 'Pause' }).click();
  const beingSent = async () => {
    const { entries } = await inApp(page, (w) => w.afterglow.invoke('queue:list', 'working', 0, 9));
    return entries.filter(({ status }) => status.kind !== 'waiting').length;
  };
  await expect.poll(beingSent).toBe(0);
  await page.getByRole('button', { name: 'Cancel the rest' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the rest' }).click();
  await expect(page.getByTestId('queue-cancelled')).toHaveText('3 cancelled', { timeout: 20_000 });
  expect(service.ledger).toHaveLength(before);
  await expect(row(page, nameOf(1))).toHaveCount(0);
  await panel.getByTestId('queue-filter-all').click();
  await expect(row(page, nameOf(1))).toContainText('Cancelled');
  await app.close();
  await service.close();
});
