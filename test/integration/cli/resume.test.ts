import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Studio, linesOf, photo, summaryOf, toService } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

/** Begins a batch and breaks it off when the first photo is at the service. */
async function interrupted(service: Awaited<ReturnType<Studio['service']>>, ...more: string[]) {
  const running = studio.start(['retouch', studio.shoot, ...toService(service), '--json', ...more]);
  await running.stdout.shows(/"processing"/);
  running.interrupt();
  return running.ended;
}

const jobsNeedingADecision = async (): Promise<string[]> => {
  const { out } = await studio.run(['status', '--json']);
  const { undecided } = JSON.parse(out) as { undecided: { job: string }[] };
  return undecided.map(({ job }) => job);
};

describe('Ctrl+C', () => {
  it('saves everything; resume exports the rest and pays nothing twice', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg', 'day 1/dan.jpg');
    const service = await studio.service({ latencyMs: 150 });
    const before = await studio.hashes(studio.shoot);
    const stopped = await interrupted(service, '--concurrency', '2');
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(/Stopped\. \d waits? in the queue; "afterglow resume" goes on with them\./);
    expect(summaryOf(stopped.out)).toMatchObject({ photos: 4, failed: 0, unknown: 0 });

    const resumed = await studio.run(['resume', ...toService(service), '--json']);
    expect(resumed.code).toBe(0);
    expect(summaryOf(resumed.out)).toMatchObject({ photos: 4, exported: 4, waiting: 0, out: studio.out });
    expect(await studio.files(studio.out)).toEqual([
      'afterglow-report.json',
      'anna.jpg',
      'ben.jpg',
      'cleo.jpg',
      'day 1/dan.jpg',
    ]);
    expect(service.ledger).toHaveLength(4);
    expect(service.tasks()).toHaveLength(4);
    expect(await studio.hashes(studio.shoot)).toEqual(before);

    const nothing = await studio.run(['resume', ...toService(service)]);
    expect([nothing.code, nothing.out.includes('nothing left')]).toEqual([0, true]);
  });

  it('pressed twice ends at once', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service({ faults: ['submit-headers-never'] });
    const running = studio.start(['retouch', studio.shoot, ...toService(service), '--json']);
    const submitted = service.next(({ kind }) => kind === 'submitted');
    await submitted;
    running.interrupt();
    expect(running.abandoned).toEqual([]);
    running.interrupt();
    expect(running.abandoned).toEqual([130]);
    // The process would be gone now; here it goes on, and the answer never comes.
    await service.close();
    expect((await running.ended).code).toBe(130);
    expect(await jobsNeedingADecision()).toHaveLength(1);
  });

  it('leaves what another command did not ask for alone', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
    const service = await studio.service({ latencyMs: 150 });
    await interrupted(service, '--concurrency', '1');
    const begun = service.tasks().length;
    expect(begun).toBeLessThan(3);
    await studio.write('Other/zoe.jpg', photo(77));
    const other = await studio.run(['retouch', studio.path('Other'), ...toService(service), '--json']);
    expect(other.code).toBe(0);
    expect(summaryOf(other.out)).toMatchObject({ photos: 1, exported: 1 });
    expect(service.tasks()).toHaveLength(begun + 1);
    const rest = await studio.run(['resume', ...toService(service), '--json']);
    expect(summaryOf(rest.out)).toMatchObject({ photos: 3, exported: 3 });
    expect(service.ledger).toHaveLength(4);
  });
});

describe('a photo of which nobody knows whether it was paid', () => {
  const lost = () => studio.service({ faults: ['submit-answer-lost'] });

  it('waits for a decision, is listed, and is never sent again by itself', async () => {
    await studio.photos('anna.jpg');
    const service = await lost();
    const { code, out } = await studio.retouch(service);
    expect(code).toBe(1);
    const [job] = await jobsNeedingADecision();
    expect(out).toContain(`${job}  anna.jpg: `);
    expect((await studio.run(['resume', ...toService(service)])).code).toBe(1);
    // Nor by asking for the same photo anew.
    const again = await studio.retouch(service, '--out', studio.path('again'), '--json');
    expect(again.code).toBe(1);
    expect(summaryOf(again.out)).toMatchObject({ exported: 0, waiting: 1 });
    expect(service.tasks()).toHaveLength(1);
    const { out: status } = await studio.run(['status']);
    expect(status).toContain(`Needs your decision: ${job}`);
  });

  it('is sent again when a person says so', async () => {
    await studio.photos('anna.jpg');
    const service = await lost();
    await studio.retouch(service);
    const [job = ''] = await jobsNeedingADecision();
    const decided = await studio.run(['decide', job.slice(0, 8), '--pay-again']);
    expect(decided.code).toBe(0);
    expect(decided.out).toContain('anna.jpg: will be sent again by "afterglow resume"');
    const { code, out } = await studio.run(['resume', ...toService(service), '--json']);
    expect(code).toBe(0);
    expect(summaryOf(out)).toMatchObject({ exported: 1, creditsSpent: 8 });
    expect(await studio.files(studio.out)).toEqual(['afterglow-report.json', 'anna.jpg']);
    expect(service.tasks()).toHaveLength(2);
  });

  it('is given up when a person says so, with every copy of it, and asked about before it is sent anew', async () => {
    await studio.photos('anna.jpg');
    await copyFile(join(studio.shoot, 'anna.jpg'), join(studio.shoot, 'the same.jpg'));
    const service = await lost();
    await studio.retouch(service);
    const jobs = await jobsNeedingADecision();
    const dropped = await studio.run(['decide', ...jobs, ...jobs, '--drop', '--json']);
    expect(dropped.code).toBe(0);
    expect(linesOf(dropped.out).map((line) => [line.event, line['state']])).toEqual([
      ['decided', 'cancelled'],
      ['decided', 'cancelled'],
    ]);
    expect((await studio.run(['resume', ...toService(service)])).out).toContain('nothing left');
    const anew = await studio.retouch(service);
    expect(anew.code).toBe(1);
    expect(anew.out).toContain('may charge it a second time');
    expect(service.tasks()).toHaveLength(1);
  });
});

describe('the same photo', () => {
  it('is paid for once: again, renamed, in another folder, and after everything was closed', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service();
    await studio.retouch(service);
    expect(service.ledger).toHaveLength(1);
    const spentNothing = async (argv: string[]) => {
      const { code, out } = await studio.run([...argv, ...toService(service), '--json']);
      expect(code).toBe(0);
      expect(summaryOf(out)).toMatchObject({ exported: 1, creditsSpent: 0 });
      expect(service.ledger).toHaveLength(1);
    };
    await spentNothing(['retouch', studio.shoot]);
    await rename(join(studio.shoot, 'anna.jpg'), join(studio.shoot, 'bride.jpg'));
    await spentNothing(['retouch', studio.shoot]);
    await mkdir(studio.path('Elsewhere'));
    await copyFile(join(studio.shoot, 'bride.jpg'), studio.path('Elsewhere/x.jpg'));
    await spentNothing(['retouch', studio.path('Elsewhere')]);
    // Another level is another order.
    const other = await studio.retouch(service, '--level', '0.8', '--json');
    expect(summaryOf(other.out)).toMatchObject({ exported: 1, creditsSpent: 8 });
    expect(service.ledger).toHaveLength(2);
  });

  it('twice in one folder is paid for once', async () => {
    await studio.photos('anna.jpg');
    for (const name of ['b.jpg', 'c.jpg']) await copyFile(join(studio.shoot, 'anna.jpg'), join(studio.shoot, name));
    const service = await studio.service();
    const { code, out } = await studio.retouch(service, '--json');
    expect(code).toBe(0);
    expect(summaryOf(out)).toMatchObject({ exported: 3, creditsSpent: 8 });
    expect(service.ledger).toHaveLength(1);
  });
});
