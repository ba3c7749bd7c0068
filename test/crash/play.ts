import { existsSync } from 'node:fs';
import type { StateName } from '../../electron/engine/index.ts';
import { inspectAnytime, inspectFinished } from './inspect.ts';
import type { Ended } from './process-group.ts';
import type { Line } from './queue-file.ts';
import { killedAt, openScene, type Orderly, type Scene } from './scene.ts';

/** One life of the program that ends with its death, and what the service plays meanwhile. */
export interface Act extends Orderly {
  /** Faults of the service from here on; none otherwise. */
  readonly faults?: readonly string[];
}

export interface Play {
  readonly name: string;
  readonly photos: number;
  readonly acts: readonly Act[];
  /** How long the service takes for a photo, at least. */
  readonly taskMs?: number;
}

export interface Outcome {
  readonly name: string;
  /** Where the program was killed, in order. */
  readonly deaths: readonly string[];
  /** Photos by state when it was killed, all deaths together. */
  readonly atDeath: Readonly<Partial<Record<StateName, number>>>;
  /** Photos whose outcome nobody could know, so that a person had to decide. */
  readonly unknown: number;
  /** Generations that the service billed. */
  readonly billed: number;
  readonly photos: number;
  /** What should not have been; empty when all is well. */
  readonly findings: readonly string[];
}

/** Plays the acts, resumes by the command line, decides what is undecided, and looks at everything in between. */
export async function perform({ name, photos, acts, taskMs = 40 }: Play): Promise<Outcome> {
  const scene = await openScene(photos, taskMs);
  const findings: string[] = [];
  const deaths: string[] = [];
  const undecided = new Set<string>();
  const atDeath: Partial<Record<StateName, number>> = {};
  const look = async (when: string): Promise<void> => {
    findings.push(...(await inspectAnytime(scene)).map((finding) => `${when}: ${finding}`));
  };
  try {
    for (const { faults, ...orderly } of acts) {
      scene.service.setFaults(faults ?? []);
      const ended = await scene.work(orderly);
      const where = deathOf(ended, orderly, scene);
      if (where === undefined) findings.push(`was not killed: ${JSON.stringify(orderly)}, ${told(ended)}`);
      else deaths.push(where);
      if (ended.stdout.includes('the checkpoint was over')) findings.push('the kill came after the checkpoint');
      for (const line of (await scene.queue())?.lines ?? []) {
        atDeath[line.state] = (atDeath[line.state] ?? 0) + 1;
        if (line.state === 'submitting') undecided.add(line.relative_path);
      }
      await look(`after ${where ?? 'an act'}`);
    }
    scene.service.setFaults([]);
    findings.push(...(await finish(scene, undecided)));
    const billed = scene.service.ledger.length;
    return { name, deaths, atDeath, unknown: undecided.size, billed, photos, findings };
  } finally {
    await scene.close();
  }
}

/** Goes on to the end. `undecided`: the photos that were being sent when the program died, and no others, are of unknown outcome. */
export async function finish(scene: Scene, undecided: ReadonlySet<string>): Promise<string[]> {
  const findings: string[] = [];
  const resumed = await scene.command(...scene.resumeArgs());
  const lines = (await scene.queue())?.lines ?? [];
  const unknown = lines.filter(({ state }) => state === 'outcome-unknown');
  findings.push(...restTrouble(lines, unknown, undecided));
  const expected = unknown.length > 0 ? 1 : 0;
  if (resumed.code !== expected) findings.push(`resume: ${told(resumed)} instead of exit code ${expected}`);
  for (const finding of await inspectAnytime(scene)) findings.push(`after resume: ${finding}`);
  if (unknown.length > 0) {
    const ids = unknown.map(({ id }) => id);
    const decided = await scene.command('decide', ...ids, '--pay-again', '--json');
    if (decided.code !== 0) findings.push(`decide: ${told(decided)}`);
    const again = await scene.command(...scene.resumeArgs());
    if (again.code !== 0) findings.push(`resume after the decision: ${told(again)}`);
  }
  findings.push(...(await inspectFinished(scene, [...undecided])));
  return findings;
}

/** Whether every photo is where it should be before a person decided. */
function restTrouble(lines: readonly Line[], unknown: readonly Line[], undecided: ReadonlySet<string>): string[] {
  const findings: string[] = [];
  for (const { state, relative_path: path, result_key: key } of lines) {
    const expected = undecided.has(path) ? 'outcome-unknown' : 'exported';
    // The same photo as one of unknown outcome waits with it.
    const held = state === 'prepared' && unknown.some((other) => other.result_key === key);
    if (state !== expected && !(expected === 'exported' && held)) {
      findings.push(`after resume: ${path} is ${state} instead of ${expected}`);
    }
  }
  return findings;
}

function deathOf(ended: Ended, { cut }: Orderly, scene: Scene): string | undefined {
  const where = killedAt(ended);
  if (where !== undefined || cut === undefined) return where;
  if (!existsSync(scene.diary)) return undefined;
  const how = `half-written ${cut.method === 'write' ? 'result' : 'copy'} ${cut.n} in the imaging process`;
  if (cut.victims === 'both') return ended.signal === 'SIGKILL' ? `${how}, and the app` : undefined;
  // The app goes on, with an imaging process started anew.
  return ended.code === 0 ? `${how}${cut.times > 1 ? `, ${cut.times} times` : ''}` : undefined;
}

/** How a program ended, for a finding. */
export function told({ code, signal, stdout, stderr }: Ended): string {
  const tail = stdout.trimEnd().split('\n').slice(-3).join(' | ');
  return `ended with ${signal ?? code}; ${stderr.trim().slice(-1500)}; ${tail.slice(-600)}`;
}
