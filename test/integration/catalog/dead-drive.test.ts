import { join } from 'node:path';
import { expect, it } from 'vitest';
import { holdsThreads } from '../../../electron/base/answering.ts';
import { scanInputs } from '../../../electron/catalog/index.ts';
import { canMountDead, deadDrive } from '../../helpers/dead-drive.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const noAnswer = (path: string): unknown =>
  expect.objectContaining({ message: expect.stringContaining(`“${path}” can’t be read: its drive or network folder`) });

it.runIf(canMountDead)('a scan of a network drive that does not answer ends, and names the folder', async () => {
  const { path, end } = await deadDrive();
  const clock = createFakeClock();
  const scan = scanInputs([path], { recursive: true, clock });
  await clock.whenPending(1);
  clock.advance(60_000);
  await expect(scan).rejects.toEqual(noAnswer(path));
  // The next one is told at once: it costs no thread.
  await expect(scanInputs([join(path, 'a.jpg')], { recursive: true, clock })).rejects.toEqual(
    noAnswer(join(path, 'a.jpg')),
  );
  expect(holdsThreads()).toBe(true);
  await end();
  while (holdsThreads()) await new Promise(setImmediate);
});

it.runIf(canMountDead)('a scan of such a drive is broken off at once', async () => {
  const { path } = await deadDrive();
  const stop = new AbortController();
  const clock = createFakeClock();
  const scan = scanInputs([path], { recursive: true, clock, signal: stop.signal });
  await clock.whenPending(1);
  stop.abort(new Error('stopped'));
  await expect(scan).rejects.toThrow('stopped');
});
