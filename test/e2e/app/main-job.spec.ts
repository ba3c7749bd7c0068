import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from '../launch-app.ts';
import { answerDialogs, sampleNames as names, sha256, shootSamples } from './shoot.ts';

test('the main job, through the window: choose, set levels, retouch, export', async ({
  launchApp,
  ownFolder,
}, testInfo) => {
  const folder = await shootSamples(join(ownFolder, 'Wedding'));
  const output = join(ownFolder, 'Delivery');
  const before = await Promise.all(names.map((name) => sha256(join(folder, name))));
  const app = await launchApp();
  const { page } = app;
  const picture = async (name: string): Promise<void> => {
    const path = testInfo.outputPath(`${name}.png`);
    await page.screenshot({ path });
    await testInfo.attach(name, { path, contentType: 'image/png' });
  };
  await answerDialogs(app, [folder, output]);

  // Demo mode, by keyboard as far as the dialog.
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByTestId('demo-badge')).toBeVisible();
  await page.keyboard.press('Control+o');
  const grid = page.getByTestId('photo-grid');
  await expect(grid.getByRole('option', { name: /02-close-portrait/ })).toBeVisible();
  await expect(grid.getByRole('option')).toHaveCount(names.length);

  // One photo at another level than the rest.
  await grid.getByRole('option', { name: /03-pair-certificate/ }).click();
  const level = page.getByRole('textbox', { name: 'Beauty level' });
  await level.fill('80');
  await level.press('Enter');
  await expect(grid.getByRole('option', { name: /03-pair-certificate.*80/ })).toBeVisible();
  await picture('gallery-1440x900');

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Retouch and export/ }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByTestId('estimate-photos')).toContainText('3');
  await sheet
    .getByRole('button', { name: /Choose/ })
    .first()
    .click();
  await expect(sheet.getByTestId('output-path')).toContainText('Delivery');
  await picture('export-sheet-1440x900');
  await sheet.getByTestId('start-batch').click();
  await expect(sheet).toBeHidden();

  await expect(page.getByTestId('queue-done')).toContainText('3 of 3', { timeout: 90_000 });
  await picture('finished-1440x900');
  const written = (await readdir(output)).filter((name) => /^[^.].*\.(jpg|png)$/.test(name)).sort();
  expect(written).toEqual(names);
  for (const [index, name] of names.entries()) {
    expect(await sha256(join(folder, name))).toBe(before[index]);
    const [original, result] = await Promise.all([folder, output].map((root) => sharp(join(root, name)).metadata()));
    expect([result?.width, result?.height]).toEqual([original?.width, original?.height]);
    expect(result?.icc?.equals(original?.icc ?? Buffer.alloc(0)) ?? false).toBe(original?.icc !== undefined);
  }
  const report = JSON.parse(await readFile(join(output, 'afterglow-report.json'), 'utf8')) as {
    photos: { relativePath: string; level: number; state: string }[];
  };
  const levels = Object.fromEntries(report.photos.map(({ relativePath, level: at }) => [relativePath, at]));
  expect(levels).toEqual({ [names[0]!]: 0.5, [names[1]!]: 0.8, [names[2]!]: 0.5 });

  // The loupe, by keyboard: before and after.
  await grid.getByRole('option', { name: /02-close-portrait/ }).click();
  await page.keyboard.press('e');
  await expect(page.getByTestId('loupe-stage')).toBeVisible();
  await page.keyboard.press('Shift+Y');
  await expect(page.getByRole('slider', { name: /Line between original and retouched/ })).toBeVisible();
  await picture('loupe-split-1440x900');
});
