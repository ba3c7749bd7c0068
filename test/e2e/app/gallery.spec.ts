import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inApp } from './app-page.ts';
import { expect, test } from '../launch-app.ts';
import {
  answerDialogs,
  boxOf,
  cell,
  current,
  demo,
  nameOf,
  open,
  picturesIn,
  portraits,
  press,
  selected,
  shoot,
  writePhoto,
  writePortrait,
} from './shoot.ts';

test('photos are chosen, flagged, rated and found by keyboard, and the marks outlive the app', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = await shoot(join(ownFolder, 'Wedding'), 12);
  const app = await launchApp();
  const { page } = app;
  await open(app, folder);

  await press(page, 'End');
  await expect(current(page)).toHaveText(nameOf(12));
  await press(page, 'Home', 'Shift+ArrowRight', 'Shift+ArrowRight');
  await expect(selected(page)).toHaveCount(3);
  await press(page, '4');
  await expect(page.locator('.stars[data-rating="4"]')).toHaveCount(3);
  await press(page, 'Control+a');
  await expect(selected(page)).toHaveCount(12);
  await press(page, 'Control+d');
  await expect(selected(page)).toHaveCount(0);

  // With Shift each mark goes on to the next photo.
  await press(page, 'Home', 'Shift+P', 'Shift+X', 'Shift+P');
  await expect(current(page)).toHaveText(nameOf(4));
  await expect(cell(page, 2)).toHaveAttribute('data-flag', 'reject');
  await press(page, '2');
  await expect(current(page)).toHaveText(nameOf(4));

  await expect(page.getByTestId('filter-flag-pick')).toContainText('2');
  await page.getByTestId('filter-flag-pick').click();
  await expect(page.locator('.cell')).toHaveCount(2);
  await page.getByTestId('filter-flag-pick').click();
  await page.getByTestId('filter-stars-3').click();
  await expect(page.locator('.cell')).toHaveCount(3);
  await page.getByTestId('filter-stars-3').click();
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('rating');
  await expect(page.locator('.cell-name').nth(3)).toHaveText(nameOf(4));

  await press(page, 'Control+f');
  await page.keyboard.type('img 011');
  await expect(page.locator('.cell')).toHaveCount(1);
  await press(page, 'Escape', 'Escape');
  await expect(page.locator('.cell')).toHaveCount(12);
  await app.close();

  const again = await launchApp({ userData: app.userData });
  await open(again, folder);
  await expect(cell(again.page, 1)).toHaveAttribute('data-flag', 'pick');
  await expect(cell(again.page, 2)).toHaveAttribute('data-flag', 'reject');
  await expect(cell(again.page, 4).locator('.stars')).toHaveAttribute('data-rating', '2');
});

test('subfolders are groups that fold up, and a frame takes the photos it touches', async ({
  launchApp,
  ownFolder,
}) => {
  const places = ['', 'Ceremony', 'Party/Dance'];
  const folder = await shoot(join(ownFolder, 'Shoot'), 9, (number) => places[number % 3] ?? '');
  const app = await launchApp();
  const { page } = app;
  await open(app, folder);
  const headings = page.getByTestId('group-heading');
  await expect(headings).toHaveText([/^Shoot.*3 photos/, /^Ceremony.*3 photos/, /^Party \/ Dance.*3 photos/]);

  await press(page, 'Home', 's');
  await expect(page.locator('.cell')).toHaveCount(6);
  await expect(headings).toHaveCount(3);
  await headings.first().click();
  await expect(page.locator('.cell')).toHaveCount(9);

  const [from, to] = await Promise.all([page.locator('.cell').nth(1), page.locator('.cell').nth(2)].map(boxOf));
  if (from === undefined || to === undefined) throw new Error('two cells have two boxes');
  // From the gap before the second photo into the third.
  await page.mouse.move(from.x - 3, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y + 60, { steps: 3 });
  await page.mouse.move(to.x + 40, to.y + 60, { steps: 3 });
  await expect(selected(page)).toHaveCount(2);
  await page.mouse.up();
  await expect(selected(page)).toHaveCount(2);
});

test('several folders stay open over a reload, each where it was', async ({ launchApp, ownFolder }) => {
  const [first, second] = [await shoot(join(ownFolder, 'First'), 60), await shoot(join(ownFolder, 'Second'), 3)];
  const app = await launchApp();
  const { page } = app;
  const grid = await open(app, first);
  await press(page, 'End');
  await expect(current(page)).toHaveText(nameOf(60));
  await app.dropPaths('#root', [second]);
  const tabs = page.getByRole('tab');
  await expect(tabs).toHaveText(['First', 'Second']);
  await expect(page.locator('.cell')).toHaveCount(3);

  await tabs.first().click();
  await expect(current(page)).toHaveText(nameOf(60));
  await expect(cell(page, 60)).toBeInViewport();

  await page.reload();
  await expect(tabs).toHaveText(['First', 'Second']);
  await expect(grid.getByRole('option').first()).toBeVisible();
  await tabs.first().focus();
  await press(page, 'ArrowRight', 'Delete');
  await expect(tabs).toHaveText(['First']);
  const left = await inApp(page, async (w) => (await w.afterglow.invoke('folder:current')).map(({ name }) => name));
  expect(left).toEqual(['First']);
});

test('photos that come and go are shown at once, and nothing moves meanwhile', async ({ launchApp, ownFolder }) => {
  const folder = await shoot(join(ownFolder, 'Tethered'), 60);
  const app = await launchApp();
  const { page } = app;
  await open(app, folder);
  await press(page, 'End', 'Shift+ArrowLeft');
  await expect(selected(page)).toHaveCount(2);
  const before = await boxOf(cell(page, 60));

  // A photo more at the end leaves the rows above it alone; one less further up is not in sight.
  await writePhoto(join(folder, nameOf(61)), 61);
  await expect(page.locator('.top-count')).toContainText('61');
  expect((await boxOf(cell(page, 60))).y).toBe(before.y);
  await expect(selected(page)).toHaveCount(2);
  await rm(join(folder, nameOf(61)));
  await expect(page.locator('.top-count')).toContainText('60');
  await expect(selected(page)).toHaveCount(2);
});

test('new photos are retouched by themselves once that was confirmed, and no others', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = await portraits(join(ownFolder, 'Studio'), 1);
  const app = await launchApp();
  const { page } = app;
  await demo(app);
  await open(app, folder);
  await page.getByRole('button', { name: 'Folder Studio' }).click();
  await page.getByTestId('hot-toggle').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('free of charge');
  await dialog.getByRole('button', { name: 'Retouch automatically' }).click();
  const sign = page.getByTestId('hot-sign');
  await expect(sign).toBeVisible();

  await writePortrait(join(folder, nameOf(2)), 2);
  await expect(cell(page, 2)).toHaveAttribute('data-status', 'exported', { timeout: 30_000 });
  expect(await picturesIn(`${folder} - Retouched`)).toEqual([nameOf(2)]);
  await expect(cell(page, 1)).toHaveAttribute('data-status', 'idle');

  await sign.click();
  await expect(sign).toBeHidden();
  await writePortrait(join(folder, nameOf(3)), 3);
  await expect(cell(page, 3)).toHaveAttribute('data-status', 'idle');
  expect(await picturesIn(`${folder} - Retouched`)).toEqual([nameOf(2)]);
});

test('thumbnails grow by keyboard; size, order and grouping outlive the app', async ({ launchApp, ownFolder }) => {
  const folder = await shoot(join(ownFolder, 'Shoot'), 4, (number) => (number > 2 ? 'Party' : ''));
  const app = await launchApp();
  const { page } = app;
  await open(app, folder);
  const names = page.locator('.cell-name');
  await expect(names).toHaveText([1, 2, 3, 4].map(nameOf));
  const before = await boxOf(cell(page, 1));
  await page.getByRole('slider', { name: 'Thumbnail size' }).focus();
  await press(page, 'End');
  await expect.poll(async () => (await boxOf(cell(page, 1))).width).toBeGreaterThan(before.width * 1.4);
  const grown = (await boxOf(cell(page, 1))).width;

  await page.getByRole('button', { name: 'Reverse order' }).click();
  await expect(names).toHaveText([2, 1, 4, 3].map(nameOf));
  await page.getByRole('button', { name: 'Subfolders' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Group by subfolder' }).click();
  await press(page, 'Escape');
  await expect(names).toHaveText([4, 3, 2, 1].map(nameOf));
  await app.close();

  const again = await launchApp({ userData: app.userData });
  await open(again, folder);
  await expect(again.page.locator('.cell-name')).toHaveText([4, 3, 2, 1].map(nameOf));
  await expect(again.page.getByTestId('group-heading')).toHaveCount(0);
  expect((await boxOf(cell(again.page, 1))).width).toBeCloseTo(grown, 0);
});

test('the menu asks for a folder, unless a dialog of the window is open', async ({ launchApp, ownFolder }) => {
  const folder = await shoot(join(ownFolder, 'From the menu'), 1);
  const app = await launchApp();
  await answerDialogs(app, [folder]);
  const choose = () =>
    app.evaluateInMain(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('open-folder')?.click() as unknown);
  await expect(app.page.getByTestId('first-run')).toBeVisible();
  await press(app.page, '?');
  await expect(app.page.getByRole('dialog')).toBeVisible();
  await choose();
  // News comes in order: whoever is answered has heard what was sent before.
  await inApp(app.page, (w) => w.afterglow.invoke('app:state'));
  await press(app.page, 'Escape');
  await expect(app.page.getByRole('dialog')).toBeHidden();
  expect(await inApp(app.page, async (w) => (await w.afterglow.invoke('folder:current')).length)).toBe(0);
  await choose();
  await expect(cell(app.page, 1)).toBeVisible();
});
