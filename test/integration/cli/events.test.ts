import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Studio, linesOf, type Line } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

const STATES = [
  'queued',
  'prepared',
  'submitting',
  'processing',
  'ready',
  'retouched',
  'exported',
  'outcome-unknown',
  'failed',
  'cancelled',
];

/** Exactly the fields that the public interface names, each of its kind. */
function check(line: Line): void {
  const { event, ...fields } = line;
  const reason = { code: expect.any(String), message: expect.any(String) };
  switch (event) {
    case 'photo': {
      const { source, job, state, reason: why, output, ...rest } = fields;
      expect(rest).toEqual({});
      expect(source).toMatch(/^\//);
      if (state === 'skipped') expect([job, output]).toEqual([undefined, undefined]);
      else expect(STATES).toContain(state);
      if (state !== 'skipped') expect(job).toMatch(/^[0-9a-f-]{36}$/);
      if (why !== undefined) expect(why).toEqual(reason);
      expect(typeof output).toBe(state === 'exported' ? 'string' : 'undefined');
      return;
    }
    case 'queue': {
      const { online, paused, inFlight, ...rest } = fields;
      expect(rest).toEqual({});
      expect([typeof online, typeof inFlight]).toEqual(['boolean', 'number']);
      if (paused !== undefined) expect(paused).toEqual({ kind: expect.any(String), message: expect.any(String) });
      return;
    }
    case 'summary': {
      const { out, ...numbers } = fields;
      expect(typeof out).toBe('string');
      expect(Object.keys(numbers).sort()).toEqual(
        ['creditsSpent', 'exported', 'failed', 'photos', 'seconds', 'skipped', 'unknown', 'waiting'].sort(),
      );
      for (const value of Object.values(numbers)) expect(value).toBeGreaterThanOrEqual(0);
      return;
    }
    default:
      expect.unreachable(`unknown event ${event}`);
  }
}

describe('--json', () => {
  it('tells every change of state, one object per line, and the summary last', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'day 1/cleo.jpg', 'two\nlines.jpg');
    await studio.write('Shoot/broken.jpg', 'no picture');
    await studio.write('Shoot/notes.txt', 'words');
    const service = await studio.service({ faults: ['poll-refused-422@2', 'submit-500@1'] });
    const { code, out, err } = await studio.retouch(service, '--json');
    const lines = linesOf(out);
    for (const line of lines) check(line);
    expect(code).toBe(1);
    expect(lines.filter(({ event }) => event === 'summary')).toHaveLength(1);
    expect(lines.at(-1)).toMatchObject({
      event: 'summary',
      photos: 5,
      exported: 3,
      failed: 2,
      unknown: 0,
      waiting: 0,
      skipped: 1,
      creditsSpent: 24,
      out: studio.out,
    });

    const ways = new Map<string, string[]>();
    for (const { source, state } of lines.filter(({ event }) => event === 'photo') as unknown as Record<
      string,
      string
    >[]) {
      ways.set(source ?? '', [...(ways.get(source ?? '') ?? []), state ?? '']);
    }
    expect(ways.get(join(studio.shoot, 'notes.txt'))).toEqual(['skipped']);
    expect(ways.get(join(studio.shoot, 'broken.jpg'))).toEqual(['queued', 'failed']);
    const whole = ['queued', 'prepared', 'submitting', 'processing', 'ready', 'retouched', 'exported'];
    const others = ['anna.jpg', 'ben.jpg', 'day 1/cleo.jpg', 'two\nlines.jpg'].map((name) =>
      ways.get(join(studio.shoot, name)),
    );
    const refusedOnce = ['queued', 'prepared', 'submitting', 'prepared', ...whole.slice(2)];
    expect(others).toContainEqual(whole);
    expect(others).toContainEqual(refusedOnce);
    expect(others).toContainEqual(['queued', 'prepared', 'submitting', 'processing', 'failed']);
    expect(ways.size).toBe(6);
    // People’s words go to the other stream.
    expect(err).toContain('3 photos exported');
    expect(err).toContain('two\\nlines.jpg');
  });

  it('has nothing but the summary’s own truth when nothing is left to do', async () => {
    const { code, out } = await studio.run(['resume', '--demo', '--json']);
    expect(code).toBe(0);
    expect(linesOf(out).at(-1)).toMatchObject({ event: 'summary', photos: 0, out: null });
  });
});

describe('without --json', () => {
  it('names every file, even with several endings', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    await studio.write('Shoot/broken.jpg', 'no picture');
    await studio.write('Shoot/notes.txt', 'words');
    const { out } = await studio.retouch(await studio.service());
    for (const name of ['anna.jpg', 'ben.jpg', 'broken.jpg', 'notes.txt']) expect(out).toContain(name);
    const written = await readFile(join(studio.out, 'afterglow-report.json'), 'utf8');
    for (const name of ['anna.jpg', 'ben.jpg', 'broken.jpg', 'notes.txt']) expect(written).toContain(name);
  });

  it('draws a bar on a terminal, and asks before it pays', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    const service = await studio.service();
    const argv = ['retouch', studio.shoot, '--api', service.url, '--poll-interval', '0.02'];
    const declined = studio.start(argv, { tty: true });
    await declined.stderr.shows(/Go on\?/);
    expect(declined.stderr.text).toMatch(
      /2 photos for 16 credits, about \$0\.04 to \$0\.05\. You have 200000 credits\./,
    );
    declined.stdin.write('n\n');
    expect((await declined.ended).code).toBe(1);
    expect(service.tasks()).toEqual([]);
    expect(await studio.files(studio.out)).toEqual([]);

    const agreed = studio.start(argv, { tty: true });
    await agreed.stderr.shows(/Go on\?/);
    agreed.stdin.write('y\n');
    const { code, out } = await agreed.ended;
    expect(code).toBe(0);
    expect(out).toContain('[####################]  2/2');

    const again = studio.start([...argv, '--out', studio.path('again')], { tty: true });
    // All is paid for: there is nothing to ask.
    expect((await again.ended).code).toBe(0);
    expect(again.stderr.text).not.toContain('Go on?');
    expect(service.ledger).toHaveLength(2);
  });
});
