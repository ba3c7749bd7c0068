/** The real command line from its sources, with a fast clock; arguments as usual, clock and data folder from the environment. */
import { fileURLToPath } from 'node:url';
import { runCli } from '../../electron/cli/main.ts';
import { stopCauses } from '../../electron/cli/stop-causes.ts';
import { forkImaging } from '../../electron/engine/index.ts';
import { fastClock } from './fast-clock.ts';
import { cutOrders, type Orders } from './orders.ts';

const { speed, epoch } = JSON.parse(process.env['AFTERGLOW_TEST_CLOCK'] ?? '') as Orders['clock'];

process.exitCode = await runCli(process.argv.slice(2), {
  version: '0.0.0',
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: fastClock(speed, epoch),
  defaultDataDir: process.env['AFTERGLOW_TEST_DATA'] ?? '',
  spawnImaging: forkImaging(fileURLToPath(new URL('imaging.ts', import.meta.url)), cutOrders()),
  demoWorker: new URL('../../electron/demo-worker.ts', import.meta.url),
  samples: fileURLToPath(new URL('../../samples', import.meta.url)),
  ...stopCauses(process, [process.stdout, process.stderr]),
  abandon: (code) => process.exit(code),
});
