import { Worker } from 'node:worker_threads';
import { childEnvironment } from '../base/child-environment.ts';
import { ReasonError, messageOf } from '../base/reason.ts';
import type { RetouchMessage, RetouchReply } from './retouch-messages.ts';
import type { Retouched, RetouchPort } from './types.ts';

export interface RetouchWorkers {
  readonly retouch: RetouchPort;
  /** Lets go of the threads; what is not done rejects. */
  close(): Promise<void>;
}

interface Job {
  readonly message: RetouchMessage & { readonly kind: 'retouch' };
  readonly resolve: (result: Retouched) => void;
  readonly reject: (error: Error) => void;
}

/** One thread's place: the thread, once there is work for it, and what it works on. */
interface Seat {
  worker: Worker | undefined;
  job: Job | undefined;
}

/**
 * Retouches on up to `count` worker threads that run `entry`, first come, first served. A thread is started when there is work for it; one that dies fails its
 * picture with `PROCESSING_FAILURE` and is replaced for the next one, so that a picture that kills threads can't stop the others.
 * Idle threads do not keep the program alive.
 */
export function startRetouchWorker(entry: URL | string, count = 1): RetouchWorkers {
  const seats: Seat[] = Array.from({ length: count }, () => ({ worker: undefined, job: undefined }));
  const queue: Job[] = [];
  let lastId = 0;
  let closed = false;

  const serve = (seat: Seat) => {
    if (closed || seat.job !== undefined) return;
    const job = queue.shift();
    if (job === undefined) return;
    seat.job = job;
    seat.worker ??= hire(seat);
    seat.worker.ref();
    seat.worker.postMessage(job.message, [job.message.bytes.buffer]);
  };

  const finish = (seat: Seat, settle: (job: Job) => void) => {
    const job = seat.job;
    seat.job = undefined;
    if (job) settle(job);
    seat.worker?.unref();
    serve(seat);
  };

  const hire = (seat: Seat): Worker => {
    const worker = new Worker(entry, { env: childEnvironment() });
    let cause: unknown;
    worker.on('message', (reply: RetouchReply) => {
      finish(seat, (job) => {
        if (reply.kind === 'retouched') job.resolve(reply);
        else job.reject(new ReasonError(reply.code, reply.message));
      });
    });
    worker.on('error', (error: unknown) => {
      cause = error;
    });
    worker.on('exit', () => {
      seat.worker = undefined;
      const why = cause === undefined ? 'the thread stopped' : messageOf(cause);
      finish(seat, (job) => job.reject(new ReasonError('PROCESSING_FAILURE', `The demo retouch failed: ${why}.`)));
    });
    return worker;
  };

  return {
    retouch: (picture, wish, format) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new ReasonError('PROCESSING_FAILURE', 'The demo retouch was closed.'));
        lastId += 1;
        // A copy, because its memory moves to the thread.
        const message = { kind: 'retouch', id: lastId, bytes: new Uint8Array(picture), wish, format } as const;
        queue.push({ message, resolve, reject });
        for (const seat of seats) serve(seat);
      }),
    async close() {
      closed = true;
      const ended = new ReasonError('PROCESSING_FAILURE', 'The demo retouch was closed.');
      for (const job of queue.splice(0)) job.reject(ended);
      await Promise.all(
        seats.map(async ({ worker, job }) => {
          if (worker === undefined) return;
          const exit = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
          worker.ref();
          // An idle thread leaves on its own: ending it from outside could catch the image library halfway through its own clean-up.
          if (job === undefined) worker.postMessage({ kind: 'stop' } satisfies RetouchMessage);
          else await worker.terminate();
          await exit;
        }),
      );
    },
  };
}
