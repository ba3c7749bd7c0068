import { onTestFinished } from 'vitest';
import type { SchedulerDeps } from '../../../electron/queue/context.ts';
import type { Job, StateName } from '../../../electron/queue/job.ts';
import { DEFAULT_POLICY, type QueuePolicy } from '../../../electron/queue/policy.ts';
import type {
  CurrentPrint,
  CreditsAnswer,
  DownloadAnswer,
  ExportAnswer,
  ExportRequest,
  PollAnswer,
  PrepareAnswer,
  ServiceFailure,
  SubmitAnswer,
  SubmitRequest,
} from '../../../electron/queue/ports.ts';
import { Scheduler } from '../../../electron/queue/scheduler.ts';
import { JobStore } from '../../../electron/queue/store.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { REASON, SUBMISSION } from './samples.ts';
import { addBatch } from './store-fixture.ts';

export const fail = (kind: ServiceFailure['kind'], retryAfterMs?: number): ServiceFailure => ({
  kind,
  reason: { code: kind, message: `Words about ${kind}.` },
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** What a test says of a file that came back. */
export interface Checked {
  readonly kind: 'picture' | 'unfit' | 'damaged';
  /** Without it, no two files are alike. */
  readonly sha256?: string;
  readonly unchanged?: boolean;
}

/** A function whose answers the test gives: from `next` while there are any, else the usual one. */
export interface Script<A extends unknown[], R> {
  (...args: A): Promise<R>;
  readonly calls: A[];
  next: (R | ((...args: A) => R | Promise<R>))[];
  usual: (...args: A) => R | Promise<R>;
}

function script<A extends unknown[], R>(usual: (...args: A) => R | Promise<R>): Script<A, R> {
  const run = async (...args: A): Promise<R> => {
    run.calls.push(args);
    const planned = run.next.shift() ?? run.usual;
    return typeof planned === 'function' ? (planned as (...a: A) => R | Promise<R>)(...args) : planned;
  };
  run.calls = [] as A[];
  run.next = [] as (R | ((...args: A) => R | Promise<R>))[];
  run.usual = usual;
  return run;
}

/** A scheduler on a real store, in a world that does exactly what the test says. */
export interface Stage {
  readonly clock: FakeClock;
  readonly store: JobStore;
  scheduler: Scheduler;
  /** Files that are there. */
  readonly files: Set<string>;
  /** Originals that are no longer what they were. */
  readonly changed: Set<string>;
  /** Folders with originals whose drive was taken out. */
  readonly gone: Set<string>;
  readonly submit: Script<[SubmitRequest], SubmitAnswer>;
  readonly poll: Script<[string, AbortSignal], PollAnswer>;
  readonly download: Script<[string, string, AbortSignal], DownloadAnswer>;
  readonly credits: Script<[AbortSignal], CreditsAnswer>;
  readonly prepare: Script<[string, string, AbortSignal], PrepareAnswer>;
  /** Without more, every photo gets a file of its own that shows it. */
  readonly check: Script<[string], Checked>;
  readonly keep: Script<[string], undefined>;
  readonly exporter: Script<[ExportRequest, (output: string) => void, AbortSignal], ExportAnswer>;
  /** `job before>after` for every event, and troubles. */
  readonly told: string[];
  add(batch: string, ids: readonly string[], maxCredits?: number): void;
  state(job: string): StateName | undefined;
  job(job: string): Job;
  /** Lets promises go on, then `ms` pass, timer by timer. */
  pass(ms?: number): Promise<void>;
  /** A second scheduler on the same store, as after a restart. */
  restart(changes?: Partial<SchedulerDeps>): Scheduler;
}

/**
 * @param sha content of a source; two with the same are the same photo
 * @param print the same where bytes and picture differ; a source is unchanged while its time is the same
 */
export function stage(
  options: {
    policy?: Partial<QueuePolicy>;
    maxCredits?: number;
    sha?: (source: string) => string;
    print?: (source: string) => Pick<CurrentPrint, 'sha256' | 'picture'> & { readonly modifiedAt?: number };
    /** Whether all copies have the same bytes; no by default. */
    copiesAlike?: boolean;
    start?: boolean;
  } = {},
): Stage {
  const clock = createFakeClock();
  const store = new JobStore(':memory:', () => clock.now());
  const files = new Set<string>();
  const told: string[] = [];
  const changed = new Set<string>();
  const gone = new Set<string>();
  let tasks = 0;
  const scripts = {
    submit: script<[SubmitRequest], SubmitAnswer>(() => ({ kind: 'accepted', taskId: `t${++tasks}` })),
    poll: script<[string, AbortSignal], PollAnswer>((task) => ({ kind: 'done', url: `https://r.example/${task}` })),
    download: script<[string, string, AbortSignal], DownloadAnswer>((_url, path) => {
      files.add(path);
      return { kind: 'saved', bytes: 10, contentType: 'image/jpeg' };
    }),
    credits: script<[AbortSignal], CreditsAnswer>(() => ({ kind: 'balance', credits: 800 })),
    prepare: script<[string, string, AbortSignal], PrepareAnswer>((_source, target) => {
      files.add(`${target}.jpg`);
      return { kind: 'prepared', submission: { ...SUBMISSION, path: `${target}.jpg` }, notes: [] };
    }),
    check: script<[string], Checked>(() => ({ kind: 'picture' })),
    keep: script<[string], undefined>(() => undefined),
    exporter: script<[ExportRequest, (output: string) => void, AbortSignal], ExportAnswer>((request, reserve) => {
      const output = request.planned ?? `out/${request.relativePath}`;
      if (request.planned === undefined) reserve(output);
      return { kind: 'exported', output, details: {} };
    }),
  };
  const sha = options.sha ?? ((source: string) => `sha-${source}`);
  const print = (source: string): CurrentPrint => ({
    ...(options.print?.(source) ?? { sha256: sha(source), picture: sha(source) }),
    bytes: 10,
    modifiedAt: options.print?.(source).modifiedAt ?? 1,
  });
  const deps: SchedulerDeps = {
    store,
    clock,
    random: () => 0.5,
    policy: { ...DEFAULT_POLICY, ...options.policy },
    ...(options.maxCredits !== undefined && { maxCredits: options.maxCredits }),
    service: {
      id: 'svc',
      submit: scripts.submit,
      poll: scripts.poll,
      download: scripts.download,
      credits: scripts.credits,
    },
    pictures: {
      prepare: scripts.prepare,
      check: async (path, submitted) => {
        const { kind, sha256 = `of ${path}`, unchanged = false } = await scripts.check(path);
        const came = { extension: '.jpg', sha256, submittedSha256: `of ${submitted}` } as const;
        switch (kind) {
          case 'picture':
            return { kind, ...came, width: 5, height: 5, unchanged };
          case 'unfit':
            return { kind, ...came, reason: REASON };
          case 'damaged':
            return { kind, reason: REASON };
        }
      },
    },
    files: {
      fingerprint: async (path) => print(path),
      unchanged: async (path, { modifiedAt }) =>
        !changed.has(path) && (options.print === undefined || print(path).modifiedAt === modifiedAt),
      exists: async (path) => files.has(path),
      rootIsThere: async (root) => !gone.has(root),
      size: async (path) => (files.has(path) ? SUBMISSION.bytes : 0),
      sameBytes: async (a, b) => files.has(a) && files.has(b) && (options.copiesAlike ?? false),
      submissionTarget: (job) => `work/${job}.submission`,
      downloadTarget: (job) => `work/${job}.download`,
      async keep(key, submission, download, extension) {
        await scripts.keep(key);
        const kept = { submitted: `results/${key}.sent.jpg`, retouched: `results/${key}${extension}` };
        for (const path of [submission, download]) {
          if (!files.delete(path)) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
        }
        files.add(kept.submitted).add(kept.retouched);
        return kept;
      },
      isIntact: async () => true,
      async setAside({ submitted, retouched }) {
        for (const path of [submitted, retouched]) files.delete(path);
      },
      async sentCopy(key, submission) {
        return [submission, `results/${key}.sent.jpg`].find((path) => files.has(path));
      },
      async putAside(job, path, extension) {
        if (files.delete(path)) files.add(`work/${job}.not-this-photo${extension}`);
      },
      async takeBack(job, kept) {
        if (files.delete(kept.retouched)) files.add(`work/${job}.not-this-photo.jpg`);
        if (files.delete(kept.submitted)) files.add(`work/${job}.submission.jpg`);
      },
      async discard(job) {
        for (const path of files) if (path.startsWith(`work/${job}.`)) files.delete(path);
      },
    },
    exporter: { export: scripts.exporter },
  };
  const begin = (changes: Partial<SchedulerDeps> = {}): Scheduler => {
    const scheduler = new Scheduler({ ...deps, ...changes });
    scheduler.on('job', (job, before) => told.push(`${job.id} ${before}>${job.state}`));
    scheduler.on('trouble', (reason) => told.push(`trouble ${reason.code}`));
    return scheduler;
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const it: Stage = {
    ...scripts,
    clock,
    store,
    files,
    changed,
    gone,
    told,
    scheduler: begin(),
    add(batch, ids, maxCredits) {
      addBatch(store, batch, ids, maxCredits);
      it.scheduler.poke();
    },
    state: (job) => store.job(job)?.state,
    job: (job) => store.job(job)!,
    async pass(ms = 0) {
      const end = clock.monotonic() + ms;
      for (;;) {
        await settle();
        const next = clock.pending()[0];
        const left = end - clock.monotonic();
        clock.advance(next === undefined ? left : Math.min(next, left));
        if (next === undefined || next > left) break;
      }
      await settle();
    },
    restart(changes) {
      it.scheduler = begin(changes);
      it.scheduler.start();
      return it.scheduler;
    },
  };
  if (options.start ?? true) it.scheduler.start();
  onTestFinished(async () => {
    const stopped = it.scheduler.stop(0);
    await it.pass(1);
    await stopped;
    store.close();
  });
  return it;
}
