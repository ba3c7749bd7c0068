import type { SchedulerDeps } from '../../electron/queue/context.ts';
import { DEFAULT_POLICY, type QueuePolicy } from '../../electron/queue/policy.ts';
import type { ServicePort } from '../../electron/queue/ports.ts';
import type { JobStore } from '../../electron/queue/store.ts';
import type { FakeClock } from '../helpers/fake-clock.ts';
import { seeded, type Random } from '../sim/random.ts';

/** A service that carries a number of tasks and refuses more; and what it saw. */
export interface LimitedService {
  readonly port: ServicePort;
  submits: number;
  rejected: number;
  /** Milliseconds that all its tasks took together. */
  work: number;
}

/** As seen live for sibling tasks. */
const TASK_MS = { least: 17_000, most: 91_000 };
const UPLOAD_MS = 2_000;

/** @param limit tasks carried at a time, in secret; @param changesTo another limit from the `after`th task on */
export function limitedService(
  clock: FakeClock,
  random: Random,
  limit: number,
  changesTo?: { after: number; limit: number },
): LimitedService {
  const ends = new Map<string, number>();
  const wait = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));
  let serial = 0;
  const service: LimitedService = {
    submits: 0,
    rejected: 0,
    work: 0,
    port: {
      id: 'bench',
      async submit() {
        service.submits++;
        await wait(UPLOAD_MS);
        const now = clock.monotonic();
        const carried = [...ends.values()].filter((end) => end > now).length;
        const most = changesTo !== undefined && serial >= changesTo.after ? changesTo.limit : limit;
        if (carried >= most) {
          service.rejected++;
          const reason = { code: 'EXCEEDING_LIMITS', message: 'Too fast.' };
          return { kind: 'refused', failure: { kind: 'rate', reason } };
        }
        const taskId = `t${++serial}`;
        const takes = random.int(TASK_MS.least, TASK_MS.most);
        service.work += takes;
        ends.set(taskId, now + takes);
        return { kind: 'accepted', taskId };
      },
      async poll(taskId) {
        await wait(100);
        return ends.get(taskId)! > clock.monotonic()
          ? { kind: 'processing' }
          : { kind: 'done', url: `https://r.example/${taskId}` };
      },
      async download() {
        await wait(500);
        return { kind: 'saved', bytes: 1, contentType: 'image/jpeg' };
      },
      async credits() {
        return { kind: 'balance', credits: 1_000_000 };
      },
    },
  };
  return service;
}

/** Everything else that a scheduler needs, as fast as can be. */
export function benchDeps(
  store: JobStore,
  clock: FakeClock,
  service: ServicePort,
  policy: Partial<QueuePolicy> = {},
): SchedulerDeps {
  const random = seeded(7);
  return {
    store,
    clock,
    service,
    random: () => random.next(),
    policy: { ...DEFAULT_POLICY, ...policy },
    pictures: {
      prepare: async (_source, target) => ({
        kind: 'prepared',
        notes: [],
        submission: {
          path: `${target}.jpg`,
          bytes: 1,
          width: 1,
          height: 1,
          contentType: 'image/jpeg',
          extension: '.jpg',
        },
      }),
      check: async (path, submitted) => ({
        kind: 'picture',
        extension: '.jpg',
        width: 1,
        height: 1,
        unchanged: false,
        sha256: path,
        submittedSha256: submitted,
      }),
    },
    files: {
      fingerprint: async (path) => ({ sha256: path, picture: path, bytes: 1, modifiedAt: 1 }),
      unchanged: async () => true,
      exists: async () => true,
      rootIsThere: async () => true,
      size: async () => 1,
      sameBytes: async () => false,
      submissionTarget: (job) => job,
      downloadTarget: (job) => job,
      keep: async (key) => ({ submitted: key, retouched: key }),
      setAside: async () => undefined,
      isIntact: async () => true,
      sentCopy: async (_key, submission) => submission,
      putAside: async () => undefined,
      takeBack: async () => undefined,
      discard: async () => undefined,
    },
    exporter: { export: async (request) => ({ kind: 'exported', output: request.relativePath, details: {} }) },
  };
}

/** Lets `ms` pass, one timer after the other, and every promise in between. */
export async function pass(clock: FakeClock, ms: number): Promise<void> {
  const end = clock.monotonic() + ms;
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    const next = clock.pending()[0];
    const left = end - clock.monotonic();
    clock.advance(next === undefined ? left : Math.min(next, left));
    if (next === undefined || next > left) return;
  }
}

export function addPhotos(store: JobStore, batch: string, count: number): void {
  store.addBatch(
    {
      id: batch,
      service: 'bench',
      createdAt: 1,
      sourceRoot: 'in',
      outputRoot: 'out',
      options: {},
      maxCredits: undefined,
    },
    Array.from({ length: count }, (_, n) => ({
      id: `${batch}-${n}`,
      source: `in/${batch}/${n}.jpg`,
      relativePath: `${n}.jpg`,
      settings: { level: 0.5, multiFace: false },
    })),
  );
}
