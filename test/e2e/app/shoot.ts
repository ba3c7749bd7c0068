import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import type { Exif } from 'sharp';
import type { BatchRequest, ExportOptions, FolderView } from '../../../electron/contract/index.ts';
import { inApp } from './app-page.ts';
import { expect } from '../launch-app.ts';
import type { RunningApp } from '../launch-app.ts';

/** What the specs of the window have in common: photos to work on, and what a person does with hands and eyes. */

export const samples = join(import.meta.dirname, '../../../electron/demo/samples');

export const nameOf = (number: number): string => `IMG_${String(number).padStart(3, '0')}.jpg`;

/** A small picture, no two alike. Written aside first, so that nobody ever sees half of one. */
export async function writePhoto(path: string, number: number): Promise<void> {
  const background = { r: (number * 53) % 256, g: (number * 29) % 256, b: (number * 97) % 256 };
  await appear(path, (partial) =>
    sharp({ create: { width: 320, height: 240, channels: 3, background } })
      .jpeg()
      .toFile(partial),
  );
}

/** So many small pictures, each in the place that `place` names. */
export async function shoot(
  folder: string,
  count: number,
  place: (number: number) => string = () => '',
): Promise<string> {
  for (let number = 1; number <= count; number++) await writePhoto(join(folder, place(number), nameOf(number)), number);
  return folder;
}

/** Samples of the demo that the whole job is played with, in their order. */
export const sampleNames = ['02-close-portrait.jpg', '03-pair-certificate.jpg', '06-group-outdoors.png'];

/** A folder of those. */
export async function shootSamples(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of sampleNames) await copyFile(join(samples, name), join(folder, name));
  return folder;
}

export interface PortraitOptions {
  /** Pixels. */
  readonly width?: number;
  /** An XMP packet to carry. */
  readonly xmp?: string;
  /** EXIF to carry. */
  readonly exif?: Exif;
}

/** A real face, small enough to be retouched at once; `number` makes it a photo of its own. */
export async function writePortrait(path: string, number: number, options: PortraitOptions = {}): Promise<void> {
  const { width = 480, xmp, exif } = options;
  await appear(path, async (partial) => {
    const picture = sharp(join(samples, '02-close-portrait.jpg'))
      .resize(width)
      .linear(1 - number * 0.01, 0)
      .keepIccProfile();
    if (exif !== undefined) picture.withExif(exif);
    if (xmp !== undefined) picture.withXmp(xmp);
    await picture.jpeg({ quality: 92 }).toFile(partial);
  });
}

export async function portraits(folder: string, count: number, options: PortraitOptions = {}): Promise<string> {
  for (let number = 1; number <= count; number++) await writePortrait(join(folder, nameOf(number)), number, options);
  return folder;
}

async function appear(path: string, write: (partial: string) => Promise<unknown>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = join(dirname(path), `.${String(process.hrtime.bigint())}.part`);
  await write(partial);
  await rename(partial, path);
}

/** An XMP packet with what stands in an `rdf:Description`. */
export const xmpWith = (attributes: string, content = ''): string =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ${attributes}>${content}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

/** Drops a folder on the window, and waits for its photos. */
export async function open(app: RunningApp, folder: string): Promise<Locator> {
  await app.dropPaths('#root', [folder]);
  // Another folder may be on screen still.
  await expect(app.page.getByRole('tab', { name: basename(folder), selected: true })).toBeVisible();
  const grid = app.page.getByTestId('photo-grid');
  await expect(grid.getByRole('option').first()).toBeVisible();
  await grid.focus();
  return grid;
}

export const cell = (page: Page, name: number | string): Locator =>
  page.locator('.cell', { hasText: typeof name === 'number' ? nameOf(name) : name });
export const current = (page: Page): Locator => page.locator('.cell[data-current] .cell-name');
export const selected = (page: Page): Locator => page.locator('.cell[aria-selected="true"]');

export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

export async function boxOf(
  locator: Locator,
): Promise<{ readonly x: number; readonly y: number; readonly width: number; readonly height: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('not on screen');
  return box;
}

/** Answers the next folder dialogs with these paths, in order, and cancels those after them. */
export async function answerDialogs(app: RunningApp, paths: readonly string[]): Promise<void> {
  await app.evaluateInMain(({ dialog }, answers) => {
    const left = [...answers];
    const answer = () => Promise.resolve({ canceled: left.length === 0, filePaths: left.splice(0, 1) });
    dialog.showOpenDialog = answer;
  }, paths);
}

export const plainOptions: ExportOptions = {
  name: '{name}',
  writeMarks: false,
  size: 'original',
  format: 'same',
  quality: 90,
  metadata: 'all',
  onConflict: 'rename',
};

/** Retouches photos of an open folder without the sheet, for tests of what comes after. Waits for the end. */
export async function retouched(
  { page }: RunningApp,
  change: { readonly photos?: readonly string[]; readonly output?: string } = {},
): Promise<void> {
  const started = await inApp(
    page,
    async (w, given) => {
      const [folder] = await w.afterglow.invoke('folder:current');
      const photos = (folder as FolderView).photos.filter(({ name }) => given.photos?.includes(name) ?? true);
      const request: BatchRequest = {
        folder: (folder as FolderView).id,
        photos: photos.map(({ id }) => id),
        output: given.output,
        export: given.options,
        maxCredits: undefined,
      };
      return w.afterglow.invoke('batch:start', request);
    },
    { ...change, options: plainOptions },
  );
  if (!started.ok) throw new Error(started.reason.message);
  await finished(page, started.value.photos);
}

/** Waits until the queue has so many photos and nothing left to do. */
export async function finished(page: Page, photos: number): Promise<void> {
  const count = String(photos);
  await expect(page.getByTestId('queue-done')).toHaveText(`${count} of ${count}`, { timeout: 60_000 });
  await expect(page.locator('.queue-state')).toHaveText('Finished');
}

export const demo = ({ page }: RunningApp): Promise<unknown> =>
  inApp(page, (w) => w.afterglow.invoke('app:set-mode', 'demo'));

/** Opens the export sheet with its options unfolded, and waits for the estimate. */
export async function openSheet(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+Shift+E');
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByTestId('estimate-photos')).toContainText(/\d/);
  return sheet;
}

/** Starts what the open sheet shows. */
export async function start(sheet: Locator): Promise<void> {
  await expect(sheet.getByRole('region', { name: 'Cost' })).toHaveAttribute('aria-busy', 'false');
  await sheet.getByTestId('start-batch').click();
  await expect(sheet).toBeHidden();
}

/** Pictures in a folder and below it, relative, in order. */
export async function picturesIn(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true });
  return all.filter((name) => /(?:^|[\\/])[^.\\/][^\\/]*\.(?:jpe?g|png|tiff?)$/i.test(name)).sort();
}

export async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** Mean difference of two pictures of the same size, 0 to 255. */
export async function difference(a: string | Buffer, b: string | Buffer): Promise<number> {
  const [one, two] = await Promise.all(
    [a, b].map((each) => sharp(each).removeAlpha().toColourspace('srgb').raw().toBuffer()),
  );
  if (one === undefined || two === undefined || one.length !== two.length)
    throw new Error('pictures of different sizes');
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += Math.abs((one[at] ?? 0) - (two[at] ?? 0));
  return sum / one.length;
}
