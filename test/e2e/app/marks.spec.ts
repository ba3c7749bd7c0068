import { join } from 'node:path';
import { expect, test } from '../launch-app.ts';
import { cell, nameOf, open, press, sha256, writePortrait, xmpWith } from './shoot.ts';

const xmp = xmpWith(
  'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/" xmp:Rating="4" xmpDM:pick="1"',
);

test('stars and flags are read from the file, given in grid and loupe, and kept by the app alone', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = join(ownFolder, 'Culled');
  await writePortrait(join(folder, nameOf(1)), 1, { xmp });
  await writePortrait(join(folder, nameOf(2)), 2);
  const before = await sha256(join(folder, nameOf(1)));
  const app = await launchApp();
  const { page } = app;
  await open(app, folder);
  const stars = (number: number) => cell(page, number).locator('.stars');
  await expect(stars(1)).toHaveAttribute('data-rating', '4');
  await expect(cell(page, 1)).toHaveAttribute('data-flag', 'pick');
  await expect(page.getByTestId('filter-flag-pick')).toContainText('1');

  // In the loupe they are seen and set, with keys and with the buttons of its bar.
  await press(page, 'Home', 'e');
  const bar = page.getByRole('group', { name: 'Flag and stars' });
  await expect(bar.getByRole('button', { name: 'Pick' })).toHaveAttribute('aria-pressed', 'true');
  await expect(bar.getByTestId('loupe-star-4')).toHaveAttribute('aria-pressed', 'true');
  await press(page, '2', 'x');
  await expect(bar.getByTestId('loupe-star-2')).toHaveAttribute('aria-pressed', 'true');
  await expect(bar.getByRole('button', { name: 'Reject' })).toHaveAttribute('aria-pressed', 'true');
  await press(page, 'ArrowRight');
  await bar.getByTestId('loupe-star-5').click();
  await bar.getByRole('button', { name: 'Pick' }).click();
  await bar.getByRole('button', { name: 'Pick' }).click();
  await press(page, 'g');
  await expect(stars(2)).toHaveAttribute('data-rating', '5');
  await expect(cell(page, 2)).toHaveAttribute('data-flag', 'none');
  await app.close();

  const again = await launchApp({ userData: app.userData });
  await open(again, folder);
  // What was set in the app holds against what the file says.
  await expect(cell(again.page, 1)).toHaveAttribute('data-flag', 'reject');
  await expect(cell(again.page, 1).locator('.stars')).toHaveAttribute('data-rating', '2');
  await expect(cell(again.page, 2).locator('.stars')).toHaveAttribute('data-rating', '5');
  expect(await sha256(join(folder, nameOf(1)))).toBe(before);
});
