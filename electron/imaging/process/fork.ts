import { fork } from 'node:child_process';
import type { ImagingChild, SpawnImaging } from './child.ts';
import { childEnvironment } from '../../base/child-environment.ts';

/**
 * Starts imaging processes with plain Node, for the command line and the tests.
 *
 * @param entry absolute path of the bundled (or, in tests, the TypeScript) `imaging-process`
 * @param more set in its environment, which otherwise is that of every helper
 */
export function forkImaging(entry: string, more: Readonly<Record<string, string>> = {}): SpawnImaging {
  return (): ImagingChild => {
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...childEnvironment(), ...more },
    });
    return {
      // The callback takes the error of a channel that closes at this moment; `exit` tells the rest.
      send: (message) => void (child.connected && child.send(message as object, () => undefined)),
      onMessage: (receive) => void child.on('message', receive),
      onExit: (ended) => {
        let told = false;
        const once = (): void => {
          if (!told) ended();
          told = true;
        };
        // `close` comes after the last message; `error` alone when the process could not even be started.
        child.once('close', once);
        child.once('error', once);
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
