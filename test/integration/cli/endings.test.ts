import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Gate } from '../gate.ts';
import { openScene, type Scene } from '../../crash/scene.ts';

/*
 * The real command line in a process of its own, ended from outside while a photo is being sent. The answer to each submit is held back
 * on its way, so that there is such a moment, for as long as the test wants.
 */

const PHOTOS = 7; // the last one is a copy of the first

const lastOf = (out: string): unknown => JSON.parse(out.trim().split('\n').at(-1) ?? '');

describe.skipIf(process.platform === 'win32')('an end from outside, in the middle of an upload,', () => {
  let scene: Scene;
  let gate: Gate;
  let api: string[];
  beforeEach(async () => {
    scene = await openScene(PHOTOS, 50);
    gate = new Gate(scene.service.url);
    api = ['--api', await gate.listen(), '--concurrency', '1'];
  });
  afterEach(async () => {
    gate.close();
    await scene.close();
  });

  const begin = (...more: string[]) => scene.launch([...scene.retouchArgs(), ...api, ...more]);

  /** What has been left is sound, and `resume` brings it to its end without paying anything twice. */
  async function expectOrder(): Promise<void> {
    gate.release('all');
    const resumed = await scene.command(...scene.resumeArgs(), ...api);
    expect([resumed.code, lastOf(resumed.stdout)]).toMatchObject([
      0,
      { exported: PHOTOS, unknown: 0, failed: 0, waiting: 0 },
    ]);
    expect(scene.service.ledger).toHaveLength(PHOTOS - 1);
    expect(scene.service.tasks()).toHaveLength(PHOTOS - 1);
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s, finishes it', async (signal) => {
    const running = begin();
    await gate.holds();
    const stopping = running.says(/Stopping: what is being sent is finished first/);
    running.send(signal);
    await stopping;
    // A system may ask again and again; only a person's second Ctrl+C gives the upload up.
    if (signal !== 'SIGINT') for (let i = 0; i < 3; i++) running.send(signal);
    gate.release('all');
    expect(await running.ended).toMatchObject({ code: 130, signal: null });
    await expectOrder();
  });

  it.each(['stdout', 'stderr'] as const)('by a reader of %s that goes away, finishes it', async (output) => {
    const running = begin();
    await gate.holds();
    running.stopReading(output);
    // The next thing that is said finds nobody; by then another photo is being sent.
    if (output === 'stdout') {
      const stopping = running.says(/Stopping/);
      gate.release('one');
      await stopping;
    }
    gate.release('all');
    expect(await running.ended).toMatchObject({ code: 130, signal: null });
    await expectOrder();
  });

  it('by a person’s second Ctrl+C, gives it up at once', async () => {
    const running = begin();
    await gate.holds();
    const stopping = running.says(/Stopping/);
    running.send('SIGINT');
    await stopping;
    running.send('SIGINT');
    expect((await running.ended).code).toBe(130);
    gate.release('all');
    const resumed = await scene.command(...scene.resumeArgs(), ...api);
    expect([resumed.code, lastOf(resumed.stdout)]).toMatchObject([1, { unknown: 1, failed: 0, waiting: 0 }]);
  });
});
