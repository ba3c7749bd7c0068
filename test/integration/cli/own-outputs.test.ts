import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brighten, linesOf, photo, Studio, toService } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

const REPORT = 'afterglow-report.json';

const shoot = () => studio.path('Jobs/Shoot');
const out = () => studio.path('Jobs/Shoot - Retouched');

/** Photos that a check of the folder above the shoot would send, as another user or this one would. */
async function photosAbove(...flags: string[]): Promise<unknown[]> {
  const { out: lines } = await studio.run(['check', studio.path('Jobs'), '--demo', '--json', ...flags]);
  return linesOf(lines)
    .filter(({ event, state }) => event === 'photo' && state !== 'skipped')
    .map(({ source }) => source);
}

describe('an output folder', () => {
  it('is known as one from the first result on, by whoever looks: a run may be killed, or still be going on', async () => {
    await studio.write('Jobs/Shoot/IMG_1.jpg', photo(1));
    await studio.write('Jobs/Shoot/IMG_2.jpg', photo(2));
    let asked = 0;
    const gate = Promise.withResolvers<void>();
    const service = await studio.service({
      async retouch(picture, wish, format) {
        if (asked++ > 0) await gate.promise;
        return brighten(picture, wish, format);
      },
    });
    const running = studio.start(['retouch', shoot(), ...toService(service), '--json']);
    await running.stdout.shows(/"state":"exported"/);
    expect((await studio.files(out())).filter((name) => !name.startsWith('.'))).toContain(REPORT);
    expect(await photosAbove('--data-dir', studio.path('another'))).toEqual([
      join(shoot(), 'IMG_1.jpg'),
      join(shoot(), 'IMG_2.jpg'),
    ]);
    gate.resolve();
    expect((await running.ended).code).toBe(0);
  });

  it('is known to the queue that wrote into it, also without its report', async () => {
    await studio.write('Jobs/Shoot/IMG_1.jpg', photo(1));
    const service = await studio.service();
    expect((await studio.run(['retouch', shoot(), ...toService(service)])).code).toBe(0);
    await rm(join(out(), REPORT));
    expect(await photosAbove()).toEqual([join(shoot(), 'IMG_1.jpg')]);
  });

  it('is known by its report where it was moved', async () => {
    await studio.write('Jobs/Shoot/IMG_1.jpg', photo(1));
    const service = await studio.service();
    expect((await studio.run(['retouch', shoot(), ...toService(service)])).code).toBe(0);
    await rename(out(), studio.path('Jobs/Delivered'));
    expect(await photosAbove('--data-dir', studio.path('another'))).toEqual([join(shoot(), 'IMG_1.jpg')]);
  });
});
