import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inApp } from './app-page.ts';
import { expect, test } from '../launch-app.ts';
import type { RunningApp } from '../launch-app.ts';
import { plainOptions, sampleNames as names, shootSamples } from './shoot.ts';

/** Begins a batch of the whole folder in demo mode, the way the window does. */
async function begin({ page }: RunningApp, folder: string, output: string): Promise<void> {
  const started = await inApp(
    page,
    async (w, given) => {
      await w.afterglow.invoke('app:set-mode', 'demo');
      const opened = await w.afterglow.invoke('folder:open', [given.folder]);
      if (!opened.ok) return opened;
      const request = {
        folder: opened.value.id,
        photos: [],
        output: given.output,
        export: given.options,
        maxCredits: undefined,
      };
      return w.afterglow.invoke('batch:start', request);
    },
    { folder, output, options: plainOptions },
  );
  expect(started).toEqual({ ok: true, value: { photos: names.length } });
}

const pictures = async (folder: string) =>
  (await readdir(folder)).filter((name) => /^[^.].*\.(jpg|png)$/.test(name)).sort();

test('quitting in the middle loses nothing: the next start goes on', async ({ launchApp, ownFolder }) => {
  const folder = await shootSamples(join(ownFolder, 'School'));
  const output = join(ownFolder, 'School - Retouched');
  const first = await launchApp();
  await begin(first, folder, output);
  await first.close();
  expect(await first.exited).toBe(0);
  const second = await launchApp({ userData: first.userData });
  await expect.poll(async () => (await pictures(output)).length, { timeout: 60_000 }).toBe(names.length);
  expect(await pictures(output)).toEqual(names);
  await second.close();
});

test('a crash in the middle loses nothing either', async ({ launchApp, ownFolder }) => {
  const folder = await shootSamples(join(ownFolder, 'Studio'));
  const output = join(ownFolder, 'Studio - Retouched');
  const first = await launchApp();
  await begin(first, folder, output);
  await first.kill();
  await launchApp({ userData: first.userData });
  await expect.poll(async () => (await pictures(output)).length, { timeout: 60_000 }).toBe(names.length);
  expect(await pictures(output)).toEqual(names);
});
