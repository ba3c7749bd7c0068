/**
 * `node --import register.ts entry.ts <main bundle> [arguments]`: runs an app's main bundle the way Electron does.
 * First the module is evaluated to its end, then the browser starts, then `ready` is told.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import packageOfElectron from 'electron/package.json' with { type: 'json' };
import { emitApp } from './app-events.ts';
import { app, prepareApp } from './app.ts';
import { startChromium } from './chromium.ts';
import { openControl } from './control.ts';
import { closePopups } from './popups.ts';
import { CHROMIUM_HELP, findChromium } from './find-chromium.ts';
import { state } from './state.ts';

const [bundle, ...args] = process.argv.slice(2);
if (bundle === undefined) throw new Error('no main bundle given');

const report = openControl();
Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: join(process.cwd(), 'resources') });
Object.assign(process.versions, { electron: packageOfElectron.version, chrome: 'host' });
process.argv = [process.execPath, bundle, ...args];
prepareApp(bundle, args);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());

await import(pathToFileURL(bundle).href);

if (!state.quitting) {
  const executable = findChromium();
  if (executable === undefined) throw new Error(CHROMIUM_HELP);
  state.chromium = await startChromium(executable, join(app.getPath('userData'), 'Chromium'));
  state.chromium.connection.browser.once('closed', () => {
    if (!state.quitting) process.exit(1);
  });
  await closePopups(state.chromium);
  report({ kind: 'listening', endpoint: state.chromium.endpoint });
  state.ready = true;
  emitApp('will-finish-launching');
  emitApp('ready', {}, {});
}
