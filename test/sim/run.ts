import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { play, type Outcome } from './scenario.ts';

/**
 * `npm run sim -- --seed N` replays one story with its log, `--seeds COUNT [--from N]` plays many. Exit code 1 when a promise
 * was broken. `--without-record`: without the record of money, which must break some.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '200' },
    from: { type: 'string' },
    'without-record': { type: 'boolean', default: false },
  },
});

if (values.seed !== undefined) {
  const outcome = await play(Number(values.seed), values['without-record']);
  console.log(outcome.log.join('\n'));
  console.log(outcome.violation ?? 'Every promise was kept.');
  process.exitCode = outcome.violation === undefined ? 0 : 1;
} else {
  const first = Number(values.from ?? Math.floor(Date.now() / 1_000) % 1_000_000_000);
  const count = Number(values.seeds);
  console.log(`${count} seeds from ${first} on (this machine has ${availableParallelism()} cores; one is used)`);
  const failed: Outcome[] = [];
  let crashes = 0;
  let requests = 0;
  for (let seed = first; seed < first + count; seed++) {
    const outcome = await play(seed, values['without-record']);
    crashes += outcome.crashes;
    requests += outcome.requests;
    if ((seed - first + 1) % 500 === 0) console.log(`${seed - first + 1} played`);
    if (outcome.violation === undefined) continue;
    failed.push(outcome);
    console.log(`seed ${seed}: ${outcome.violation}\n  replay: npm run sim -- --seed ${seed}`);
  }
  console.log(`${count} seeds, ${crashes} restarts, ${requests} requests, ${failed.length} broken promises`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
