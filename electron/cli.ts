import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdsThreads } from './base/answering.ts';
import { systemClock } from './base/clock.ts';
import { runCli } from './cli/main.ts';
import { stopCauses } from './cli/stop-causes.ts';
import type { World } from './cli/world.ts';
import { forkImaging } from './engine/index.ts';

/** The command line's composition root: the same services as the app, without Electron. */

/** The bundle lies in out/main, beside the programs that it starts. */
const beside = (name: string): URL => new URL(name, import.meta.url);

const packageFile = fileURLToPath(beside('../../package.json'));
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

const world: World = {
  version,
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: systemClock,
  defaultDataDir: appDataDir(),
  spawnImaging: forkImaging(fileURLToPath(beside('imaging-process.js'))),
  demoWorker: beside('demo-worker.js'),
  samples: fileURLToPath(beside('../samples')),
  ...stopCauses(process, [process.stdout, process.stderr]),
  abandon: endNow,
};

process.exitCode = await runCli(process.argv.slice(2), world);
if (holdsThreads()) endNow(process.exitCode);

/** Where Electron keeps the app's data on this system, so that both share one queue. */
function appDataDir(): string {
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Afterglow');
    case 'win32':
      return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Afterglow');
    default:
      return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Afterglow');
  }
}

/**
 * Ends the program although a thread waits for a drive that never answers: `process.exit` would wait for it, too. Becoming another
 * program takes all threads along. Windows ends threads by itself.
 */
function endNow(code: number): never {
  const shell = '/bin/sh';
  if (process.execve !== undefined && process.platform !== 'win32' && existsSync(shell)) {
    process.execve(shell, [shell, '-c', `exit ${code}`], {});
  }
  return process.exit(code);
}
