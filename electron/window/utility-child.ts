import { utilityProcess } from 'electron';
import { childEnvironment } from '../base/child-environment.ts';

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
    env: childEnvironment(),
  });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (receive) => void child.on('message', receive),
    onExit: (ended) => void child.once('exit', () => ended()),
    kill: () => void child.kill(),
  };
}
