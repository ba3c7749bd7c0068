import { utilityProcess } from 'electron';

/** A helper process as its room's port wants it. */
export interface UtilityChild {
  send(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  onExit(ended: () => void): void;
  kill(): void;
}

/**
 * Starts one of the app's own programs in a process beside Electron's. A utility process, because packaged apps switch
 * off the way to run Electron as plain Node.
 *
 * @param entry absolute path of the bundled program
 * @param name what task managers show
 */
export function startUtility(entry: string, name: string): UtilityChild {
  const child = utilityProcess.fork(entry, [], {
    serviceName: name,
    stdio: 'ignore',
    // glibc keeps a heap for every thread otherwise, and libvips has many: half the resident memory.
    env: { ...process.env, MALLOC_ARENA_MAX: process.env['MALLOC_ARENA_MAX'] ?? '2' },
  });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (receive) => void child.on('message', receive),
    onExit: (ended) => void child.once('exit', () => ended()),
    kill: () => void child.kill(),
  };
}
