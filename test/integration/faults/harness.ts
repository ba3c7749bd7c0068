import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemoService, type DemoService } from '../../../electron/demo/index.ts';
import {
  DEFAULT_EXPORT,
  Engine,
  forkImaging,
  idOf,
  type Job,
  type PauseKind,
  type QueuePolicy,
  type Run,
  type StateName,
} from '../../../electron/engine/index.ts';
import { decodeRgb, encodeRgb } from '../../../electron/imaging/codec.ts';
import { fastClock } from '../../crash/fast-clock.ts';
import { filesBelow, makeShoot, printOf, sha256 } from '../../crash/shoot.ts';
import { retouch } from '../demo/harness.ts';

/** Pauses of seconds pass in milliseconds. */
const SPEED = 50;
const KEY = 'fault-test-key-51c0e9d4a7';
const ADDRESS = /\/r\/[A-Za-z0-9_-]{32}/;
const PHOTOS = 2;

export type Ends = Readonly<Partial<Record<StateName, number>>>;

/** What a fault comes to, for a shoot of two photos. */
export interface Row {
  /** As `afterglow service --fault` takes it. */
  readonly plan: string;
  /** In plain words, for people. */
  readonly what: string;
  /** Photos by state when nothing happens any more by itself; several where the moment of the cut decides. Missing during a pause. */
  readonly ends?: Ends | readonly Ends[];
  /** Code of what a photo that is not exported says for itself. */
  readonly reason?: string;
  /** Why the queue stands still then. */
  readonly pause?: PauseKind;
  /** Generations that are billed by then; missing where the moment decides. */
  readonly billed?: number;
  /** Photos that stay failed, whatever a person does. */
  readonly lost?: number;
  readonly policy?: Partial<QueuePolicy>;
  /** Large enough that the network can't hold a whole photo. */
  readonly large?: boolean;
  /** One task never ends. */
  readonly endless?: boolean;
  /** The client's time limits are short for this row. */
  readonly hangs?: boolean;
}

/** An engine with a real queue file and a real imaging process; every row gets a service and an output folder of its own. */
export interface Bench {
  play(row: Row): Promise<Played>;
  close(): Promise<void>;
}

export interface Played {
  /** When nothing happened any more by itself. */
  readonly first: Rest;
  /** After a person resumed, decided to pay again, or tried again, and nothing happened any more. */
  readonly last: Rest;
  /** What should not have been; empty when all is well. */
  readonly findings: readonly string[];
}

export interface Rest {
  readonly ends: Ends;
  readonly reasons: readonly string[];
  readonly pause: PauseKind | undefined;
  readonly billed: number;
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-faults-'));
  const [small, large, dataDir] = [join(folder, 'small'), join(folder, 'large'), join(folder, 'data')] as const;
  await mkdir(small);
  await makeShoot(small, PHOTOS + 1);
  // The last of a shoot is a copy of the first.
  await rm(join(small, 'day 2'), { recursive: true });
  await mkdir(large);
  for (const seed of [1, 2]) await writeFile(join(large, `IMG_${seed}.jpg`), await noise(seed));
  const clock = fastClock(SPEED, Date.now());
  const engine = await Engine.open({
    dataDir,
    spawnImaging: forkImaging(fileURLToPath(new URL('../../../electron/imaging-process.ts', import.meta.url))),
    program: 'Afterglow',
    clock,
  });
  let rows = 0;
  return {
    async play(row) {
      const source = row.large === true ? large : small;
      const output = join(folder, `out ${++rows}`);
      const service = await startDemoService({ retouch, keys: [KEY], clock, latencyMs: 300, faults: [row.plan] });
      const struck: string[] = [];
      service.on((event) => event.kind === 'fault' && struck.push(event.name));
      const run = await engine.run(
        { kind: 'live', baseUrl: service.url, key: () => KEY },
        { policy: { pollIntervalMs: 500, uploads: 1, ...row.policy } },
      );
      const untouched = await printOf(source);
      try {
        const { batch } = await engine.addBatch(idOf(service.url), {
          sourceRoots: [source],
          outputRoot: output,
          photos: (await filesBelow(source)).map((name) => ({
            source: join(source, name),
            relativePath: name,
            settings: { level: 0.5, multiFace: false },
          })),
          settings: DEFAULT_EXPORT,
        });
        run.admit(batch.id);
        const rest = async (): Promise<Rest> => {
          const { paused } = await run.scheduler.settled();
          await tasksOver(service, row.endless === true ? 1 : 0);
          return restOf([...engine.store.jobsOf(batch.id)], paused?.kind, service);
        };
        const first = await rest();
        if (struck.length === 0) throw new Error(`the fault ${row.plan} never struck`);
        service.setFaults([]);
        const again = personActs(run, [...engine.store.jobsOf(batch.id)], first.pause);
        const last = await rest();
        await engine.report(batch, run.service.name, []);
        const findings = await inspect({
          engine,
          dataDir,
          output,
          service,
          jobs: [...engine.store.jobsOf(batch.id)],
          again,
        });
        if ((await printOf(source)) !== untouched) findings.push('an original was changed');
        return { first, last, findings };
      } finally {
        await run.stop(0);
        await service.close();
      }
    },
    async close() {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when no task but this many goes on: one whose number got lost is billed in its own time. */
async function tasksOver(service: DemoService, endless: number): Promise<void> {
  const open = () => service.tasks().filter(({ status }) => status === 'queued' || status === 'processing').length;
  while (open() > endless) await service.next(({ kind }) => kind === 'done' || kind === 'refused');
}

function restOf(jobs: readonly Job[], pause: PauseKind | undefined, service: DemoService): Rest {
  const ends: Partial<Record<StateName, number>> = {};
  for (const { state } of jobs) ends[state] = (ends[state] ?? 0) + 1;
  const reasons = jobs.flatMap((job) =>
    job.state === 'failed' || job.state === 'outcome-unknown' ? [job.reason.code] : [],
  );
  return { ends, reasons, pause, billed: service.ledger.length };
}

/** Whatever the window offers in this case. Returns how often a photo may be billed again because a person said so. */
function personActs({ scheduler }: Run, jobs: readonly Job[], pause: PauseKind | undefined): number {
  if (pause !== undefined) scheduler.resume();
  const unknown = jobs.filter(({ state }) => state === 'outcome-unknown').map(({ id }) => id);
  if (unknown.length > 0) scheduler.decide(unknown, 'pay-again');
  scheduler.retryFailed();
  return unknown.length;
}

interface Inspected {
  readonly engine: Engine;
  readonly dataDir: string;
  readonly output: string;
  readonly service: DemoService;
  readonly jobs: readonly Job[];
  /** Photos that a person decided to pay for again. */
  readonly again: number;
}

async function inspect({ engine, dataDir, output, service, jobs, again }: Inspected): Promise<string[]> {
  const found: string[] = [];
  const bills = new Map<string, number>();
  for (const entry of service.ledger) bills.set(entry.sha256, (bills.get(entry.sha256) ?? 0) + 1);
  const twice = [...bills.values()].reduce((sum, n) => sum + n - 1, 0);
  if (twice > again) found.push(`${twice} photos were billed twice, ${again} were decided to be`);
  for (const job of jobs) {
    if (job.state !== 'exported') continue;
    const kept = engine.store.result(job.resultKey ?? '');
    if (kept === undefined || !bills.has(sha256(await readFile(kept.submitted)))) {
      found.push(`${job.relativePath} was exported, but what was sent for it was never billed`);
    }
    const [original, result] = await Promise.all(
      [job.source, job.output].map(async (path) => decodeRgb(await readFile(path))),
    );
    if (original?.width !== result?.width || original?.height !== result?.height)
      found.push(`${job.output} has another size`);
  }
  const outputs = jobs.flatMap((job) => (job.state === 'exported' ? [job.output] : []));
  for (const name of await filesBelow(output)) {
    if (name !== 'afterglow-report.json' && !outputs.includes(join(output, name)))
      found.push(`left in the output folder: ${name}`);
  }
  const plain = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '').slice(0, 24);
  const ids = new Set(jobs.map(({ id }) => plain(id)));
  // Of other rows that failed there may be more.
  const work = (await filesBelow(join(dataDir, 'work'))).filter((name) => ids.has(plain(name)));
  if (work.length > 0) found.push(`left in the work folder: ${work.join(', ')}`);
  for (const path of [
    ...(await filesBelow(dataDir)).map((name) => join(dataDir, name)),
    join(output, 'afterglow-report.json'),
  ]) {
    const text = (await readFile(path)).toString('latin1');
    if (text.includes(KEY)) found.push(`the key is in ${path}`);
    // The journal of a queue that is open holds what was there before; see the crash tests for what is left of it.
    if (!path.includes('queue.sqlite') && ADDRESS.test(text)) found.push(`a result address is in ${path}`);
  }
  for (const { rule, detail } of service.violations) found.push(`against the service's rules: ${rule} ${detail}`);
  return found;
}

/** A picture that compresses badly: some 700 kB. */
function noise(seed: number): Promise<Buffer> {
  const [width, height] = [800, 600];
  const rgb = new Uint8Array(width * height * 3);
  let state = seed;
  for (let at = 0; at < rgb.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    rgb[at] = state >>> 24;
  }
  return encodeRgb({ width, height, rgb }, { format: 'jpeg', quality: 92, chroma: '4:4:4' });
}
