import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Studio, closedPort, linesOf, summaryOf, toService } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

describe('exit code 1', () => {
  it('tells each photo that the service refuses, with its reason', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    const service = await studio.service({ faults: ['poll-refused-422=ERROR_NO_FACE_IN_FILE'] });
    const { code, out } = await studio.retouch(service, '--concurrency', '1');
    expect(code).toBe(1);
    expect(out).toMatch(/failed {2}(anna|ben)\.jpg: No face was found/);
    expect(out).toContain('1 photo exported, 1 failed');
    expect(out).toContain('8 credits spent');
    expect(service.ledger).toHaveLength(1);
  });

  it('tells each file that can’t be used, and pays nothing for it', async () => {
    await studio.photos('anna.jpg');
    await studio.write('Shoot/broken.jpg', 'this is no picture');
    const service = await studio.service();
    const { code, out } = await studio.retouch(service);
    expect(code).toBe(1);
    expect(out).toMatch(/failed {2}broken\.jpg: \S/);
    expect(service.tasks()).toHaveLength(1);
  });

  it('tells what could not be read while looking for photos', async () => {
    await studio.photos('anna.jpg');
    await symlink(join(studio.shoot, 'nowhere.jpg'), join(studio.shoot, 'lost.jpg'));
    const { code, out } = await studio.retouch(await studio.service());
    expect(code).toBe(1);
    expect(out).toContain('left out  lost.jpg: It is no longer there, or a link that leads nowhere.');
  });
});

describe('exit code 2', () => {
  it.each([
    ['a missing folder', () => ['retouch', studio.path('nowhere')], /no file or folder/],
    ['an empty folder', () => ['retouch', studio.path('empty')], /no photos/],
    ['an output inside the source', () => ['retouch', studio.shoot, '--out', join(studio.shoot, 'out')], /inside/],
    ['an output that is the source', () => ['check', studio.shoot, '--out', studio.shoot], /originals lie there/],
    ['an output that is a file', () => ['retouch', studio.shoot, '--out', studio.path('file')], /is a file/],
    ['a missing levels file', () => ['retouch', studio.shoot, '--levels', studio.path('none.csv')], /no such file/],
    ['a level above 100', () => ['retouch', studio.shoot, '--level', '150'], /level/i],
    ['an unknown flag', () => ['retouch', studio.shoot, '--speed', '2'], /--speed/],
    ['an unknown job', () => ['decide', 'abc', '--drop'], /no job “abc”/],
    ['an unknown fault', () => ['service', '--fault', 'earthquake'], /no fault "earthquake"/],
  ])('for %s, before anything is sent', async (_what, argv, message) => {
    await studio.photos('anna.jpg');
    await mkdir(studio.path('empty'));
    await studio.write('file', 'not a folder');
    const { code, out, err } = await studio.run(argv(), { env: { AILAB_API_KEY: 'never used' } });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});

describe('exit code 3', () => {
  it('for a missing key, before anything is touched', async () => {
    await studio.photos('anna.jpg');
    const { code, err } = await studio.run(['retouch', studio.shoot], { env: { AILAB_API_KEY: ' ' } });
    expect(code).toBe(3);
    expect(err).toContain('AILAB_API_KEY');
    expect(await studio.files(studio.dataDir)).toEqual([]);
  });

  it('for a wrong key, with every photo kept for later', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    const service = await studio.service({ keys: ['another-key'] });
    const { code, out } = await studio.retouch(service, '--json');
    expect(code).toBe(3);
    expect(summaryOf(out)).toMatchObject({ waiting: 2, exported: 0, creditsSpent: 0 });
    expect(linesOf(out).findLast(({ event }) => event === 'queue')).toMatchObject({ paused: { kind: 'key' } });
    const right = await studio.run(['resume', ...toService(service)], { env: { AILAB_API_KEY: 'another-key' } });
    expect(right.code).toBe(0);
    expect(service.ledger).toHaveLength(2);
  });

  it('for an account that gets locked on the way', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    const service = await studio.service({ faults: ['submit-403@2'] });
    const { code, out } = await studio.retouch(service, '--concurrency', '1');
    expect(code).toBe(3);
    expect(out).toMatch(/locked this account.*1 waits in the queue; "afterglow resume" goes on with them/);
    expect(await studio.files(studio.out)).toHaveLength(2);
  });
});

describe('exit code 4', () => {
  it('when the credits run out: what was paid is exported, the rest waits', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    const service = await studio.service({ credits: { common: 12, portrait_intelligent_beautification: 4 } });
    const { code, out } = await studio.retouch(service, '--json');
    expect(code).toBe(4);
    expect(summaryOf(out)).toMatchObject({ exported: 2, waiting: 1, creditsSpent: 16 });
    service.setCredits({ common: 8, portrait_intelligent_beautification: 0 });
    const more = await studio.run(['resume', ...toService(service), '--json']);
    expect(more.code).toBe(0);
    expect(summaryOf(more.out)).toMatchObject({ photos: 3, exported: 3, waiting: 0, creditsSpent: 8 });
    expect(service.ledger).toHaveLength(3);
  });

  it('when --max-credits is reached, in each run anew', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    const service = await studio.service();
    const first = await studio.retouch(service, '--max-credits', '15', '--json');
    expect(first.code).toBe(4);
    expect(summaryOf(first.out)).toMatchObject({ exported: 1, waiting: 2, creditsSpent: 8 });
    const second = await studio.run(['resume', ...toService(service), '--max-credits', '8', '--json']);
    expect(second.code).toBe(4);
    expect(summaryOf(second.out)).toMatchObject({ exported: 2, waiting: 1, creditsSpent: 8 });
    const none = await studio.run(['resume', ...toService(service), '--max-credits', '0']);
    expect(none.code).toBe(4);
    expect(service.ledger).toHaveLength(2);
  });
});

describe('exit code 5', () => {
  it('when the service can’t be reached for longer than --offline-wait', async () => {
    await studio.photos('anna.jpg');
    const { code, out } = await studio.run([
      'retouch',
      studio.shoot,
      '--api',
      await closedPort(),
      '--offline-wait',
      '0.3',
      '--json',
    ]);
    expect(code).toBe(5);
    expect(summaryOf(out)).toMatchObject({ waiting: 1, exported: 0 });
    expect(linesOf(out).some((line) => line.event === 'queue' && line['online'] === false)).toBe(true);
  });

  it('when paid pictures can’t be fetched; resume fetches them without paying again', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service({ faults: ['result-503:*'] });
    const { code, out } = await studio.retouch(service, '--offline-wait', '0.3');
    expect(code).toBe(5);
    expect(out).toContain('pictures did not get through for too long. 1 waits in the queue');
    service.setFaults([]);
    expect((await studio.run(['resume', ...toService(service)])).code).toBe(0);
    expect(service.ledger).toHaveLength(1);
    expect(await studio.files(studio.out)).toEqual(['afterglow-report.json', 'anna.jpg']);
  });
});

describe('exit code 6', () => {
  it('when the data folder can’t be made', async () => {
    await studio.photos('anna.jpg');
    const file = await studio.write('in the way', 'a file');
    const { code, err } = await studio.run(['retouch', studio.shoot, '--data-dir', join(file, 'data'), '--demo']);
    expect(code).toBe(6);
    expect(err).toContain('This computer could not do it');
  });

  it('when another process works with the data folder', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service({ latencyMs: 400 });
    const first = studio.start(['retouch', studio.shoot, ...toService(service), '--json']);
    await first.stdout.shows(/"processing"/);
    const second = await studio.retouch(service);
    expect(second.code).toBe(6);
    expect(second.err).toContain('already working with this data folder');
    // Looking is allowed meanwhile.
    const status = await studio.run(['status']);
    expect([status.code, status.err]).toEqual([0, '']);
    expect(status.out).toContain('processing');
    expect((await first.ended).code).toBe(0);
    expect(service.ledger).toHaveLength(1);
  });

  it('when the output folder vanishes; with the folder back, resume exports without paying again', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service({ latencyMs: 300 });
    const running = studio.start(['retouch', studio.shoot, ...toService(service), '--json']);
    await running.stdout.shows(/"processing"/);
    await rm(studio.out, { recursive: true });
    const { code, out, err } = await running.ended;
    expect(code).toBe(6);
    expect(summaryOf(out)).toMatchObject({ waiting: 1, exported: 0, creditsSpent: 8 });
    expect(err).toContain('output folder is gone');
    await mkdir(studio.out);
    expect((await studio.run(['resume', ...toService(service)])).code).toBe(0);
    expect(await studio.files(studio.out)).toEqual(['afterglow-report.json', 'anna.jpg']);
    expect(service.ledger).toHaveLength(1);
  });

  it('sets a damaged queue file aside, says so, and finds paid results again', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service();
    await studio.retouch(service);
    await studio.write('data/queue.sqlite', 'this is no database, however long one looks at it');
    const { code, err } = await studio.retouch(service);
    expect(code).toBe(0);
    expect(err).toMatch(/queue file was damaged.*set aside as queue\.damaged-.*1 kept results/);
    expect(service.ledger).toHaveLength(1);
  });
});
