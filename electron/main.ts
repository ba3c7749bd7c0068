import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, powerMonitor, safeStorage, session } from 'electron';
import { holdsThreads } from './base/answering.ts';
import { systemClock } from './base/clock.ts';
import { ReasonError, messageOf } from './base/reason.ts';
import type { Handlers, ServiceMode } from './contract/index.ts';
import { boundOf, Engine, environmentRoutes, LIVE_API, scriptRoutes } from './engine/index.ts';
import type { ServiceChoice } from './engine/index.ts';
import { NoticeBoard, createPush, registerIpc } from './ipc/index.ts';
import {
  AppDesk,
  Choices,
  choicesIn,
  KeyVault,
  modeOf,
  openLog,
  openPreferences,
  saveDiagnostics,
} from './settings/index.ts';
import {
  MainWindow,
  QueueSigns,
  chooseFolder,
  chooseOutput,
  chooseSaveFile,
  declareScheme,
  guardSession,
  guardWindows,
  openInFileManager,
  revealInFileManager,
  serveApp,
  quitWithSystem,
  setMenu,
  startUtility,
  tellStartTrouble,
} from './window/index.ts';
import type { WindowMemory } from './window/index.ts';
import { openWorkspace } from './workspace/index.ts';

// The app has a vault of its own: no process that it starts shall inherit the command line's key.
delete process.env['AILAB_API_KEY'];
const userData = chooseUserData();
let vault: KeyVault | undefined;
const logFile = join(userData, 'logs', 'afterglow.log');
const log = openLog({ path: logFile, secrets: () => [vault?.key] });

declareScheme();
logCrashes();
guardWindows(log);
if (app.requestSingleInstanceLock()) void app.whenReady().then(start).catch(cannotStart);
else app.quit();

/** Builds the app from its rooms, bottom to top, and opens the window. */
async function start(): Promise<void> {
  app.setAppUserModelId('com.afterglow.app');
  const { preferences, notice } = openPreferences(userData);
  const keys = await openVault();
  const engine = await Engine.open({
    dataDir: userData,
    resultsBytes: () => choicesIn(preferences).resultsGigabytes * 1e9,
    program: `${app.getName()} ${app.getVersion()}`,
    spawnImaging: () => startUtility(program('imaging-process'), 'Afterglow Pictures'),
  });

  const memory: WindowMemory = {
    load: () => preferences.get('window'),
    save: (state) => attempt('the window’s place could not be kept', () => preferences.set('window', state)),
  };
  const window = new MainWindow({ preload: besideMain('../preload/preload.cjs'), memory, log });
  const toWindow = createPush(() => window.current);
  const choices = new Choices(preferences, (all) => toWindow('preferences:changed', all));
  const signs = new QueueSigns({
    window: () => window.current,
    wishes: () => choices.current,
    ended: (output) => {
      if (choices.current.openWhenDone) void openInFileManager(output);
    },
  });
  const notices = new NoticeBoard(toWindow);

  const workspace = await openWorkspace({
    engine,
    clock: systemClock,
    mode: modeOf(preferences),
    serviceFor: (mode) => serviceFor(mode, keys),
    choices: () => choices.current,
    policy: () => boundOf(choices.current.concurrency),
    samples: unpacked(besideMain('../samples')),
    cacheDir: join(userData, 'cache'),
    settingsDir: join(userData, 'photo-settings'),
    log,
    push(channel, payload) {
      if (channel === 'notice') notices.tell(payload as Parameters<typeof notices.tell>[0]);
      else toWindow(channel, payload);
      if (channel === 'queue:changed') signs.show(payload as Parameters<typeof signs.show>[0]);
    },
  });
  const desk = new AppDesk({
    version: app.getVersion(),
    platform: process.platform,
    preferences,
    vault: keys,
    checkKey: (key) => workspace.checkKey(key),
    keyChanged: () => workspace.keyChanged(),
    setMode: (mode) => workspace.setMode(mode),
    changed: (state) => toWindow('app:changed', state),
  });

  const openFolder: Handlers['folder:open'] = async (paths) => {
    const opened = await workspace.handlers['folder:open'](paths);
    if (opened.ok) attempt('the recent folders could not be kept', () => desk.remember(opened.value.path));
    return opened;
  };
  const handlers: Handlers = {
    ...workspace.handlers,
    ...desk.handlers,
    ...choices.handlers,
    'app:state': () => {
      setImmediate(() => notices.windowListens());
      return desk.state;
    },
    'folder:open': openFolder,
    'folder:choose': async () => {
      const folder = await chooseFolder(window.current);
      return folder === undefined ? undefined : openFolder([folder]);
    },
    'batch:choose-output': (folder) => chooseOutput(window.current, workspace.folderPath(folder)),
    'spending:save': async () => {
      const target = await chooseSaveFile(window.current, 'Afterglow spending.csv');
      return target === undefined ? undefined : workspace.saveSpending(target);
    },
    'diagnostics:save': async () => {
      const target = await chooseSaveFile(window.current, 'Afterglow diagnostics.txt');
      return target === undefined ? undefined : saveDiagnostics(target, { log: logFile, versions: versions() });
    },
    'output:open': () => openInFileManager(workspace.outputFolder()),
    'output:reveal': (photo) => revealInFileManager(workspace.outputOf(photo)),
  };
  for (const each of [notice, keys.notice]) if (each) notices.tell(each);

  registerIpc(handlers, { isTrustedSender: (frame) => window.owns(frame), log });
  guardSession();
  serveApp({
    folder: besideMain('../renderer'),
    pictures: (kind, id, request) => workspace.picture(kind, id, request),
    log,
  });
  setMenu({
    platform: process.platform,
    appName: app.getName(),
    developer: !app.isPackaged,
    // On macOS the menu stays when the window is closed.
    openFolder: () => (window.current === undefined ? void window.open() : toWindow('menu:chosen', 'open-folder')),
  });

  powerMonitor.on('resume', () => workspace.systemChanged());
  powerMonitor.on('unlock-screen', () => workspace.systemChanged());
  app.on('second-instance', () => void window.open());
  app.on('activate', () => void window.open());
  quitWithSystem(log);
  quitWhenSettled(async () => {
    window.current?.hide();
    signs.close();
    await workspace.close();
    await engine.close();
  });
  await window.open();
}

/** Electron's own folder for this app, unless a test or a second, separate copy names another. */
function chooseUserData(): string {
  const chosen = process.env['AFTERGLOW_USER_DATA'] ?? app.commandLine.getSwitchValue('user-data-dir');
  if (chosen) app.setPath('userData', chosen);
  return app.getPath('userData');
}

async function openVault(): Promise<KeyVault> {
  vault = await KeyVault.open({
    file: join(userData, 'api-key.bin'),
    encryption: safeStorage,
    platform: process.platform,
    log,
  });
  return vault;
}

function serviceFor(mode: ServiceMode, keys: KeyVault): ServiceChoice {
  if (mode === 'demo') return { kind: 'demo', worker: program('demo-worker') };
  // A packaged app pays nobody but AILabTools; only a checkout can be pointed at a service of its own.
  const baseUrl = app.isPackaged ? LIVE_API : (process.env['AFTERGLOW_API'] ?? LIVE_API);
  return { kind: 'live', baseUrl, key: () => keys.key, routes: environmentRoutes(process.env) ?? systemRoutes };
}

/** The proxies of the system's network settings, scripts included. */
async function systemRoutes(url: URL): Promise<ReturnType<typeof scriptRoutes>> {
  return scriptRoutes(await session.defaultSession.resolveProxy(url.origin));
}

/** Keeps what the app cannot show any more. Electron's own handling goes on after it. */
function logCrashes(): void {
  process.on('uncaughtExceptionMonitor', (error) => log('uncaught', error));
  process.on('unhandledRejection', (error) => log('unhandled rejection', error));
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') log(`helper process ended: ${name ?? type}, ${reason} (${exitCode})`);
  });
}

/** Lets what is being written reach the disk before the process ends. What waits in the queue goes on at the next start. */
function quitWhenSettled(settle: () => Promise<void>): void {
  let settled = false;
  let settling = false;
  app.on('before-quit', (event) => {
    if (settled) return;
    event.preventDefault();
    if (settling) return;
    settling = true;
    settle()
      .catch((error: unknown) => log('could not close in order', error))
      .finally(() => {
        settled = true;
        app.quit();
      });
  });
  // A thread that waits for a drive that never answers would keep the process: nothing is left to be written.
  app.on('quit', () => holdsThreads() && process.kill(process.pid, 'SIGKILL'));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

async function cannotStart(error: unknown): Promise<void> {
  log('cannot start', error);
  const message = error instanceof ReasonError ? error.message : `Something unexpected happened: ${messageOf(error)}`;
  await tellStartTrouble(message).catch((trouble: unknown) => log('could not tell so', trouble));
  app.exit(1);
}

function versions(): Record<string, string | undefined> {
  const { electron, chrome, node, v8 } = process.versions;
  return { afterglow: app.getVersion(), system: `${process.platform} ${process.arch}`, electron, chrome, node, v8 };
}

function attempt(trouble: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    log(trouble, error);
  }
}

function besideMain(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** One of the app's other programs, bundled beside this one. */
function program(name: 'imaging-process' | 'demo-worker'): string {
  return besideMain(`./${name}.js`);
}

/** Where native code finds a file of the packaged app: it cannot look into the archive. */
function unpacked(path: string): string {
  return path.replace('app.asar', 'app.asar.unpacked');
}
