import { refuseForeignKey } from '../base/foreign-key.ts';
import { ReasonError, type Reason } from '../base/reason.ts';
import {
  Engine,
  environmentRoutes,
  LIVE_API,
  peekQueue,
  readOutputRoots,
  type EngineOptions,
  type JobStore,
  type ServiceChoice,
} from '../engine/index.ts';
import type { ServiceWish } from './command.ts';
import type { World } from './world.ts';

/** Whom the photos go to. @throws ReasonError `no-key` when the live service is meant and there is no key */
export function serviceChoice(wish: ServiceWish, world: World): ServiceChoice {
  if (wish.kind === 'demo') return { kind: 'demo', worker: world.demoWorker };
  const key = world.env['AILAB_API_KEY']?.trim();
  if (key === undefined || key === '') {
    throw new ReasonError(
      'no-key',
      'There is no API key. Put it into the environment variable AILAB_API_KEY, or try --demo, which needs none. ' +
        'A key that was entered in the app is kept in the system’s keychain, where only the app can read it.',
    );
  }
  if (wish.baseUrl === undefined || wish.baseUrl === LIVE_API) refuseForeignKey(key);
  return { kind: 'live', baseUrl: wish.baseUrl ?? LIVE_API, key: () => key, routes: environmentRoutes(world.env) };
}

/** @throws ReasonError `another-process` when the app or another command line works with this data folder */
export function openEngine(world: World, dataDir: string | undefined): Promise<Engine> {
  const options: EngineOptions = {
    dataDir: dataDir ?? world.defaultDataDir,
    spawnImaging: world.spawnImaging,
    program: `Afterglow ${world.version}`,
    clock: world.clock,
  };
  return Engine.open(options);
}

/**
 * The queue, to be looked at: also while the app or another command line works with it.
 * @returns undefined when another process has the folder and has not made a queue yet
 */
export async function openToLook(
  world: World,
  dataDir: string | undefined,
): Promise<{ store: JobStore | undefined; notices: readonly Reason[]; close: () => Promise<void> }> {
  try {
    const engine = await openEngine(world, dataDir);
    return { store: engine.store, notices: engine.notices, close: () => engine.close() };
  } catch (error) {
    if (!(error instanceof ReasonError) || error.reason.code !== 'another-process') throw error;
  }
  const store = peekQueue(dataDir ?? world.defaultDataDir);
  return { store, notices: [], close: () => Promise.resolve(store?.close()) };
}

/** Folders that hold results: those that the queue of a data folder knows, and the data folder, where paid ones are kept. */
export function knownOutputs(world: World, dataDir: string | undefined): readonly string[] {
  const folder = dataDir ?? world.defaultDataDir;
  return [folder, ...readOutputRoots(folder)];
}
