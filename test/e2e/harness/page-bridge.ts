import type {
  AfterglowBridge,
  AppState,
  BatchRequest,
  FolderView,
  InvokeChannels,
  PhotoPatch,
  PhotoStatus,
  PhotoView,
  PushChannels,
  QueueView,
  UndecidedView,
} from '../../../electron/contract/index.ts';
import type { SamplePhoto } from './pictures.ts';

/*
 * A scripted stand-in for the main process, run as a classic script before the window's module. `?photos=N`, `?scene=`: welcome,
 * grid, mixed, done, paused, offline, nokey, or a kind of pause. Anything but `welcome` and `nokey` is paid mode with a key.
 */

type Listeners = { [C in keyof PushChannels]: Set<(payload: PushChannels[C]) => void> };

const page = globalThis as unknown as { location: { search: string }; afterglow: AfterglowBridge };
const query = new URLSearchParams(page.location.search);
const scene = query.get('scene') ?? 'grid';
const wanted = Number(query.get('photos') ?? 60);
const demo = scene === 'welcome' || scene === 'nokey' || query.has('demo');

const listeners: Listeners = {
  'app:changed': new Set(),
  'photos:changed': new Set(),
  'queue:changed': new Set(),
  notice: new Set(),
};
const push = <C extends keyof PushChannels>(channel: C, payload: PushChannels[C]) =>
  (listeners[channel] as Set<(payload: PushChannels[C]) => void>).forEach((listener) => listener(payload));

let app: AppState = {
  version: '0.1.0',
  platform: 'linux',
  mode: demo ? 'demo' : 'live',
  key: scene === 'welcome' || scene === 'nokey' ? { kind: 'none' } : { kind: 'stored', where: 'vault', hint: '…7f3c' },
  recentFolders: [
    { name: '2026-05-16 Wedding Ana & Luis', path: '/Volumes/Shoots/2026-05-16 Wedding Ana & Luis' },
    { name: 'School portraits 4b', path: '/Volumes/Archive/Schools/School portraits 4b' },
  ],
};

let photos: PhotoView[] = [];
let queue: QueueView = {
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
};

const noFace = { code: 'ERROR_NO_FACE_IN_FILE', message: 'No face was found in this photo. It was not charged.' };
const unclear = {
  code: 'connection-cut',
  message: 'The connection broke after the photo was sent. It may be charged.',
};
const tooSmall = {
  code: 'ERROR_LOW_RESOLUTION',
  message: 'This picture is too small to be retouched (40 × 60 pixels).',
};

function statusAt(index: number): PhotoStatus {
  if (scene === 'grid' || scene === 'welcome' || scene === 'nokey') return { kind: 'idle' };
  const done: PhotoStatus = { kind: 'exported', output: outputOf(index), at: 1_700_000_000_000 };
  if (scene === 'done') return done;
  const cycle: PhotoStatus[] = [
    done,
    done,
    { kind: 'processing', since: 0 },
    { kind: 'uploading', fraction: 0.4 },
    { kind: 'failed', reason: noFace, retryable: false },
    { kind: 'waiting' },
    { kind: 'undecided', reason: unclear },
    done,
    { kind: 'finishing' },
    { kind: 'unusable', reason: tooSmall },
    { kind: 'idle' },
  ];
  return cycle[index % cycle.length] ?? { kind: 'idle' };
}

const outputOf = (index: number) => `/Volumes/Shoots/Wedding - Retouched/${nameOf(index)}`;
const nameOf = (index: number) => `AL_${String(index + 1).padStart(5, '0')}.jpg`;

async function folder(): Promise<FolderView> {
  const samples = (await (await fetch('/harness/photos.json')).json()) as SamplePhoto[];
  photos = Array.from({ length: wanted }, (_, index) => {
    const sample = samples[index % samples.length];
    if (sample === undefined) throw new Error('no samples');
    return {
      id: `p${index}`,
      folder: 'f1',
      name: nameOf(index),
      relativePath: index % 7 === 0 ? `Ceremony/${nameOf(index)}` : nameOf(index),
      bytes: sample.bytes,
      modifiedAt: sample.modifiedAt,
      width: sample.width,
      height: sample.height,
      settings: { level: index % 5 === 0 ? 0.3 : 0.5, multiFace: index % 9 === 0 },
      status: statusAt(index),
      notes: index % 8 === 1 ? [{ code: 'WIDE_GAMUT', message: 'Display P3 colours are kept in the result.' }] : [],
    };
  });
  return {
    id: 'f1',
    name: '2026-05-16 Wedding Ana & Luis',
    path: '/Volumes/Shoots/2026-05-16 Wedding Ana & Luis',
    photos,
    skipped: 3,
  };
}

function patch(patches: readonly PhotoPatch[]): void {
  const byId = new Map(patches.map((each) => [each.id, each]));
  photos = photos.map((photo) => ({ ...photo, ...byId.get(photo.id) }));
  push('photos:changed', patches);
}

function setQueue(change: Partial<QueueView>): void {
  queue = { ...queue, ...change };
  push('queue:changed', queue);
}

function sceneQueue(): void {
  if (['grid', 'welcome', 'nokey'].includes(scene)) return;
  const of = (kind: PhotoStatus['kind']) => photos.filter(({ status }) => status.kind === kind).length;
  const done = scene === 'done';
  const stops = ['key', 'locked', 'credits', 'budget', 'withdrawn', 'disk', 'another-process'] as const;
  const stop = stops.find((each) => each === scene);
  setQueue({
    active: !done,
    total: photos.length,
    exported: of('exported'),
    failed: of('failed'),
    undecided: of('undecided'),
    waiting: of('waiting'),
    inFlight: of('processing') + of('uploading'),
    photosPerMinute: 8.4,
    secondsLeft: done ? undefined : 437,
    creditsSpent: of('exported') * 8,
    creditsLeft: 4200,
    output: '/Volumes/Shoots/Wedding - Retouched',
    online: scene !== 'offline',
    paused: scene === 'paused' ? { kind: 'user', message: '' } : stop && { kind: stop, message: '' },
  });
}

/** A toy queue: every tick moves the first photos one step on. */
function work(ids: readonly string[]): void {
  let next = 0;
  const steps: PhotoStatus[] = [
    { kind: 'preparing' },
    { kind: 'uploading', fraction: 0.6 },
    { kind: 'processing', since: 0 },
    { kind: 'downloading', expiresAt: undefined },
    { kind: 'finishing' },
  ];
  patch(ids.map((id) => ({ id, status: { kind: 'waiting' } })));
  const total = ids.length * (steps.length + 1);
  const timer = setInterval(() => {
    if (queue.paused !== undefined) return;
    for (let many = 0; many < 4 && next < total; many++, next++) {
      const batch = Math.floor(next / (4 * (steps.length + 1))) * 4;
      const within = next % (4 * (steps.length + 1));
      const id = ids[batch + (within % 4)];
      if (id === undefined) continue;
      const status = steps[Math.floor(within / 4)] ?? { kind: 'exported', output: `/out/${id}.jpg`, at: Date.now() };
      patch([{ id, status }]);
    }
    const exported = photos.filter(({ status }) => status.kind === 'exported').length;
    const over = next >= total;
    setQueue({
      active: !over,
      total: ids.length,
      exported,
      waiting: Math.max(0, ids.length - exported - 4),
      inFlight: over ? 0 : 4,
      photosPerMinute: 42,
      secondsLeft: over ? undefined : (ids.length - exported) * 1.5,
      creditsSpent: exported * 8,
      output: '/Volumes/Shoots/Wedding - Retouched',
    });
    if (over) clearInterval(timer);
  }, 120);
}

const idsOf = (request: BatchRequest) => (request.photos.length > 0 ? request.photos : photos.map(({ id }) => id));

const handlers: { [C in keyof InvokeChannels]: (...args: Parameters<InvokeChannels[C]>) => unknown } = {
  'app:state': () => app,
  'app:set-mode': (mode) => (app = { ...app, mode }),
  'key:set': (key) => {
    if (key !== 'good-key') {
      return {
        kind: 'rejected',
        reason: { code: 'ERROR_USER_NOT_EXISTS', message: 'AILabTools does not know this key.' },
      };
    }
    app = { ...app, key: { kind: 'stored', where: 'session', hint: '…-key' } };
    return { kind: 'accepted', state: app.key, credits: 4200 };
  },
  'key:forget': () => (app = { ...app, key: { kind: 'none' } }).key,
  'folder:choose': async () => ({ ok: true, value: await folder() }),
  'folder:open': async (paths) =>
    paths[0]?.includes('Schools')
      ? {
          ok: false,
          reason: { code: 'FOLDER_GONE', message: 'This folder is no longer there. Is the drive connected?' },
        }
      : { ok: true, value: await folder() },
  'folder:open-samples': async () => ({ ok: true, value: await folder() }),
  'folder:close': () => undefined,
  'photos:configure': (ids, change) => {
    const chosen = new Set(ids);
    patch(
      photos
        .filter(({ id }) => chosen.has(id))
        .map(({ id, settings }) => ({ id, settings: { ...settings, ...change } })),
    );
  },
  'photos:visible': () => undefined,
  'batch:estimate': (request) => {
    const ids = new Set(idsOf(request));
    const chosen = photos.filter(({ id }) => ids.has(id));
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
        balance: app.mode === 'demo' ? undefined : scene === 'mixed' ? 100 : 4200,
        output: request.output ?? '/Volumes/Shoots/2026-05-16 Wedding Ana & Luis - Retouched',
      },
    };
  },
  'batch:choose-output': () => '/Volumes/Delivery/Ana & Luis',
  'batch:start': (request) => {
    work(idsOf(request));
    return { ok: true, value: { photos: idsOf(request).length } };
  },
  'queue:state': () => queue,
  'queue:pause': () => setQueue({ paused: { kind: 'user', message: '' } }),
  'queue:resume': () => setQueue({ paused: undefined, online: true }),
  'queue:cancel': () => setQueue({ active: false }),
  'queue:retry-failed': () => queue.failed,
  'queue:undecided': () =>
    photos
      .filter(({ status }) => status.kind === 'undecided')
      .map(({ id, name }, index): UndecidedView => ({
        photo: id,
        job: `j-${id}`,
        name,
        reason: unclear,
        submittedAt: 1_700_000_000_000,
        creditsAtRisk: 8,
        balance: [undefined, { before: 4208, after: 4200 }, { before: 4200, after: 4200 }][index % 3],
      })),
  'queue:decide': (jobs) => {
    const decided = new Set(jobs.map((job) => job.slice(2)));
    patch([...decided].map((id) => ({ id, status: { kind: 'idle' } })));
    setQueue({ undecided: photos.filter(({ status }) => status.kind === 'undecided').length });
  },
  'output:open': () => ({ ok: true, value: null }),
  'output:reveal': () => ({ ok: false, reason: { code: 'GONE', message: 'The result was moved or deleted.' } }),
};

page.afterglow = {
  invoke: async (channel, ...args) => {
    const value = await (handlers[channel] as (...args: unknown[]) => unknown)(...args);
    if (channel.startsWith('folder:') && photos.length > 0) sceneQueue();
    return value as never;
  },
  on: (channel, listener) => {
    listeners[channel].add(listener);
    return () => listeners[channel].delete(listener);
  },
  pathOf: () => '/Volumes/Shoots/dropped',
};
