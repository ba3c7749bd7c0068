import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { ReasonError } from '../base/reason.ts';
import { isErrorCode } from './error-codes.ts';
import type { ErrorCode } from './error-codes.ts';
import type { StruckFault } from './fault-plan.ts';
import { CREDITS_PER_PHOTO } from './purse.ts';
import type { Purse } from './purse.ts';
import type { ResultFiles } from './result-files.ts';
import type { DemoEvent, LedgerEntry, ResultFormat, RetouchPort, RetouchWish, TaskView } from './types.ts';

/** Tasks and results are deleted this long after the end of the task, milliseconds. */
export const RESULT_LIFE_MS = 24 * 3_600_000;

export type TaskState =
  | { readonly kind: 'queued' | 'processing' }
  | { readonly kind: 'done'; readonly contentType: string }
  /** Ended with an error that every question is answered with. */
  | { readonly kind: 'refused'; readonly code: ErrorCode }
  /** Reported as `task_status` 3. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'lost' };

export interface Task {
  readonly id: string;
  readonly submittedAt: number;
  readonly sha256: string;
  readonly wish: RetouchWish;
  state: TaskState;
  endedAt: number | undefined;
}

export interface TaskBookParts {
  readonly clock: Clock;
  readonly retouch: RetouchPort;
  readonly format: ResultFormat;
  readonly strictFaces: boolean;
  readonly purse: Purse;
  readonly files: ResultFiles;
  readonly ledger: LedgerEntry[];
  readonly queuedMs: number;
  /** How long the next task is in processing at least. */
  readonly latencyMs: () => number;
  readonly tell: (event: DemoEvent) => void;
}

export interface TaskBook {
  inFlight(): number;
  /** Takes a picture in. `fate` is a fault that the task is to meet. */
  accept(picture: Buffer, wish: RetouchWish, fate: StruckFault | undefined): Task;
  find(id: string): Task | 'unknown' | 'expired';
  /** Resolves when the task has ended, in whichever way, or the book is closed. */
  ended(task: Task): Promise<void>;
  views(): TaskView[];
  close(): Promise<void>;
}

/**
 * The tasks of the service. A task is queued, then processing, and ends when its time is up *and* its picture is retouched; only then is it billed.
 * A refusal is known as soon as the retouch says so. Tasks that have ended never change again, except that they are deleted after 24 hours.
 */
export function openTaskBook(parts: TaskBookParts): TaskBook {
  const { clock, tell } = parts;
  const tasks = new Map<string, Task>();
  const waiting = new Map<string, (() => void)[]>();
  const timers = new Set<() => void>();
  let closed = false;

  const inFlight = () => [...tasks.values()].filter(({ endedAt }) => endedAt === undefined).length;

  const end = (task: Task, state: TaskState) => {
    task.state = state;
    task.endedAt = clock.now();
    tell({ kind: state.kind === 'done' ? 'done' : 'refused', taskId: task.id });
    for (const wake of waiting.get(task.id) ?? []) wake();
    waiting.delete(task.id);
  };

  const after = (ms: number, fn: () => void) => {
    if (ms <= 0) return fn();
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      fn();
    });
    timers.add(cancel);
  };

  const process = async (task: Task, picture: Buffer, timeUp: Promise<void>) => {
    try {
      const result = await parts.retouch(picture, task.wish, parts.format);
      if (closed) return;
      if (parts.strictFaces && result.faces === 0) return end(task, { kind: 'refused', code: 'ERROR_NO_FACE_IN_FILE' });
      await parts.files.put(task.id, result.bytes);
      await timeUp;
      if (closed) return;
      parts.purse.charge();
      const { sha256, wish } = task;
      parts.ledger.push({ taskId: task.id, at: clock.now(), credits: CREDITS_PER_PHOTO, sha256, ...wish });
      end(task, { kind: 'done', contentType: result.contentType });
    } catch (error) {
      if (closed) return;
      const code =
        error instanceof ReasonError && isErrorCode(error.reason.code) ? error.reason.code : 'PROCESSING_FAILURE';
      end(task, { kind: 'refused', code });
    }
  };

  const begin = (task: Task, picture: Buffer) => {
    const timeUp = new Promise<void>((resolve) => {
      after(parts.queuedMs, () => {
        if (task.endedAt !== undefined) return;
        task.state = { kind: 'processing' };
        tell({ kind: 'processing', taskId: task.id });
        after(parts.latencyMs(), resolve);
      });
    });
    void process(task, picture, timeUp);
  };

  return {
    inFlight,
    accept(picture, wish, fate) {
      const id = `demo-${randomBytes(12).toString('hex')}`;
      const sha256 = createHash('sha256').update(picture).digest('hex');
      const task: Task = { id, submittedAt: clock.now(), sha256, wish, state: { kind: 'queued' }, endedAt: undefined };
      tasks.set(id, task);
      tell({ kind: 'submitted', taskId: id });
      if (fate === undefined) begin(task, picture);
      else meet(task, fate, end);
      return task;
    },
    find(id) {
      const task = tasks.get(id);
      if (task === undefined || task.state.kind === 'lost') return 'unknown';
      return clock.now() < (task.endedAt ?? task.submittedAt) + RESULT_LIFE_MS ? task : 'expired';
    },
    ended: (task) =>
      new Promise((resolve) => {
        if (closed || task.endedAt !== undefined) return resolve();
        waiting.set(task.id, [...(waiting.get(task.id) ?? []), resolve]);
      }),
    views: () =>
      [...tasks.values()].map(({ id, state, submittedAt, sha256, wish }) => ({
        taskId: id,
        status: state.kind,
        submittedAt,
        sha256,
        ...wish,
      })),
    async close() {
      closed = true;
      for (const cancel of timers) cancel();
      for (const wakes of waiting.values()) for (const wake of wakes) wake();
      await parts.files.close();
    },
  };
}

function meet(task: Task, { fault, param }: StruckFault, end: (task: Task, state: TaskState) => void) {
  if (fault.act.kind !== 'fate') throw new Error(`${fault.name} is no fate of a task`);
  switch (fault.act.fate) {
    case 'endless':
      task.state = { kind: 'processing' };
      return;
    case 'refused':
      return end(task, {
        kind: 'refused',
        code: param !== undefined && isErrorCode(param) ? param : 'ERROR_BLURRY_FACE',
      });
    case 'failed':
      return end(task, { kind: 'failed' });
    case 'lost':
      return end(task, { kind: 'lost' });
  }
}
