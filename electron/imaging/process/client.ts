import { assertNever } from '../../base/assert.ts';
import { systemClock, type Clock } from '../../base/clock.ts';
import { ReasonError, type Reason } from '../../base/reason.ts';
import { localAnswer, SystemError, troubleOf, type LocalAnswer } from '../../base/system-errors.ts';
import type { Checked } from '../check/check.ts';
import type { PhotoFactsAnswer } from '../view/photo-facts.ts';
import type { FullSizeAnswer, FullSizeRequest } from '../result/full-size-types.ts';
import type { Placeholder } from '../view/placeholder.ts';
import type { Probed } from '../open/probe.ts';
import type { Prepared } from '../submission/submission.ts';
import type { View, ViewRequest } from '../view/thumbnail.ts';
import { FULL_VIEW, PREVIEW, THUMBNAIL } from '../view/view-sizes.ts';
import type { FileKeys } from '../../formats/picture-key/picture-key.ts';
import type { ImagingChild, SpawnImaging } from './child.ts';
import { TIME_LIMIT_MS, type FromChild, type Operation, type Operations } from './protocol.ts';

export type ViewOptions = Partial<Pick<ViewRequest, 'longestSide' | 'format' | 'quality'>>;

/**
 * All picture work, done in a process of its own. Every method rejects with the signal's reason when it is aborted. A
 * process that dies is started again: what ran in it is tried once more, by itself, and fails with a plain reason if the
 * process dies again. What the file system or a decoder has to say comes as an answer, not as a rejection; `check` rejects
 * with a `SystemError` if this computer could not look at the file.
 */
export interface Imaging {
  /** Starts the process if there is none, so that the first picture does not wait for it. */
  warm(): void;
  probe(path: string, signal?: AbortSignal): Promise<Probed>;
  /** What the camera and other programs noted about a photo. */
  photoFacts(path: string, signal?: AbortSignal): Promise<PhotoFactsAnswer>;
  /** A small picture out of the file itself, to show until there is a thumbnail. */
  placeholder(path: string, signal?: AbortSignal): Promise<Placeholder>;
  /** Hashes a file's bytes, and the picture in it. Reads the whole file; rejects as `check` does. */
  fileKeys(path: string, signal?: AbortSignal): Promise<FileKeys>;
  /** Writes `target` + extension. */
  prepare(source: string, target: string, signal: AbortSignal): Promise<Prepared>;
  /** `submitted`: the file that was sent, which the picture at `path` must show. */
  check(path: string, submitted: string, signal: AbortSignal): Promise<Checked>;
  /** Writes exactly `target`. */
  thumbnail(source: string, target: string, options?: ViewOptions, signal?: AbortSignal): Promise<View>;
  /** As `thumbnail`, larger. `longestSide: 'full'` is the picture's own size, a JPEG of quality 92. */
  preview(source: string, target: string, options?: ViewOptions, signal?: AbortSignal): Promise<View>;
  fullSize(
    request: FullSizeRequest,
    signal: AbortSignal,
    onProgress?: (fraction: number) => void,
  ): Promise<FullSizeAnswer>;
  /** Ends the process; whatever still runs rejects. Resolves when the process is gone. */
  close(): Promise<void>;
}

export interface ImagingOptions {
  readonly spawn: SpawnImaging;
  readonly clock?: Clock;
}

interface Job {
  readonly id: number;
  readonly operation: Operation;
  readonly request: unknown;
  readonly onProgress: ((fraction: number) => void) | undefined;
  readonly settle: (ending: { readonly answer: unknown } | { readonly error: Error }) => void;
  started: boolean;
  /** How often the process died while this ran. */
  deaths: number;
  stopTimer: (() => void) | undefined;
}

const DIED: Reason = {
  code: 'imaging-died',
  message: 'The picture could not be worked on: the helper program stopped twice while it tried.',
};
const TOO_SLOW: Reason = {
  code: 'imaging-too-slow',
  message: 'The picture could not be worked on: it took far too long.',
};
const NO_START: Reason = {
  code: 'imaging-no-start',
  message: 'The helper program for pictures does not start. Installing Afterglow again may help.',
};
const CLOSED: Reason = { code: 'imaging-closed', message: 'Afterglow is closing.' };

/** Starts the imaging process when it is first needed, and again when it has gone. */
export function startImaging(options: ImagingOptions): Imaging {
  const client = new ImagingClient(options.spawn, options.clock ?? systemClock);
  return {
    warm: () => client.warm(),
    probe: (path, signal) => client.call('probe', { path }, signal),
    photoFacts: (path, signal) => client.call('photoFacts', { path }, signal).catch(asLocal),
    placeholder: (path, signal) => client.call('placeholder', { path }, signal).catch(asLocal),
    prepare: (source, target, signal) => client.call('prepare', { source, target }, signal).catch(asLocal),
    fileKeys: (path, signal) => client.call('fileKeys', { path }, signal),
    check: (path, submitted, signal) => client.call('check', { path, submitted }, signal),
    thumbnail: (source, target, view = {}, signal) =>
      client.call('thumbnail', { source, target, ...THUMBNAIL, ...view }, signal).catch(asLocal),
    preview: (source, target, view = {}, signal) =>
      client.call('preview', { source, target, ...previewDefaults(view), ...view }, signal).catch(asLocal),
    fullSize: (request, signal, onProgress) => client.call('fullSize', request, signal, onProgress).catch(asLocal),
    close: () => client.close(),
  };
}

function previewDefaults({ longestSide }: ViewOptions): Pick<ViewRequest, 'longestSide' | 'format' | 'quality'> {
  return longestSide === 'full' || longestSide === Infinity ? FULL_VIEW : PREVIEW;
}

/** A job that could not be done here and now is an answer of its own kind; aborts stay rejections. */
function asLocal(error: unknown): LocalAnswer {
  if (error instanceof ReasonError && error.reason.code !== CLOSED.code)
    return localAnswer(troubleOf(error, 'original'));
  throw error;
}

/** A process that ends this often without beginning a job never will. */
const MAX_FRUITLESS = 3;

class ImagingClient {
  readonly #spawn: SpawnImaging;
  readonly #clock: Clock;
  readonly #jobs = new Map<number, Job>();
  /** Jobs during which a process died. They run one at a time, so that the guilty one takes no other with it. */
  readonly #suspects: Job[] = [];
  #child: ImagingChild | undefined;
  #nextId = 1;
  /** Processes in a row that ended before they began any job, though not on purpose. */
  #fruitless = 0;
  /** The process is about to end, on purpose: nothing is sent to it, and nothing it says counts. */
  #leaving = false;
  #closed = false;
  readonly #gone = Promise.withResolvers<void>();

  constructor(spawn: SpawnImaging, clock: Clock) {
    this.#spawn = spawn;
    this.#clock = clock;
  }

  call<K extends Operation>(
    operation: K,
    request: Operations[K]['request'],
    signal?: AbortSignal,
    onProgress?: (fraction: number) => void,
  ): Promise<Operations[K]['answer']> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(reasonError(CLOSED));
      if (signal?.aborted) return reject(signal.reason as Error);
      const onAbort = (): void => {
        this.#child?.send({ kind: 'abort', id: job.id });
        this.#finish(job, { error: signal?.reason as Error });
      };
      const job: Job = {
        id: this.#nextId++,
        operation,
        request,
        onProgress,
        settle: (ending) => {
          signal?.removeEventListener('abort', onAbort);
          if ('error' in ending) reject(ending.error);
          else resolve(ending.answer as Operations[K]['answer']);
        },
        started: false,
        deaths: 0,
        stopTimer: undefined,
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#jobs.set(job.id, job);
      // While suspects are being tried, others wait: see #next.
      if (this.#suspects.length === 0) this.#send(job);
    });
  }

  warm(): void {
    if (!this.#closed && !this.#leaving) this.#child ??= this.#start();
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#failAll(CLOSED);
      if (this.#child === undefined) this.#gone.resolve();
      else this.#child.kill();
    }
    return this.#gone.promise;
  }

  #send(job: Job): void {
    if (this.#leaving) return; // sent by #resume, to the next process
    this.#child ??= this.#start();
    this.#child.send({ kind: 'run', id: job.id, operation: job.operation, request: job.request });
  }

  #start(): ImagingChild {
    const child = this.#spawn();
    child.onMessage((message) => {
      if (child === this.#child && !this.#leaving) this.#receive(message as FromChild);
    });
    child.onExit(() => {
      if (child === this.#child) this.#ended();
    });
    return child;
  }

  #receive(message: FromChild): void {
    if (message.kind === 'ready') return;
    if (message.kind === 'retiring') {
      // Ended from here, where all its answers have arrived.
      this.#leaving = true;
      this.#child?.kill();
      return;
    }
    const job = this.#jobs.get(message.id);
    if (job === undefined) return; // aborted meanwhile
    switch (message.kind) {
      case 'started':
        this.#fruitless = 0;
        job.started = true;
        job.stopTimer = this.#clock.after(TIME_LIMIT_MS[job.operation], () => this.#tooSlow(job));
        return;
      case 'progress':
        job.onProgress?.(message.fraction);
        return;
      case 'done':
        return this.#finish(job, { answer: message.answer });
      case 'failed':
        return this.#finish(job, {
          error: message.trouble === undefined ? reasonError(message.reason) : new SystemError(message.trouble),
        });
      default:
        return assertNever(message);
    }
  }

  /** The process hangs in one job: it alone fails, the others are sent to the next process unharmed. */
  #tooSlow(job: Job): void {
    this.#forget(job, { error: reasonError(TOO_SLOW) });
    for (const other of this.#jobs.values()) {
      other.stopTimer?.();
      other.started = false;
    }
    this.#leaving = true;
    this.#child?.kill();
  }

  #ended(): void {
    this.#child = undefined;
    if (this.#closed) return this.#gone.resolve();
    const ran = [...this.#jobs.values()].filter((job) => job.started);
    if (!this.#leaving) this.#fruitless++;
    this.#leaving = false;
    for (const job of ran) {
      job.stopTimer?.();
      job.stopTimer = undefined;
      job.started = false;
      job.deaths++;
      if (!this.#suspects.includes(job)) this.#suspects.push(job);
    }
    for (const job of ran.filter((each) => each.deaths > 1)) this.#forget(job, { error: reasonError(DIED) });
    if (this.#fruitless > MAX_FRUITLESS) return this.#failAll(NO_START);
    this.#resume();
  }

  /** Ends a job. If it was the suspect being tried, the next one follows, or everything that waited for the last. */
  #finish(job: Job, ending: { readonly answer: unknown } | { readonly error: Error }): void {
    const wasTried = this.#suspects[0] === job;
    this.#forget(job, ending);
    if (wasTried) this.#resume();
  }

  #forget(job: Job, ending: { readonly answer: unknown } | { readonly error: Error }): void {
    job.stopTimer?.();
    job.stopTimer = undefined;
    this.#jobs.delete(job.id);
    const at = this.#suspects.indexOf(job);
    if (at >= 0) this.#suspects.splice(at, 1);
    job.settle(ending);
  }

  #failAll(reason: Reason): void {
    this.#fruitless = 0;
    for (const job of [...this.#jobs.values()]) this.#forget(job, { error: reasonError(reason) });
  }

  /** Sends what waits. Only called when the process holds none of it. */
  #resume(): void {
    const [suspect] = this.#suspects;
    if (suspect) this.#send(suspect);
    else for (const job of this.#jobs.values()) this.#send(job);
  }
}

function reasonError(reason: Reason): ReasonError {
  return new ReasonError(reason.code, reason.message);
}
