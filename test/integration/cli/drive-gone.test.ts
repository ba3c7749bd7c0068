import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Studio, summaryOf, toService } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

const NAMES = Array.from({ length: 12 }, (_, n) => `IMG_${n}.jpg`);

describe('originals that go amid a batch', () => {
  it('with their drive: the rest waits, exit 6, and goes on when the drive is back', async () => {
    await studio.photos(...NAMES);
    const service = await studio.service({ latencyMs: 200 });
    const running = studio.start(['retouch', studio.shoot, ...toService(service), '--json', '--concurrency', '1']);
    await running.stdout.shows(/"processing"/);
    const away = studio.path('In a pocket');
    await rename(studio.shoot, away);
    const stopped = await running.ended;
    expect(stopped.code).toBe(6);
    expect(stopped.err).toContain('Connect its drive or card');
    expect(summaryOf(stopped.out)).toMatchObject({ photos: 12, failed: 0, unknown: 0 });

    // Still away, it waits again.
    const early = await studio.run(['resume', ...toService(service), '--json']);
    expect([early.code, summaryOf(early.out)['failed']]).toEqual([6, 0]);

    await rename(away, studio.shoot);
    const resumed = await studio.run(['resume', ...toService(service), '--json']);
    expect(summaryOf(resumed.out)).toMatchObject({ exported: 12, failed: 0, waiting: 0 });
    expect(resumed.code).toBe(0);
    expect(service.ledger).toHaveLength(12);
  });

  it('alone: that photo fails, and is taken up by resume when it is back', async () => {
    await studio.photos(...NAMES.slice(0, 4));
    const service = await studio.service({ latencyMs: 200 });
    const running = studio.start(['retouch', studio.shoot, ...toService(service), '--json', '--concurrency', '1']);
    await running.stdout.shows(/"processing"/);
    const file = join(studio.shoot, 'IMG_3.jpg');
    await rename(file, studio.path('elsewhere.jpg'));
    const ended = await running.ended;
    expect(ended.code).toBe(1);
    expect(summaryOf(ended.out)).toMatchObject({ exported: 3, failed: 1 });

    await rename(studio.path('elsewhere.jpg'), file);
    const resumed = await studio.run(['resume', ...toService(service), '--json']);
    expect(resumed.code).toBe(0);
    expect(resumed.err).toContain('1 photo that failed before will be tried again');
    expect(summaryOf(resumed.out)).toMatchObject({ exported: 4, failed: 0 });
    expect(service.ledger).toHaveLength(4);
  });
});
