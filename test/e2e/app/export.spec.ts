import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from '../launch-app.ts';
import {
  demo,
  finished,
  nameOf,
  open,
  openSheet,
  picturesIn,
  press,
  sha256,
  start,
  writePortrait,
  xmpWith,
} from './shoot.ts';

const xmp = xmpWith('xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Lisbon"');
const exif = {
  IFD0: { Artist: 'Ana Example', Copyright: 'Ana Example' },
  IFD2: { DateTimeOriginal: '2026:05:16 14:03:00' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '38/1 43/1 0/1' },
};

test('results are named, encoded and kept apart as the sheet says, and exported again for nothing', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = join(ownFolder, 'Shoot');
  await writePortrait(join(folder, nameOf(1)), 1, { xmp, exif });
  await writePortrait(join(folder, 'Party', nameOf(2)), 2, { xmp, exif });
  const output = `${folder} - Retouched`;
  const app = await launchApp();
  const { page } = app;
  await demo(app);
  const grid = await open(app, folder);

  // A template with a live example, and a preset of it.
  let sheet = await openSheet(page);
  await sheet.getByText('Options', { exact: true }).click();
  const name = sheet.getByRole('textbox', { name: 'Names of the results' });
  await name.fill('Smith {seq');
  await expect(sheet.getByText('A bracket is not closed.')).toBeVisible();
  await expect(sheet.getByTestId('start-batch')).toBeDisabled();
  await name.fill('Smith {seq} {date}-{level}');
  await expect(sheet.getByTestId('name-example')).toHaveText('For example Smith 001 2026-05-16-50.jpg');
  await sheet.getByRole('button', { name: 'Save as preset…' }).click();
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('Weddings');
  await press(page, 'Enter');
  await expect(sheet.getByRole('combobox', { name: 'Preset' })).toHaveValue('Weddings');
  await expect(sheet).toContainText('The output folder gets the same subfolders.');
  await start(sheet);
  await finished(page, 2);
  const first = ['Party/Smith 002 2026-05-16-50.jpg', 'Smith 001 2026-05-16-50.jpg'];
  expect(await picturesIn(output)).toEqual(first);
  const kept = await sharp(join(output, first[1] ?? '')).metadata();
  expect(kept.exif?.toString('latin1')).toContain('Ana Example');
  expect(kept.xmp?.toString()).toContain('Lisbon');

  // The same again: what is there just as it was asked for is left alone, whatever the rule, and nothing is paid.
  const hashes = await Promise.all(first.map((file) => sha256(join(output, file))));
  sheet = await openSheet(page);
  await sheet.getByRole('radio', { name: /All photos/ }).check();
  await sheet.getByText('Options', { exact: true }).click();
  await sheet.getByRole('combobox', { name: 'If a file is already there' }).selectOption('rename');
  await expect(sheet.getByTestId('estimate-kept')).toHaveText('2');
  await start(sheet);
  await finished(page, 2);
  expect(await picturesIn(output)).toEqual(first);
  expect(await Promise.all(first.map((file) => sha256(join(output, file))))).toEqual(hashes);

  // One of them without any metadata as a TIFF, then as a small JPEG; its number stays.
  await grid.focus();
  await press(page, 'End');
  sheet = await openSheet(page);
  await sheet.getByRole('radio', { name: /Selected/ }).check();
  await sheet.getByText('Options', { exact: true }).click();
  await sheet.getByRole('combobox', { name: 'Format' }).selectOption('tiff');
  await sheet.getByRole('combobox', { name: 'Metadata' }).selectOption('none');
  await expect(sheet.getByRole('slider', { name: 'JPEG quality' })).toHaveAttribute('data-disabled', '');
  await expect(sheet.getByTestId('name-example')).toHaveText('For example Smith 002 2026-05-16-50.tif');
  await start(sheet);
  const tiff = join(output, 'Party', 'Smith 002 2026-05-16-50.tif');
  await expect.poll(() => picturesIn(output), { timeout: 30_000 }).toContain('Party/Smith 002 2026-05-16-50.tif');
  await finished(page, 1);
  const bare = await sharp(tiff).metadata();
  expect([bare.format, bare.xmp, bare.iptc]).toEqual(['tiff', undefined, undefined]);
  const bytes = await readFile(tiff, 'latin1');
  for (const word of ['Ana Example', 'Lisbon', '2026:05:16']) expect(bytes).not.toContain(word);
  const report = page.getByTestId('fidelity');
  await expect(report.getByTestId('fidelity-exif')).toHaveAttribute('data-kept', 'removed');
  await expect(report).toContainText('You asked for results without metadata.');

  sheet = await openSheet(page);
  await sheet.getByRole('radio', { name: /Selected/ }).check();
  await sheet.getByText('Options', { exact: true }).click();
  await sheet.getByRole('combobox', { name: 'Preset' }).selectOption('Weddings');
  await sheet.getByRole('slider', { name: 'JPEG quality' }).focus();
  await press(page, 'Home');
  await name.fill('Small {name}');
  await start(sheet);
  const small = join(output, 'Party', `Small ${nameOf(2)}`);
  await expect.poll(() => picturesIn(output), { timeout: 30_000 }).toContain(`Party/Small ${nameOf(2)}`);
  await finished(page, 1);
  expect((await readFile(small)).length).toBeGreaterThan(0);

  // Replaced only where that was chosen.
  sheet = await openSheet(page);
  await sheet.getByRole('radio', { name: /Selected/ }).check();
  await sheet.getByText('Options', { exact: true }).click();
  await sheet.getByRole('combobox', { name: 'Metadata' }).selectOption('none');
  await sheet.getByRole('combobox', { name: 'If a file is already there' }).selectOption('overwrite');
  const before = await sha256(small);
  const count = (await picturesIn(output)).length;
  await start(sheet);
  await expect.poll(() => sha256(small), { timeout: 30_000 }).not.toBe(before);
  await finished(page, 1);
  expect(await picturesIn(output)).toHaveLength(count);
  const replaced = await sharp(small).metadata();
  expect([replaced.exif, replaced.xmp, replaced.iptc]).toEqual([undefined, undefined, undefined]);
});
