import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dcfPreview } from '../../helpers/dcf-preview.ts';
import { photoWith } from '../../helpers/photo-with-preview.ts';
import { expect, test } from '../launch-app.ts';
import { inApp } from './app-page.ts';
import { cell, nameOf, open } from './shoot.ts';

test('what a camera put into a photo stands in for it upright and without its black bars', async ({
  launchApp,
  ownFolder,
}) => {
  const folder = join(ownFolder, 'Camera');
  await mkdir(folder);
  // Taken with the camera turned: red on top, blue below.
  await writeFile(join(folder, nameOf(1)), await photoWith(dcfPreview(), 6, { width: 600, height: 400 }));
  const app = await launchApp();
  const { page } = app;
  await open(app, folder);
  const id = await cell(page, 1).getAttribute('data-photo');
  const seen = await inApp(
    page,
    async (w, address) => {
      const image = new w.Image();
      image.src = address;
      await image.decode();
      const canvas = w.document.createElement('canvas');
      const { naturalWidth: width, naturalHeight: height } = image;
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const pixel = (x: number, y: number): number[] => [...context.getImageData(x, y, 1, 1).data];
      const middle = Math.floor(width / 2);
      const edges = [pixel(0, 30), pixel(width - 1, 30)];
      return { width, height, above: pixel(middle, 20), below: pixel(middle, height - 20), edges };
    },
    `/placeholder/${String(id)}?v=0`,
  );
  expect([seen.width, seen.height]).toEqual([104, 160]);
  expect(seen.above[0]).toBeGreaterThan(180);
  expect(seen.above[2]).toBeLessThan(80);
  expect(seen.below[2]).toBeGreaterThan(180);
  expect(seen.below[0]).toBeLessThan(80);
  for (const edge of seen.edges) expect(edge[0]).toBeGreaterThan(180);
});
