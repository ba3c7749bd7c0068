import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoService } from '../../../electron/demo/index.ts';
import { linesOf, Studio, summaryOf } from './harness.ts';

let studio: Studio;
let service: DemoService;
beforeEach(async () => {
  studio = await Studio.open();
  service = await studio.service();
});
afterEach(() => studio[Symbol.asyncDispose]());

const REPORT = 'afterglow-report.json';
const inode = async (name: string) => {
  const { ino, mtimeMs } = await stat(join(studio.out, name));
  return { ino, mtimeMs };
};
const noted = async (name: string): Promise<unknown[]> => {
  const report = JSON.parse(await readFile(join(studio.out, REPORT), 'utf8')) as {
    photos: { relativePath: string; state: string; details: { notes?: { code: string }[] } }[];
  };
  return report.photos
    .filter((photo) => photo.relativePath === name)
    .map(({ state, details }) => [state, details.notes?.map(({ code }) => code)]);
};

describe('the same batch again', () => {
  it('leaves what is there as it is, pays nothing, and says so', async () => {
    await studio.photos('anna.jpg', 'day 1/ben.png');
    await studio.retouch(service);
    const before = [await inode('anna.jpg'), await inode('day 1/ben.png')];
    for (const rule of ['rename', 'skip', 'overwrite']) {
      const { code, out } = await studio.retouch(service, '--json', '--on-conflict', rule);
      expect(code).toBe(0);
      expect(summaryOf(out)).toMatchObject({ photos: 2, exported: 2, skipped: 0, creditsSpent: 0 });
      const last = linesOf(out).findLast(
        ({ source, state }) => source === join(studio.shoot, 'anna.jpg') && state === 'exported',
      );
      expect(last).toMatchObject({ output: join(studio.out, 'anna.jpg'), reason: { code: 'result-there' } });
    }
    expect(await studio.files(studio.out)).toEqual([REPORT, 'anna.jpg', 'day 1/ben.png']);
    expect([await inode('anna.jpg'), await inode('day 1/ben.png')]).toEqual(before);
    expect(await noted('anna.jpg')).toEqual([['exported', ['result-there']]]);
    expect(service.ledger).toHaveLength(2);
  });

  it('finds its result under the name that it had to take', async () => {
    await studio.photos('anna.jpg');
    await studio.write('Shoot - Retouched/anna.jpg', 'foreign');
    await studio.retouch(service);
    await studio.retouch(service);
    expect(await studio.files(studio.out)).toEqual([REPORT, 'anna (2).jpg', 'anna.jpg']);
  });

  it('writes another order beside the first one, and each is found again', async () => {
    await studio.photos('anna.jpg');
    const orders = [
      [],
      ['--level', '90'],
      ['--quality', '60'],
      ['--metadata', 'none'],
      ['--format', 'png'],
      ['--size', 'service', '--quality', '60'],
      ['--multi-face'],
    ];
    for (const flags of orders) expect((await studio.retouch(service, ...flags)).code).toBe(0);
    const files = await studio.hashes(studio.out);
    expect(Object.keys(files)).toHaveLength(8);
    const paid = service.ledger.length;
    for (const flags of orders) expect((await studio.retouch(service, ...flags)).code).toBe(0);
    const { [REPORT]: _, ...again } = await studio.hashes(studio.out);
    expect(files).toMatchObject(again);
    expect(service.ledger).toHaveLength(paid);
  });

  it('never takes for its own what another program has changed', async () => {
    await studio.photos('anna.jpg');
    await studio.retouch(service);
    await appendFile(join(studio.out, 'anna.jpg'), 'edited');
    const edited = await readFile(join(studio.out, 'anna.jpg'));
    await studio.retouch(service);
    expect(await studio.files(studio.out)).toEqual([REPORT, 'anna (2).jpg', 'anna.jpg']);
    expect(await readFile(join(studio.out, 'anna.jpg'))).toEqual(edited);
  });

  it('writes a photo of the same name and another picture, and copies of one photo each', async () => {
    await studio.photos('anna.jpg');
    await studio.write('Copy/anna.jpg', readFile(join(studio.shoot, 'anna.jpg')));
    await studio.write('Card/anna.jpg', readFile((await studio.photos('other.jpg', 'x.jpg'))[1]!));
    const both = [
      'retouch',
      join(studio.shoot, 'anna.jpg'),
      studio.path('Copy'),
      studio.path('Card'),
      '--out',
      studio.out,
      '--api',
      service.url,
      '--poll-interval',
      '0.02',
    ];
    await studio.run(both);
    const names = await studio.files(studio.out);
    expect(names.filter((name) => name.endsWith('anna.jpg'))).toHaveLength(3);
    expect((await studio.run(both)).code).toBe(0);
    expect(await studio.files(studio.out)).toEqual(names);
  });
});

it('tells which file kept a photo out with the rule "skip", and whose it is', async () => {
  await studio.photos('anna.jpg', 'ben.jpg');
  await studio.write('Shoot - Retouched/anna.jpg', 'another shoot’s');
  await studio.retouch(service, '--on-conflict', 'skip');
  const { code, out } = await studio.retouch(service, '--on-conflict', 'skip', '--level', '90');
  expect(code).toBe(0);
  expect(out).toContain(
    'left out  anna.jpg: A file of that name, “anna.jpg”, is already in the output folder. It is no result of this photo',
  );
  expect(out).toContain(
    'left out  ben.jpg: “ben.jpg” in the output folder is an earlier result of this photo, with other settings.',
  );
  expect(service.ledger).toHaveLength(1);
});
