import { describe, expect, test } from 'vitest';
import { perform } from '../../crash/play.ts';
import { duringCheckpoints, halfWrittenFiles, killAt } from '../../crash/plays.ts';

/*
 * The short version of the crash suite: real processes, killed by SIGKILL, against a service that outlives them.
 * `node test/crash/run.ts` kills at every point, in every combination, and at random times.
 */

/** Around every step that costs money or makes a file. */
const POINTS = [
  'prepare:copied',
  'submit:intent-recorded',
  'submit:half-sent',
  'submit:answered',
  'poll:answered',
  'download:saved',
  'download:kept',
  'export:name-recorded',
  'export:written',
  'export:recorded',
] as const;

const halfWritten = halfWrittenFiles().filter(({ name }) => /^(result 1|copy to send 2) .*both/.test(name));

// Windows has no process groups and no SIGKILL that could be told from an exit.
describe.skipIf(process.platform === 'win32')('killed', { concurrent: true }, () => {
  test('at one point after the other, a shoot is finished and each photo paid for once', async () => {
    const acts = POINTS.map((point, index) => killAt(point, 1, index % 2 === 0 ? 'app' : 'all'));
    const outcome = await perform({ name: 'short', photos: 12, acts });
    expect(outcome.findings).toEqual([]);
    expect(outcome.deaths).toEqual(POINTS.map((point) => `${point} 1`));
    // Three of the points lie between the intent and the answer's record.
    expect(outcome.unknown).toBeGreaterThanOrEqual(3);
  });

  test.each(halfWritten.map((play) => [play.name, play] as const))('with a %s', async (_name, play) => {
    expect(await perform(play)).toMatchObject({ deaths: [expect.any(String)], findings: [] });
  });

  test('while the journal is copied into the queue file', async () => {
    const [play] = duringCheckpoints();
    if (play === undefined) throw new Error('there is no such play');
    expect(await perform(play)).toMatchObject({ deaths: ['submit:intent-recorded 2'], findings: [] });
  });
});
