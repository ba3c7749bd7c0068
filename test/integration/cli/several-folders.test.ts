import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linesOf, photo, Studio, summaryOf, toService } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

const REPORT = 'afterglow-report.json';

/** Two shoots with photos of the same name, and a note in the second. */
async function twoShoots(first = 'Smith/jpg', second = 'Jones/jpg'): Promise<string[]> {
  await studio.write(`${first}/IMG_1.jpg`, photo(1));
  await studio.write(`${second}/IMG_1.jpg`, photo(2));
  await studio.write(`${second}/notes.txt`, 'light was good');
  return [studio.path(first), studio.path(second)];
}

const reportIn = async (folder: string) =>
  JSON.parse(await readFile(join(folder, REPORT), 'utf8')) as {
    photos: { source: string; output: string }[];
    skipped: { relativePath: string }[];
  };

describe('two folders in one command', () => {
  it('puts the results of each beside it, with a report of its own', async () => {
    const shoots = await twoShoots();
    const service = await studio.service();
    const { code, out } = await studio.run(['retouch', ...shoots, ...toService(service), '--json']);
    expect(code).toBe(0);
    const outputs = shoots.map((shoot) => `${shoot} - Retouched`);
    for (const output of outputs) expect(await studio.files(output)).toEqual(['IMG_1.jpg', REPORT]);
    expect(summaryOf(out)).toMatchObject({ photos: 2, exported: 2, skipped: 1, out: null, outputs });
    const reports = await Promise.all(outputs.map(reportIn));
    expect(reports.map(({ photos }) => photos.map(({ source }) => source))).toEqual(
      shoots.map((shoot) => [join(shoot, 'IMG_1.jpg')]),
    );
    expect(reports.map(({ skipped }) => skipped.map(({ relativePath }) => relativePath))).toEqual([[], ['notes.txt']]);
    expect(service.ledger).toHaveLength(2);
  });

  it('gives each a subfolder of --out, which is the same one whatever the order', async () => {
    const shoots = await twoShoots();
    const service = await studio.service();
    const all = studio.path('Delivery');
    const flags = ['--out', all, ...toService(service), '--on-conflict', 'skip'];
    const { code, out } = await studio.run(['retouch', ...shoots, ...flags]);
    expect(code).toBe(0);
    const expected = ['Jones - jpg', 'Smith - jpg'].flatMap((name) => [`${name}/IMG_1.jpg`, `${name}/${REPORT}`]);
    expect(await studio.files(all)).toEqual(expected);
    for (const name of ['Smith - jpg', 'Jones - jpg']) expect(out).toContain(`Results: ${join(all, name)}\n`);
    // The other way round everything is there already.
    const again = await studio.run(['retouch', ...shoots.toReversed(), ...flags, '--json']);
    expect(summaryOf(again.out)).toMatchObject({ exported: 2, skipped: 1, creditsSpent: 0 });
    expect(await studio.files(all)).toEqual(expected);
    expect(service.ledger).toHaveLength(2);
  });

  it('checks what "retouch" would do', async () => {
    const shoots = await twoShoots('A', 'B');
    const all = studio.path('Delivery');
    await studio.write('Delivery/B/IMG_1.jpg', photo(9));
    const { code, out } = await studio.run(['check', ...shoots, '--out', all, '--on-conflict', 'skip', '--json']);
    expect(code).toBe(0);
    expect(summaryOf(out)).toMatchObject({ photos: 2, skipped: 2, outputs: [join(all, 'A'), join(all, 'B')] });
    const states = linesOf(out).flatMap(({ source, state }) => (source === undefined ? [] : [[source, state]]));
    expect(states).toContainEqual([studio.path('A/IMG_1.jpg'), 'usable']);
    expect(states).toContainEqual([studio.path('B/IMG_1.jpg'), 'skipped']);
  });

  it('takes files of several folders by their folder, and a folder below another with that one', async () => {
    await twoShoots('A', 'B');
    await studio.write('A/day 2/IMG_1.jpg', photo(3));
    const service = await studio.service();
    const inputs = ['A/day 2/IMG_1.jpg', 'A', 'B/IMG_1.jpg'].map((path) => studio.path(path));
    expect((await studio.run(['retouch', ...inputs, ...toService(service)])).code).toBe(0);
    expect(await studio.files(studio.path('A - Retouched'))).toEqual(['IMG_1.jpg', REPORT, 'day 2/IMG_1.jpg']);
    expect(await studio.files(studio.path('B - Retouched'))).toEqual(['IMG_1.jpg', REPORT]);
    expect(await studio.files(studio.path('A'))).toEqual(['IMG_1.jpg', 'day 2/IMG_1.jpg']);
  });

  it('sends nothing when the results of one would lie among the photos of another', async () => {
    const shoots = await twoShoots('A', 'A - Retouched');
    const service = await studio.service();
    const { code, err } = await studio.run(['retouch', ...shoots, ...toService(service)]);
    expect([code, err]).toEqual([2, expect.stringContaining('originals lie there')]);
    expect(service.ledger).toEqual([]);
  });
});
