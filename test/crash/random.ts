import { setTimeout as pause } from 'node:timers/promises';
import type { StateName } from '../../electron/engine/index.ts';
import { inspectAnytime } from './inspect.ts';
import { finish, told, type Outcome } from './play.ts';
import { openScene, type Scene } from './scene.ts';

/** The same numbers from 0 to 1 for the same seed (mulberry32, public domain, by Tommy Ettinger). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PHOTOS = 12;

/**
 * One shoot, retouched by the real command line, which is killed from outside at random times and started again until it gets
 * through (or was killed `atMost` times, and is left alone then).
 */
export async function killAtRandom(seed: number, atMost: number): Promise<Outcome> {
  const random = dice(seed);
  const scene = await openScene(PHOTOS, 40);
  const deaths: string[] = [];
  const findings: string[] = [];
  const undecided = new Set<string>();
  const atDeath: Partial<Record<StateName, number>> = {};
  try {
    while (deaths.length < atMost) {
      const started = (await scene.queue())?.lines.length ?? 0;
      const running = scene.launch(started > 0 ? scene.resumeArgs() : scene.retouchArgs());
      await momentOf(random, scene, running.ended);
      const victims = random() < 0.5 ? 'app' : 'all';
      running.kill(victims);
      const ended = await running.ended;
      // It was faster.
      if (ended.signal !== 'SIGKILL') {
        if (ended.code !== 0 && ended.code !== 1) findings.push(`not killed, but ${told(ended)}`);
        break;
      }
      deaths.push(victims);
      for (const line of (await scene.queue())?.lines ?? []) {
        atDeath[line.state] = (atDeath[line.state] ?? 0) + 1;
        if (line.state === 'submitting') undecided.add(line.relative_path);
      }
      findings.push(...(await inspectAnytime(scene)));
    }
    if (((await scene.queue())?.lines.length ?? 0) === 0) await scene.command(...scene.retouchArgs());
    findings.push(...(await finish(scene, undecided)));
    const billed = scene.service.ledger.length;
    return { name: `seed ${seed}`, deaths, atDeath, unknown: undecided.size, billed, photos: PHOTOS, findings };
  } finally {
    await scene.close();
  }
}

/** Mostly some time after the program first spoke to the service, else some time after its start. */
async function momentOf(random: () => number, scene: Scene, ended: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  ended.then(stop, stop);
  const heard = scene.service.next(() => true);
  if (random() < 0.8) await Promise.race([heard, ended]);
  try {
    await pause(random() * 900, undefined, { signal: over.signal });
  } catch (error) {
    if (!over.signal.aborted) throw error;
  }
}
