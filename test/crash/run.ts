/**
 * The whole crash suite, for a quiet hour: `node test/crash/run.ts` kills the program at every named point, and
 * `node test/crash/run.ts --restarts 200 [--seed 1]` at random times. Ends with exit code 1 when anything was found.
 */
import { parseArgs } from 'node:util';
import { perform, type Outcome } from './play.ts';
import {
  atTheLastPhoto,
  duringCheckpoints,
  halfWrittenFiles,
  onePlayPerPoint,
  throughAllPoints,
  twiceInARow,
} from './plays.ts';
import { killAtRandom } from './random.ts';
import { lineOf, summaryOf } from './table.ts';

const { values } = parseArgs({
  options: {
    restarts: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    'at-once': { type: 'string', default: '2' },
  },
});

const outcomes: Outcome[] = [];
const startedAt = performance.now();

async function timed(work: () => Promise<Outcome>): Promise<void> {
  const before = performance.now();
  const outcome = await work();
  outcomes.push(outcome);
  console.log(lineOf(outcome, (performance.now() - before) / 1000));
  for (const finding of outcome.findings) console.log(`            ${finding}`);
}

/** Works through jobs, several at once; stops when `next` has no more. */
async function workers(next: () => (() => Promise<Outcome>) | undefined): Promise<void> {
  const worker = async (): Promise<void> => {
    for (let job = next(); job !== undefined; job = next()) await timed(job);
  };
  await Promise.all(Array.from({ length: Number(values['at-once']) }, worker));
}

if (values.restarts === undefined) {
  const plays = [
    ...onePlayPerPoint(),
    ...twiceInARow(),
    ...atTheLastPhoto(),
    ...halfWrittenFiles(),
    ...duringCheckpoints(),
    throughAllPoints(),
  ];
  const wanted = plays.filter(({ name }) => name.includes(values.only));
  await workers(() => {
    const play = wanted.shift();
    return play && (() => perform(play));
  });
} else {
  const most = Number(values.restarts);
  let seed = Number(values.seed);
  const kills = (): number => outcomes.reduce((sum, { deaths }) => sum + deaths.length, 0);
  await workers(() => {
    const left = most - kills();
    return left <= 0 ? undefined : () => killAtRandom(seed++, Math.min(left, 25));
  });
}

const title = values.restarts === undefined ? 'Killed at named points' : 'Killed at random times';
console.log(summaryOf(title, outcomes, (performance.now() - startedAt) / 1000));
process.exitCode = outcomes.some(({ findings }) => findings.length > 0) ? 1 : 0;
