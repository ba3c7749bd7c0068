import type { PhotoStatus, QueueGroup, QueuePage } from '../../../../electron/contract/index.ts';
import { scene } from './scene.ts';
import { allPhotos, patch, setQueue, world } from './world.ts';

const output = '/Volumes/Shoots/Wedding - Retouched';

/** The queue as the scene wants it. */
export function sceneQueue(): void {
  if (['grid', 'welcome', 'nokey', 'tabs', 'hot'].includes(scene)) return;
  const photos = allPhotos();
  const of = (kind: PhotoStatus['kind']) => photos.filter(({ status }) => status.kind === kind).length;
  const done = scene === 'done';
  const stops = ['key', 'locked', 'credits', 'budget', 'withdrawn', 'disk'] as const;
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
    output,
    online: scene !== 'offline',
    paused: scene === 'paused' ? { kind: 'user', message: '' } : stop && { kind: stop, message: '' },
  });
}

const steps: readonly PhotoStatus[] = [
  { kind: 'uploading', fraction: 0.6 },
  { kind: 'processing', since: 0 },
  { kind: 'downloading', expiresAt: undefined },
  { kind: 'finishing' },
];

/** A toy queue: every tick moves the first photos one step on. */
export function work(ids: readonly string[]): void {
  let next = 0;
  patch(ids.map((id) => ({ id, status: { kind: 'waiting' } })));
  const total = ids.length * (steps.length + 1);
  const timer = setInterval(() => {
    if (world.queue.paused !== undefined) return;
    for (let many = 0; many < 4 && next < total; many++, next++) {
      const batch = Math.floor(next / (4 * (steps.length + 1))) * 4;
      const within = next % (4 * (steps.length + 1));
      const id = ids[batch + (within % 4)];
      if (id === undefined) continue;
      const status = steps[Math.floor(within / 4)] ?? { kind: 'exported', output: `/out/${id}.jpg`, at: Date.now() };
      patch([{ id, status }]);
    }
    const exported = allPhotos().filter(({ status }) => status.kind === 'exported').length;
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
      output,
    });
    if (over) clearInterval(timer);
  }, 120);
}

/** The queue as a list: every photo that has to do with it. */
export function list(group: QueueGroup, from: number, count: number): QueuePage {
  const queued = allPhotos().filter(({ status }) => status.kind !== 'idle' && status.kind !== 'unusable');
  const groupOf = ({ kind }: PhotoStatus): QueueGroup => {
    if (kind === 'undecided' || kind === 'failed' || kind === 'exported') return kind;
    return kind === 'cancelled' ? 'all' : 'working';
  };
  const counts = { all: queued.length, working: 0, undecided: 0, failed: 0, exported: 0 };
  for (const { status } of queued) if (groupOf(status) !== 'all') counts[groupOf(status)]++;
  const listed = group === 'all' ? queued : queued.filter(({ status }) => groupOf(status) === group);
  const entries = listed.slice(from, from + count).map(({ id, folder, modifiedAt, name, settings, status }) => ({
    job: `j-${id}`,
    photo: { id, folder, modifiedAt },
    name,
    folder: 'Wedding',
    level: settings.level,
    trial: false,
    status,
  }));
  return { from, entries, counts };
}
