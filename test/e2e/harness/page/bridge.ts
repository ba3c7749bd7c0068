import type {
  AfterglowBridge,
  BatchRequest,
  InvokeChannels,
  UndecidedView,
} from '../../../../electron/contract/index.ts';
import * as folders from './folders.ts';
import { tooSmall, unclear } from './photos.ts';
import { list, work } from './queue.ts';
import { scene } from './scene.ts';
import { startStrip } from './strip.ts';
import { allPhotos, listeners, patch, patchEach, push, setQueue, world } from './world.ts';

/*
 * A scripted stand-in for the main process, loaded before the window's own module. `?photos=N`, `?folders=a,b`, `?scene=`: welcome,
 * grid, tabs, hot, mixed, done, paused, offline, nokey, or a kind of pause. Anything but `welcome` and `nokey` is paid mode with a key.
 */

const idsOf = (request: BatchRequest) => {
  if (request.photos.length > 0) return request.photos;
  return allPhotos().flatMap(({ id, folder }) => (folder === request.folder ? [id] : []));
};

const handlers: { [C in keyof InvokeChannels]: (...args: Parameters<InvokeChannels[C]>) => unknown } = {
  'app:state': () => world.app,
  'app:set-mode': (mode) => (world.app = { ...world.app, mode }),
  'key:set': (key) => {
    if (key !== 'good-key') {
      return {
        kind: 'rejected',
        reason: { code: 'ERROR_USER_NOT_EXISTS', message: 'AILabTools does not know this key.' },
      };
    }
    world.app = { ...world.app, key: { kind: 'stored', where: 'session', hint: '…-key' } };
    return { kind: 'accepted', state: world.app.key, credits: 4200 };
  },
  'key:forget': () => (world.app = { ...world.app, key: { kind: 'none' } }).key,
  'folder:choose': () => folders.open(),
  'folder:open': (paths) =>
    paths[0]?.includes('Schools')
      ? {
          ok: false,
          reason: { code: 'FOLDER_GONE', message: 'This folder is no longer there. Is the drive connected?' },
        }
      : folders.open(paths[0]?.split('/').at(-1)),
  'folder:open-samples': () => folders.open('Sample photos'),
  'folder:close': (id) => folders.close(id),
  'folder:current': () => folders.current(),
  'folder:photos': () => ({ fresh: undefined, photos: [], next: undefined }),
  'folder:include-links': () => ({ ok: true, value: 0 }),
  'folder:set-hot': (id, creditsPerDay) => ({ ok: true, value: folders.setHot(id, creditsPerDay) }),
  'folder:answer-hot': (id) => folders.answerHot(id),
  'photos:configure': (ids, change) => patchEach(ids, ({ settings }) => ({ settings: { ...settings, ...change } })),
  'photos:mark': (ids, change) => patchEach(ids, ({ marks }) => ({ marks: { ...marks, ...change } })),
  'photos:fade': (ids, fade) => patchEach(ids, () => ({ fade })),
  'photos:visible': () => undefined,
  'batch:estimate': (request) => {
    const ids = new Set(idsOf(request));
    const chosen = allPhotos().filter(({ id }) => ids.has(id));
    const unusable = chosen.filter(({ status }) => status.kind === 'unusable');
    const kept = chosen.filter(({ status }) => status.kind === 'exported').length;
    const credits = (chosen.length - unusable.length - kept) * 8;
    return {
      ok: true,
      value: {
        photos: chosen.length - unusable.length,
        kept,
        unusable: unusable.map(({ id, name }) => ({ photo: id, name, reason: tooSmall })),
        credits,
        dollars: { high: credits * 0.003, low: credits * 0.0025 },
        balance: world.app.mode === 'demo' ? undefined : scene === 'mixed' ? 100 : 4200,
        numbers: { first: 1, highest: chosen.length },
        output: request.output ?? '/Volumes/Shoots/2026-05-16 Wedding Ana & Luis - Retouched',
      },
    };
  },
  'photos:report': () => undefined,
  'batch:choose-output': () => '/Volumes/Delivery/Ana & Luis',
  'batch:start': (request) => {
    work(idsOf(request));
    return { ok: true, value: { photos: idsOf(request).length } };
  },
  'queue:state': () => world.queue,
  'queue:pause': () => setQueue({ paused: { kind: 'user', message: '' } }),
  'queue:resume': () => setQueue({ paused: undefined, online: true }),
  'queue:cancel': () => setQueue({ active: false }),
  'queue:retry-failed': () => world.queue.failed,
  'queue:list': list,
  'queue:move': (jobs) => jobs.length,
  'queue:set-limit': () => setQueue({ paused: undefined }),
  'queue:undecided': () =>
    allPhotos()
      .filter(({ status }) => status.kind === 'undecided')
      .map(({ id, name }, index): UndecidedView => ({
        photo: id,
        job: `j-${id}`,
        name,
        folder: 'Wedding',
        canAsk: index % 2 === 0,
        reason: unclear,
        submittedAt: 1_700_000_000_000,
        creditsAtRisk: 8,
        balance: [undefined, { before: 4208, after: 4200 }, { before: 4200, after: 4200 }][index % 3],
      })),
  'queue:decide': (jobs) => {
    const decided = new Set(jobs.map((job) => job.slice(2)));
    patch([...decided].map((id) => ({ id, status: { kind: 'idle' } })));
    setQueue({ undecided: allPhotos().filter(({ status }) => status.kind === 'undecided').length });
  },
  'strip:start': startStrip,
  'preferences:get': () => world.preferences,
  'preferences:set': (change) => {
    world.preferences = { ...world.preferences, ...change };
    push('preferences:changed', world.preferences);
    return world.preferences;
  },
  'spending:list': () => ({
    lines: [
      { day: '2026-11-21', folder: '/photos/Wedding Müller/Ceremony', photos: 412, credits: 3_296 },
      { day: '2026-11-20', folder: '/photos/School 7b', photos: 28, credits: 224 },
    ],
  }),
  'spending:save': () => undefined,
  'cache:sizes': () => world.cache,
  'cache:clear': (what) =>
    (world.cache =
      what === 'pictures'
        ? { ...world.cache, thumbnails: 0, previews: 0 }
        : { ...world.cache, results: world.cache.results - world.cache.resultsDeletable, resultsDeletable: 0 }),
  'diagnostics:save': () => ({ ok: true, value: 'Desktop/afterglow-diagnostics.txt' }),
  'output:open': () => ({ ok: true, value: null }),
  'output:reveal': () => ({ ok: false, reason: { code: 'GONE', message: 'The result was moved or deleted.' } }),
};

const bridge: AfterglowBridge = {
  invoke: async (channel, ...args) => (await (handlers[channel] as (...args: unknown[]) => unknown)(...args)) as never,
  on: (channel, listener) => {
    listeners[channel].add(listener);
    return () => listeners[channel].delete(listener);
  },
  pathOf: () => '/Volumes/Shoots/dropped',
};

Object.assign(globalThis, { afterglow: bridge, harness: folders.harness });
