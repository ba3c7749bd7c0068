import { join } from 'node:path';
import { inApp } from './app-page.ts';
import { expect, test } from '../launch-app.ts';
import { startService, TEST_KEY } from '../service.ts';
import {
  cell,
  demo,
  difference,
  finished,
  nameOf,
  open,
  openSheet,
  portraits,
  press,
  retouched,
  selected,
  start,
} from './shoot.ts';

test('levels are set by slider, arrows, number and preset, for one photo or many, and copied', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = await portraits(join(ownFolder, 'Shoot'), 3);
  const app = await launchApp();
  const { page } = app;
  const grid = await open(app, folder);
  const slider = page.getByRole('slider', { name: 'Beauty level' });
  const field = page.getByRole('textbox', { name: 'Beauty level' });
  const level = (number: number) => cell(page, number).locator('.cell-level');

  await press(page, 'Home');
  await slider.focus();
  await press(page, 'ArrowRight', 'ArrowRight');
  await expect(level(1)).toHaveText('52');
  await press(page, 'PageUp');
  await expect(level(1)).toHaveText('62');
  await field.fill('130');
  await expect(page.getByText('Enter a number from 0 to 100.')).toBeVisible();
  await field.fill('34,6');
  await press(page, 'Enter');
  await expect(level(1)).toHaveText('35');
  await press(page, 'Shift+ArrowUp');
  await expect(level(1)).toHaveText('45');
  await expect(level(2)).toHaveText('50');

  // Copied from the first to the two others, with what is said of the faces.
  await page.getByRole('switch', { name: 'Retouch every face' }).click();
  await expect(page.getByText('Every face in the photo.')).toBeVisible();
  await grid.focus();
  await press(page, 'Control+Shift+C', 'ArrowRight', 'Shift+ArrowRight');
  await expect(selected(page)).toHaveCount(2);
  await expect(page.getByText('Only the largest face in the photo.')).toBeVisible();
  await press(page, 'Control+Shift+V');
  for (const number of [1, 2, 3]) await expect(level(number)).toHaveText('45');
  await expect(page.getByText('Every face in the photo.')).toBeVisible();
  await page.getByRole('button', { name: /^Strong/ }).click();
  await expect(level(3)).toHaveText('80');
  await grid.focus();
  await press(page, 'Control+a');
  await expect(field).toHaveAttribute('placeholder', 'Mixed');
  // The window tells of a slider once it rests.
  const told = () =>
    inApp(page, async (w) =>
      (await w.afterglow.invoke('folder:current'))[0]?.photos.map(({ settings }) => settings.level),
    );
  await expect.poll(told).toEqual([0.45, 0.8, 0.8]);
  await app.close();

  const again = await launchApp({ userData: app.userData });
  await open(again, folder);
  await expect(again.page.locator('.cell-level')).toHaveText(['45', '80', '80']);
});

test('a test strip shows levels side by side, and the batch does not pay for them again', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = await portraits(join(ownFolder, 'Shoot'), 2);
  const service = await startService();
  const app = await launchApp({ env: service.env });
  const { page } = app;
  await inApp(page, (w, key) => w.afterglow.invoke('key:set', key), TEST_KEY);
  await open(app, folder);
  await press(page, 'Home', 't');
  const strip = page.getByRole('dialog');
  await strip.getByRole('textbox', { name: 'Level 1' }).fill('20');
  await strip.getByRole('textbox', { name: 'Level 2' }).fill('90');
  await strip.getByRole('textbox', { name: 'Level 3' }).fill('');
  await expect(strip).toContainText('16 credits');
  await strip.getByRole('button', { name: 'Try for 16 credits' }).click();
  await expect(strip.getByRole('button', { name: /^Take/ }).and(strip.locator(':enabled'))).toHaveCount(2, {
    timeout: 30_000,
  });
  await expect(strip.locator('img')).toHaveCount(3);
  expect(service.ledger.map(({ level }) => level).sort()).toEqual([0.2, 0.9]);
  await strip.getByRole('button', { name: 'Take 90' }).click();
  await expect(strip.getByRole('button', { name: '90, taken' })).toBeVisible();
  await press(page, 'Escape');
  await expect(cell(page, 1).locator('.cell-level')).toHaveText('90');

  await press(page, 'Control+d');
  const sheet = await openSheet(page);
  await expect(sheet.getByTestId('estimate-kept')).toHaveText('1');
  await expect(sheet.getByTestId('estimate-credits')).toHaveText('8');
  await start(sheet);
  await expect.poll(() => service.ledger.length, { timeout: 30_000 }).toBe(3);
  await finished(page, 2);
  expect(service.ledger.map(({ level }) => level).sort()).toEqual([0.2, 0.5, 0.9]);
  await app.close();
  await service.close();
});

test('the fade is seen at once, and reaches the file with the next export, free of charge', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = await portraits(join(ownFolder, 'Shoot'), 1);
  const app = await launchApp();
  const { page } = app;
  await demo(app);
  await open(app, folder);
  await retouched(app);
  const [original, result] = [folder, `${folder} - Retouched`].map((root) => join(root, nameOf(1)));
  const whole = await difference(original ?? '', result ?? '');
  expect(whole).toBeGreaterThan(0.5);

  await press(page, 'Home', 'e');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByRole('slider', { name: 'Retouch' }).focus();
  await press(page, 'Home');
  await expect(page.locator('.pane-layer').last()).toHaveAttribute('style', /opacity: 0;/);
  await expect(inspector).toContainText('1 file was written with another fade.');
  await inspector.getByTestId('export-again').click();
  await expect.poll(() => difference(original ?? '', result ?? ''), { timeout: 30_000 }).toBeLessThan(whole / 2);
  const report = inspector.getByTestId('fidelity');
  await expect(report).toContainText('Profile of the original kept');
  await expect(report).toContainText('100% of all pixels equal the original');
});
