import type {
  AppState,
  CacheSizes,
  FolderView,
  PhotoPatch,
  PhotoView,
  Preferences,
  PushChannels,
  QueueView,
} from '../../../../electron/contract/index.ts';
import { demo, scene } from './scene.ts';

/* The state of the scripted main process, and the news it sends. */

type Listeners = { [C in keyof PushChannels]: Set<(payload: PushChannels[C]) => void> };

export const listeners: Listeners = {
  'app:changed': new Set(),
  'photos:changed': new Set(),
  'queue:changed': new Set(),
  'folder:changed': new Set(),
  'folder:opened': new Set(),
  'hot:changed': new Set(),
  'strip:changed': new Set(),
  'preferences:changed': new Set(),
  'menu:chosen': new Set(),
  notice: new Set(),
};

export function push<C extends keyof PushChannels>(channel: C, payload: PushChannels[C]): void {
  (listeners[channel] as Set<(payload: PushChannels[C]) => void>).forEach((listener) => listener(payload));
}

interface World {
  app: AppState;
  folders: readonly FolderView[];
  queue: QueueView;
  preferences: Preferences;
  cache: CacheSizes;
}

export const world: World = {
  app: {
    version: '0.1.0',
    platform: 'linux',
    mode: demo ? 'demo' : 'live',
    key:
      scene === 'welcome' || scene === 'nokey' ? { kind: 'none' } : { kind: 'stored', where: 'vault', hint: '…7f3c' },
    recentFolders: [
      { name: '2026-05-16 Wedding Ana & Luis', path: '/Volumes/Shoots/2026-05-16 Wedding Ana & Luis' },
      { name: 'School portraits 4b', path: '/Volumes/Archive/Schools/School portraits 4b' },
      { name: 'Studio Tuesday', path: '/Volumes/Shoots/Studio Tuesday' },
    ],
  },
  folders: [],
  queue: {
    active: false,
    online: true,
    paused: undefined,
    total: 0,
    exported: 0,
    failed: 0,
    undecided: 0,
    cancelled: 0,
    waiting: 0,
    inFlight: 0,
    photosPerMinute: undefined,
    secondsLeft: undefined,
    creditsSpent: 0,
    creditsLeft: demo ? undefined : 4200,
    output: undefined,
  },
  preferences: {
    language: 'system',
    surround: 'dark',
    keepAwake: true,
    notify: true,
    concurrency: undefined,
    defaultLevel: 0.5,
    openWhenDone: false,
    resultsGigabytes: 30,
    lastExport: undefined,
    presets: [],
    welcomed: scene !== 'welcome',
  },
  cache: {
    thumbnails: 182_000_000,
    previews: 640_000_000,
    results: 2_310_000_000,
    resultsDeletable: 1_900_000_000,
    dataFolder: '~/.config/Afterglow',
  },
};

export const allPhotos = (): readonly PhotoView[] => world.folders.flatMap(({ photos }) => photos);

export function patch(patches: readonly PhotoPatch[]): void {
  const byId = new Map(patches.map((each) => [each.id, each]));
  world.folders = world.folders.map((folder) => ({
    ...folder,
    photos: folder.photos.map((photo) => ({ ...photo, ...byId.get(photo.id) })),
  }));
  push('photos:changed', patches);
}

/** Patches chosen photos by a rule. */
export function patchEach(ids: readonly string[], change: (photo: PhotoView) => Omit<PhotoPatch, 'id'>): void {
  const chosen = new Set(ids);
  patch(
    allPhotos()
      .filter(({ id }) => chosen.has(id))
      .map((photo) => ({ id: photo.id, ...change(photo) })),
  );
}

export function setQueue(change: Partial<QueueView>): void {
  world.queue = { ...world.queue, ...change };
  push('queue:changed', world.queue);
}
