import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { inApp } from './app-page.ts';
import { expect, test } from '../launch-app.ts';
import {
  boxOf,
  cell,
  demo,
  difference,
  nameOf,
  open,
  press,
  retouched,
  samples,
  writePortrait,
  xmpWith,
} from './shoot.ts';

const NAME = '02-close-portrait.jpg';
/** A face whose middle is at 0.3 / 0.4 of the picture. */
const faces = xmpWith(
  'xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"',
  `<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">
   <mwg-rs:Type>Face</mwg-rs:Type><mwg-rs:Area stArea:x="0.3" stArea:y="0.4" stArea:w="0.1" stArea:h="0.1"
   stArea:unit="normalized"/></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>`,
);

const pane = (page: Page) => page.locator('.pane').first();
const picture = (page: Page) => page.locator('.pane').first().locator('img.pane-picture').first();
const zoom = (page: Page) => page.getByTestId('zoom-value');

/** Where a point of the window lies in the picture, as shares of its width and height. */
async function placeAt(page: Page, x: number, y: number): Promise<readonly [number, number]> {
  const box = await boxOf(picture(page));
  return [(x - box.x) / box.width, (y - box.y) / box.height];
}

/** The middle of the pane, in the picture. */
async function middle(page: Page): Promise<readonly [number, number]> {
  const { x, y, width, height } = await boxOf(pane(page));
  return placeAt(page, x + width / 2, y + height / 2);
}

test('the loupe zooms, moves and compares, by keyboard and by pointer, down to the exported pixels', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = join(ownFolder, 'Portraits');
  await mkdir(folder);
  await copyFile(join(samples, NAME), join(folder, NAME));
  await writePortrait(join(folder, nameOf(1)), 1, { width: 2400, xmp: faces });
  const app = await launchApp();
  const { page } = app;
  await demo(app);
  await open(app, folder);
  await retouched(app, { photos: [NAME] });
  await cell(page, NAME).click();
  await press(page, 'e');
  await expect(pane(page)).toBeVisible();

  // Fit, 1:1, 2:1: the scale that is said is the one that is shown.
  await expect(page.getByRole('button', { name: 'Whole picture' })).toHaveAttribute('aria-pressed', 'true');
  const fit = await boxOf(picture(page));
  expect((await boxOf(pane(page))).height).toBeGreaterThanOrEqual(fit.height);
  await press(page, 'Control+1');
  await expect(zoom(page)).toHaveText('100 %');
  await expect.poll(async () => (await boxOf(picture(page))).width).toBeCloseTo(2065, -1);
  await press(page, 'Control+2');
  await expect(zoom(page)).toHaveText('200 %');
  await press(page, 'z', 'Control+1');

  // The wheel keeps what is under the pointer, a drag takes it along.
  const area = await boxOf(pane(page));
  const [x, y] = [area.x + area.width * 0.3, area.y + area.height * 0.6];
  await page.mouse.move(x, y);
  const under = await placeAt(page, x, y);
  await page.mouse.wheel(0, -200);
  await expect(zoom(page)).not.toHaveText('100 %');
  for (const at of [0, 1] as const) expect((await placeAt(page, x, y))[at]).toBeCloseTo(under[at], 2);
  await page.mouse.down();
  await page.mouse.move(x + 80, y - 50, { steps: 4 });
  await page.mouse.up();
  const dragged = await placeAt(page, x + 80, y - 50);
  for (const at of [0, 1] as const) expect(dragged[at]).toBeCloseTo(under[at], 2);

  // The place stays from photo to photo.
  await press(page, 'Control+1');
  const place = await middle(page);
  await press(page, 'ArrowRight');
  await expect(page.locator('.loupe-name')).toHaveText(nameOf(1));
  await expect(zoom(page)).toHaveText('100 %');
  for (const at of [0, 1] as const) expect((await middle(page))[at]).toBeCloseTo(place[at], 1);

  // A face that the file tells of comes to the middle.
  await press(page, 'Control+0', 'f');
  await expect(zoom(page)).toHaveText('100 %');
  await expect.poll(async () => (await middle(page))[0]).toBeCloseTo(0.3, 1);
  expect((await middle(page))[1]).toBeCloseTo(0.4, 1);
  await press(page, 'Control+0', 'ArrowLeft');

  // The retouched picture, and the original for as long as its key is held.
  const tag = page.locator('.pane-tag').last();
  await expect(tag).toHaveText('Retouched');
  await page.keyboard.down('\\');
  await expect(tag).toHaveText('Original');
  await page.keyboard.up('\\');
  await expect(tag).toHaveText('Retouched');

  // Split, with the line moved by keys.
  await press(page, 'Shift+Y');
  const line = page.getByRole('slider', { name: 'Line between original and retouched' });
  await expect(line).toHaveAttribute('aria-valuenow', '50');
  await line.focus();
  await press(page, 'ArrowRight', 'Shift+ArrowRight');
  await expect(line).toHaveAttribute('aria-valuenow', '62');
  await expect(page.locator('.pane-layer').last()).toHaveAttribute('style', /inset\(0(?:px)? 0(?:px)? 0(?:px)? 62%\)/);
  await press(page, 'Home');
  await expect(line).toHaveAttribute('aria-valuenow', '0');

  // Side by side, both moving together.
  await press(page, 'y');
  await expect(page.locator('.pane')).toHaveCount(2);
  await press(page, 'z');
  await expect
    .poll(async () => {
      const boxes = await Promise.all([0, 1].map((at) => boxOf(page.locator('.pane').nth(at).locator('img').first())));
      return boxes.map(({ width }) => Math.round(width));
    })
    .toEqual([2065, 2065]);
  await press(page, 'y');

  // At 1:1 the result has all its pixels, and they are those of the exported file.
  const full = page.locator('img[data-testid="loupe-full"][src*="/result/"]');
  await expect(full).toHaveAttribute('data-state', 'shown', { timeout: 30_000 });
  const address = await full.getAttribute('src');
  const bytes = await inApp(
    page,
    async (w, from) => {
      const answer = await w.fetch(from);
      return [...new Uint8Array(await answer.arrayBuffer())];
    },
    address ?? '',
  );
  const exported = join(`${folder} - Retouched`, NAME);
  expect(await difference(Buffer.from(bytes), exported)).toBeLessThan(1);
  expect(await difference(join(folder, NAME), exported)).toBeGreaterThan(0.3);

  await press(page, 'h');
  await expect(page.getByTestId('histogram').getByRole('img', { name: /% of the picture is black/ })).toBeVisible();

  // The filmstrip follows, and a frame leads to its photo.
  const frames = page.getByRole('listbox', { name: 'Filmstrip' }).getByRole('option');
  await expect(frames).toHaveCount(2);
  await frames.nth(1).click();
  await expect(page.locator('.loupe-name')).toHaveText(nameOf(1));
});
