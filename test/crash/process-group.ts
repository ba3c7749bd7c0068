import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly ended: Promise<Ended>;
  /** Kills the program alone (`app`), or everything that it started too (`all`). */
  kill(victims: 'app' | 'all'): void;
  /** Sends a signal to the program alone. */
  send(name: NodeJS.Signals): void;
  /** Goes away as its reader: whatever it writes there from now on breaks. */
  stopReading(output: 'stdout' | 'stderr'): void;
  /** Resolves once it has said something like this on stderr. */
  says(pattern: RegExp): Promise<void>;
}

const PATIENCE_MS = 60_000;
const LOOK_MS = 10;
/** Groups that are alive: none may outlive the tests, however those end. */
const alive = new Set<number>();
process.on('exit', () => {
  for (const group of alive) signal(group, 'SIGKILL');
});

/**
 * Starts a TypeScript program in a process group of its own. `ended` resolves when every process of the group has gone: a
 * program that was killed alone leaves an imaging process behind, which must notice and end by itself. Rejects when a program does not end,
 * or leaves such an orphan behind.
 */
export function start(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [file, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const group = child.pid;
  if (group === undefined) throw new Error(`${file} could not be started`);
  alive.add(group);
  const exit = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('exit', (code, name) => resolve([code, name]));
  });
  const overdue = new AbortController();
  const watchdog = async (): Promise<never> => {
    await pause(PATIENCE_MS, undefined, { signal: overdue.signal });
    signal(group, 'SIGKILL');
    throw new Error(`${file} did not end within ${PATIENCE_MS / 1000} s`);
  };
  const work = async (): Promise<Ended> => {
    const [[code, name], stdout, stderr] = await Promise.all([exit, said(child.stdout), said(child.stderr)]);
    // Of a process that is nobody's child any more the system sends no event.
    for (let waited = 0; signal(group, 0); waited += LOOK_MS) {
      if (waited > PATIENCE_MS / 2) throw new Error(`a process that ${file} started outlived it`);
      await pause(LOOK_MS);
    }
    alive.delete(group);
    return { code, signal: name, stdout, stderr };
  };
  const ended = Promise.race([work(), watchdog()]).finally(() => overdue.abort());
  return {
    ended,
    kill: (victims) => void signal(group, 'SIGKILL', victims === 'app'),
    send: (name) => void signal(group, name, true),
    stopReading: (output) => void child[output].destroy(),
    async says(pattern) {
      let heard = '';
      for await (const [piece] of on(child.stderr, 'data', { close: ['close'] }) as AsyncIterable<[string]>) {
        if (pattern.test((heard += piece))) return;
      }
      throw new Error(`${file} never said ${String(pattern)}, but: ${heard}`);
    },
  };
}

/** Everything that comes out of a stream until it ends, or until nobody wants to read it any more. */
async function said(stream: Readable): Promise<string> {
  let all = '';
  stream.setEncoding('utf8').on('data', (piece: string) => (all += piece));
  await once(stream, 'close');
  return all;
}

/** Sends a signal to a group, or to its leader alone; 0 only asks. False when there is nobody. */
function signal(group: number, name: NodeJS.Signals | 0, leaderOnly = false): boolean {
  try {
    return process.kill(leaderOnly ? group : -group, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
