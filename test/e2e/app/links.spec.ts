import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../launch-app.ts';
import { cell, demo, finished, nameOf, open, openSheet, portraits, start, writePortrait } from './shoot.ts';

test('photos behind links that lead out of the folder are left out until the sheet is told to include them', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = await portraits(join(ownFolder, 'Shoot'), 1);
  await writePortrait(join(ownFolder, 'Elsewhere', nameOf(7)), 7);
  await writePortrait(join(ownFolder, 'Elsewhere', nameOf(8)), 8);
  await symlink(join(ownFolder, 'Elsewhere'), join(folder, 'card'));
  const app = await launchApp();
  const { page } = app;
  await demo(app);
  await open(app, folder);
  await expect(cell(page, 7)).toHaveCount(0);

  const sheet = await openSheet(page);
  await expect(sheet.getByTestId('estimate-photos')).toHaveText('1');
  const note = sheet.getByTestId('note-links');
  await expect(note).toContainText('1 link leads out of this folder: the photos behind it are left out.');
  await page.screenshot({ path: test.info().outputPath('links.png') });
  await note.getByRole('button', { name: 'Include them' }).click();
  await expect(note).toHaveCount(0);
  await sheet.getByRole('radio', { name: /All photos/ }).check();
  await expect(sheet.getByTestId('estimate-photos')).toHaveText('3');
  await start(sheet);
  await finished(page, 3);
  await expect(cell(page, 7)).toHaveCount(1);
});
