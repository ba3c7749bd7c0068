import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Studio, linesOf, photo, summaryOf } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

describe('afterglow retouch', () => {
  it('exports every photo beside the folder, pays once each, and leaves the originals as they are', async () => {
    await studio.photos('anna.jpg', 'day 1/ben.png', 'day 1/evening/cleo.tif');
    const service = await studio.service();
    const before = await studio.hashes(studio.shoot);
    const { code, out, err } = await studio.retouch(service);
    expect([code, err]).toEqual([0, '']);
    expect(await studio.files(studio.out)).toEqual([
      'afterglow-report.json',
      'anna.jpg',
      'day 1/ben.png',
      'day 1/evening/cleo.tif',
    ]);
    expect(await studio.hashes(studio.shoot)).toEqual(before);
    expect(service.ledger).toHaveLength(3);
    expect(service.violations).toEqual([]);
    for (const name of ['anna.jpg', 'day 1/ben.png', 'day 1/evening/cleo.tif'])
      expect(out).toContain(`exported  ${name}`);
    expect(out).toContain('3 photos exported');
    expect(out).toContain('24 credits spent');
  });
});
