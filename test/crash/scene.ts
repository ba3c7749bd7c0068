import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemoService, type DemoService } from '../../electron/demo/index.ts';
import { idOf } from '../../electron/engine/index.ts';
import { retouch } from '../integration/demo/harness.ts';
import { CUT_VARIABLE, LAST_WORDS, type Cut, type Kill, type Orders } from './orders.ts';
import { start, type Ended, type Program } from './process-group.ts';
import { readQueue, type QueueFile } from './queue-file.ts';
import { makeShoot, printOf } from './shoot.ts';

/** Twenty times as fast: a pause of a second passes in 50 ms. */
const SPEED = 20;
/** Looks like nothing else, so that a leak of it can't be missed. */
const KEY = 'crash-test-key-8f3b1c77e2';

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export interface Orderly {
  readonly kill?: Kill;
  readonly dieAmidWrite?: number;
  readonly cut?: Omit<Cut, 'diary'>;
}

/** A shoot, a data folder, an output folder, and a service that outlives every program that uses it: its ledger is the witness. */
export interface Scene {
  readonly source: string;
  readonly output: string;
  readonly dataDir: string;
  /** Where imaging processes write down that they died. */
  readonly diary: string;
  readonly photos: number;
  readonly key: string;
  readonly service: DemoService;
  /** `printOf(source)` before anything was done. */
  readonly untouched: string;
  /** Everything that any program has said on stdout or stderr. */
  readonly said: string[];
  /** Starts `child.ts`. */
  work(orders: Orderly): Promise<Ended>;
  /** Starts a command of the real command line. */
  launch(args: readonly string[]): Program;
  command(...args: string[]): Promise<Ended>;
  retouchArgs(): string[];
  resumeArgs(): string[];
  queue(): Promise<QueueFile | undefined>;
  close(): Promise<void>;
}

/** @param taskMs how long the service takes for a photo, at least */
export async function openScene(photos: number, taskMs: number): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-crash-'));
  const [source, output, dataDir] = [join(folder, 'shoot'), join(folder, 'out'), join(folder, 'data')] as const;
  await mkdir(source);
  await makeShoot(source, photos);
  const service = await startDemoService({ retouch, keys: [KEY], latencyMs: taskMs });
  const clock = { speed: SPEED, epoch: Date.now() };
  const said: string[] = [];
  const diary = join(folder, 'diary.txt');
  const env = {
    AILAB_API_KEY: KEY,
    AFTERGLOW_TEST_CLOCK: JSON.stringify(clock),
    AFTERGLOW_TEST_DATA: dataDir,
    // Most of a short life goes into reading the sources otherwise.
    NODE_COMPILE_CACHE: join(tmpdir(), 'afterglow-compile-cache'),
  };
  const heard = async (started: Program): Promise<Ended> => {
    const ended = await started.ended;
    said.push(ended.stdout, ended.stderr);
    return ended;
  };
  const launch = (args: readonly string[]): Program => {
    const started = start(program('afterglow.ts'), args, env);
    return { ...started, ended: heard(started) };
  };
  const online = ['--api', service.url, '--json', '--yes', '--poll-interval', '0.2', '--offline-wait', '600'];
  return {
    source,
    output,
    dataDir,
    diary,
    photos,
    key: KEY,
    service,
    untouched: await printOf(source),
    said,
    work({ cut, ...rest }) {
      const orders: Orders = { dataDir, source, output, api: service.url, clock, ...rest };
      const more = cut === undefined ? {} : { [CUT_VARIABLE]: JSON.stringify({ ...cut, diary }) };
      return heard(start(program('child.ts'), [JSON.stringify(orders)], { ...env, ...more }));
    },
    launch,
    command: (...args) => launch(args).ended,
    retouchArgs: () => ['retouch', source, '--out', output, ...online],
    resumeArgs: () => ['resume', ...online],
    queue: () => readQueue(dataDir, idOf(service.url)),
    async close() {
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a program said last before it was killed at a point; undefined when it did not get there. */
export function killedAt({ signal, stdout }: Ended): string | undefined {
  const words = stdout.split('\n').findLast((line) => line.startsWith(LAST_WORDS));
  return signal === 'SIGKILL' ? words?.slice(LAST_WORDS.length) : undefined;
}
