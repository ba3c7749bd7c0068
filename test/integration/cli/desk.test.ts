import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_KEY } from '../../../electron/demo/index.ts';
import { Studio, closedPort, linesOf, summaryOf, toService } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

describe('afterglow check', () => {
  it('says what would be sent and what it would cost, sends nothing, and leaves nothing behind', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    await studio.write('Shoot/broken.jpg', 'no picture');
    const service = await studio.service();
    const seen: string[] = [];
    service.on(({ kind }) => seen.push(kind));
    const before = await studio.hashes(studio.shoot);
    const { code, out } = await studio.run(['check', studio.shoot, '--api', service.url]);
    expect(code).toBe(1);
    expect(out).toMatch(/usable {2}anna\.jpg: 160 x 120 pixels, 0\.0 MB would be sent/);
    expect(out).toMatch(/can’t be used {2}broken\.jpg: \S/);
    expect(out).toContain('2 photos can be retouched, 1 can’t. That would cost 16 credits, about $0.04 to $0.05.');
    expect(seen).toEqual([]);
    expect(await studio.files(studio.out)).toEqual([]);
    expect(await studio.files(join(studio.dataDir, 'work'))).toEqual([]);
    expect(await studio.hashes(studio.shoot)).toEqual(before);
  });

  it('knows what is paid for already, under any name', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service();
    await studio.retouch(service);
    await studio.write('Other/renamed.jpg', readFile(join(studio.shoot, 'anna.jpg')));
    const { code, out } = await studio.run(['check', studio.path('Other'), '--api', service.url]);
    expect(code).toBe(0);
    expect(out).toContain('already paid for');
    expect(out).toContain('That would cost 0 credits');
    const json = await studio.run(['check', studio.path('Other'), '--demo', '--json']);
    expect(linesOf(json.out).map((line) => [line.event, line['state']])).toEqual([
      ['photo', 'usable'],
      ['summary', undefined],
    ]);
    expect(summaryOf(json.out)).toMatchObject({ photos: 1, failed: 0, creditsSpent: 0 });
  });
});

describe('afterglow status', () => {
  it('says so when there is nothing', async () => {
    const { code, out } = await studio.run(['status']);
    expect([code, out]).toEqual([0, 'The queue is empty.\n']);
  });

  it('counts by state', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    const service = await studio.service();
    await studio.retouch(service, '--max-credits', '8');
    const words = await studio.run(['status']);
    expect(words.out).toMatch(/Spent in all: 8 credits\n {2}\d{4}-\d\d-\d\d {2}8 credits on 1 in /);
    const { out } = await studio.run(['status', '--json']);
    expect(linesOf(out)[0]).toMatchObject({ spending: [{ folder: studio.shoot, photos: 1, credits: 8 }] });
    const { counts } = JSON.parse(out) as { counts: Record<string, number> };
    expect(counts['exported']).toBe(1);
    expect((counts['queued'] ?? 0) + (counts['prepared'] ?? 0)).toBe(2);
  });
});

describe('afterglow credits', () => {
  it('sums the pools that Smart Beauty draws on', async () => {
    const service = await studio.service({ credits: { common: 30, portrait_intelligent_beautification: 12.5 } });
    expect(await studio.run(['credits', '--api', service.url])).toMatchObject({
      code: 0,
      out: '42.5 credits usable\n',
    });
    const { out } = await studio.run(['credits', '--api', service.url, '--json']);
    expect(linesOf(out)).toEqual([{ event: 'credits', usable: 42.5 }]);
    expect((await studio.run(['credits', '--demo'])).code).toBe(0);
  });

  it('tells a wrong key, a missing one and a missing connection apart', async () => {
    const service = await studio.service();
    const env = { AILAB_API_KEY: 'wrong' };
    expect((await studio.run(['credits', '--api', service.url], { env })).code).toBe(3);
    expect((await studio.run(['credits', '--api', service.url], { env: { AILAB_API_KEY: '' } })).code).toBe(3);
    expect((await studio.run(['credits', '--api', await closedPort()])).code).toBe(5);
  });
});

describe('afterglow demo', () => {
  it('does the whole job on the bundled photos', async () => {
    const out = studio.path('demo');
    const { code, out: told } = await studio.run(['demo', '--out', out], { env: { AILAB_API_KEY: '' } });
    expect(code).toBe(0);
    expect(told).toContain('not with AILabTools');
    const pictures = (await studio.files(out)).filter((name) => !name.endsWith('.json'));
    expect(pictures).toHaveLength(6);
    expect(await studio.files(studio.dataDir)).toEqual([]);
  });
});

describe('afterglow service', () => {
  it('serves another command until Ctrl+C, with the faults it was given', async () => {
    await studio.photos('anna.jpg');
    const service = studio.start(['service', '--latency', '10', '--fault', 'submit-503']);
    await service.stdout.shows(/answers at http\S+\d/);
    const url = /http:\/\/[\d.]+:\d+/.exec(service.stdout.text)?.[0] ?? '';
    const { code } = await studio.run(['retouch', studio.shoot, ...toService({ url })], {
      env: { AILAB_API_KEY: DEMO_KEY },
    });
    expect(code).toBe(0);
    service.interrupt();
    expect(await service.ended).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 pictures were retouched') as string,
    });
  });
});
