import { noAnswer } from '../../base/answering.ts';
import { assertNever } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { ReasonError, type Reason } from '../../base/reason.ts';
import { SystemError } from '../../base/system-errors.ts';
import type { ImagingChild, SpawnImaging } from './child.ts';
import { parseAnswer, parseMessage } from './parse.ts';
import { SILENCE_LIMITED, TIME_LIMIT_MS, type FromChild, type Operation, type Operations } from './protocol.ts';

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
const NONSENSE: Reason = {
  code: 'imaging-nonsense',
  message: 'The picture could not be worked on: the helper program gave an answer that makes no sense.',
};
export const CLOSED: Reason = { code: 'imaging-closed', message: 'Afterglow is closing.' };

/** A process that ends this often without beginning a job never will. */
const MAX_FRUITLESS = 3;

/** A process that was killed and does not end reads from a drive that does not answer. Milliseconds. */
const LEAVE_AFTER_MS = 3_000;

/** The operations under way, and the process that works on them. */
export class Calls {
  readonly #spawn: SpawnImaging;
  readonly #clock: Clock;
  readonly #jobs = new Map<number, Job>();
  /** Jobs during which a process died. They run one at a time, so that the guilty one takes no other with it. */
  readonly #suspects: Job[] = [];
  /** Operations that were broken off and have not ended in the process yet: id -> stops their time limit. */
  readonly #left = new Map<number, () => void>();
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
        // One that hangs would keep its place for ever, and there are few.
        if (job.started)
          this.#left.set(
            job.id,
            this.#clock.after(TIME_LIMIT_MS[operation], () => this.#replace()),
          );
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
      else {
        this.#child.kill();
        const cancel = this.#clock.after(LEAVE_AFTER_MS, () => this.#gone.resolve());
        void this.#gone.promise.then(cancel);
      }
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
      if (child === this.#child && !this.#leaving) this.#hear(message);
    });
    child.onExit(() => {
      if (child === this.#child) this.#ended();
    });
    return child;
  }

  /** A process that says what makes no sense is not to be worked with: it counts as one that died. */
  #hear(said: unknown): void {
    const message = parseMessage(said);
    if (message === undefined) this.#child?.kill();
    else this.#receive(message);
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
    if (job === undefined) {
      // Aborted meanwhile.
      if (message.kind === 'done' || message.kind === 'failed') this.#forgetLeft(message.id);
      return;
    }
    switch (message.kind) {
      case 'started':
        this.#fruitless = 0;
        job.started = true;
        this.#limit(job);
        return;
      case 'progress':
        if (SILENCE_LIMITED.has(job.operation)) this.#limit(job);
        job.onProgress?.(message.fraction);
        return;
      case 'done': {
        const answer = parseAnswer(job.operation, job.request, message.answer);
        return this.#finish(job, answer === undefined ? { error: reasonError(NONSENSE) } : { answer });
      }
      case 'failed':
        return this.#finish(job, {
          error: message.trouble === undefined ? reasonError(message.reason) : new SystemError(message.trouble),
        });
      default:
        return assertNever(message);
    }
  }

  #limit(job: Job): void {
    job.stopTimer?.();
    job.stopTimer = this.#clock.after(TIME_LIMIT_MS[job.operation], () => this.#tooSlow(job));
  }

  /** The process hangs in one job: it alone fails, the others are sent to the next process unharmed. */
  #tooSlow(job: Job): void {
    const { path } = job.request as { readonly path?: string };
    const silent = SILENCE_LIMITED.has(job.operation) && path !== undefined;
    this.#forget(job, { error: silent ? noAnswer(path) : reasonError(TOO_SLOW) });
    this.#replace();
  }

  #replace(): void {
    if (this.#closed) return;
    for (const other of this.#jobs.values()) {
      other.stopTimer?.();
      other.started = false;
    }
    this.#leaving = true;
    this.#child?.kill();
  }

  #ended(): void {
    this.#child = undefined;
    for (const id of this.#left.keys()) this.#forgetLeft(id);
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

  #forgetLeft(id: number): void {
    this.#left.get(id)?.();
    this.#left.delete(id);
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
