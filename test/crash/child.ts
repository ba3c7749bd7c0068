/**
 * The program under test: the real engine with its queue file, imaging process and HTTP client, which retouches a folder and
 * kills itself at a named point. The service lives in the process that started it, and outlives it. Argument: `Orders` as JSON.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { DEFAULT_EXPORT, Engine, forkImaging, idOf, scanInputs } from '../../electron/engine/index.ts';
import { CHECKPOINT } from './checkpointer.ts';
import { fastClock } from './fast-clock.ts';
import { dieAmidWrite } from './half-write.ts';
import { cutOrders, LAST_WORDS, type Kill, type Orders, type Victims } from './orders.ts';

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const clock = fastClock(orders.clock.speed, orders.clock.epoch);
const engine = await Engine.open({
  dataDir: orders.dataDir,
  spawnImaging: forkImaging(fileURLToPath(new URL('imaging.ts', import.meta.url)), cutOrders()),
  program: 'Afterglow',
  clock,
});
const passings: Record<string, number> = {};
const flag =
  orders.kill?.checkpoint === undefined ? undefined : startCheckpointer(join(orders.dataDir, 'queue.sqlite'));
if (orders.dieAmidWrite !== undefined) {
  const n = orders.dieAmidWrite;
  await dieAmidWrite('writeFile', n, () => die(`half-written file ${n}`, 'app'));
}

const run = await engine.run(
  { kind: 'live', baseUrl: orders.api, key: () => process.env['AILAB_API_KEY'] },
  {
    // Few at once, so that a later life still finds photos that were not sent.
    policy: { pollIntervalMs: 200, maxLimit: 4 },
    trace(point) {
      const n = (passings[point] = (passings[point] ?? 0) + 1);
      const { kill } = orders;
      if (kill?.point !== point || kill.n !== n) return;
      if (flag !== undefined) awaitCheckpoint(flag, kill);
      die(`${point} ${n}`, kill.victims);
    },
  },
);
const service = idOf(orders.api);
if (engine.store.batches(service).length === 0) {
  const scan = await scanInputs([orders.source], { recursive: true });
  const { batch } = await engine.addBatch(service, {
    sourceRoots: scan.roots,
    outputRoot: orders.output,
    photos: scan.photos.map(({ path, relativePath }) => ({
      source: path,
      relativePath,
      settings: { level: 0.5, multiFace: false },
    })),
    settings: DEFAULT_EXPORT,
  });
  run.admit(batch.id);
}
run.scheduler.on('job', (job) => process.stdout.write(`${JSON.stringify({ job: job.id, state: job.state })}\n`));
await run.scheduler.settled();
await run.stop();
for (const batch of engine.store.batches(service)) await engine.report(batch, run.service.name, []);
await engine.close();
process.stdout.write(`${JSON.stringify({ passings })}\n`);

function die(where: string, victims: Victims): void {
  writeSync(1, `${LAST_WORDS}${where}\n`);
  // The program leads a process group of its own, which its imaging process belongs to.
  process.kill(victims === 'all' ? -process.pid : process.pid, 'SIGKILL');
}

function startCheckpointer(path: string): Int32Array {
  const shared = new SharedArrayBuffer(4);
  new Worker(new URL('checkpointer.ts', import.meta.url), { workerData: { path, shared } }).unref();
  return new Int32Array(shared);
}

/** Fills the journal, has it copied into the queue file, and returns while that goes on. */
function awaitCheckpoint(shared: Int32Array, { checkpoint }: Kill): void {
  const id = randomUUID();
  const others = Array.from({ length: 1500 }, (_, index) => ({
    id: `${id}-${index}`,
    source: join(orders.source, `other ${index}.jpg`),
    relativePath: `other ${index}.jpg`,
    settings: { level: 0.5, multiFace: false },
  }));
  const batch = { id, service: 'other', createdAt: 0, sourceRoot: '/', outputRoot: '/', options: {} };
  engine.store.addBatch({ ...batch, maxCredits: undefined }, others);
  Atomics.store(shared, 0, CHECKPOINT.wanted);
  Atomics.notify(shared, 0);
  while (Atomics.load(shared, 0) === CHECKPOINT.wanted);
  for (let spins = checkpoint?.spins ?? 0; spins > 0; spins--) Atomics.load(shared, 0);
  if (Atomics.load(shared, 0) === CHECKPOINT.over) writeSync(1, 'the checkpoint was over\n');
}
