import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { appEvents, emitApp } from './app-events.ts';
import { BrowserWindow } from './browser-window.ts';
import { HostEvent } from './events.ts';
import { strict } from './not-implemented.ts';
import { InstanceLock } from './instance-lock.ts';
import { state } from './state.ts';

const switches = new Map<string, string>();
const paths = new Map<string, string>();
const facts = { folder: '', name: 'app', version: '0.0.0' };
let lock: InstanceLock | undefined;

/** Reads the app's `package.json` (the nearest one above its main bundle) and the switches it was started with. */
export function prepareApp(mainBundle: string, args: readonly string[]): void {
  facts.folder = packageFolder(dirname(resolve(mainBundle)));
  const found = JSON.parse(readFileSync(join(facts.folder, 'package.json'), 'utf8')) as Record<string, string>;
  facts.name = found['productName'] ?? found['name'] ?? facts.name;
  facts.version = found['version'] ?? facts.version;
  for (const arg of args) {
    const [, name, value = ''] = /^--([^=]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (name !== undefined) switches.set(name, value);
  }
  paths.set('home', homedir());
  paths.set('temp', tmpdir());
  paths.set('exe', process.execPath);
  paths.set('appData', join(homedir(), '.config'));
  const userData = switches.get('user-data-dir');
  if (!userData)
    throw new Error('the stand-in for Electron needs --user-data-dir: a test must not touch real user data');
  for (const name of ['userData', 'sessionData', 'crashDumps']) paths.set(name, userData);
  for (const name of ['documents', 'pictures', 'downloads', 'desktop']) paths.set(name, join(userData, 'home', name));
  paths.set('logs', join(userData, 'logs'));
}

function packageFolder(folder: string): string {
  try {
    readFileSync(join(folder, 'package.json'));
    return folder;
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return packageFolder(dirname(folder));
  }
}

/** Ends the process the way Electron does, after the browser has gone. */
async function exit(code: number): Promise<void> {
  state.quitting = true;
  lock?.release();
  await state.chromium?.close();
  process.exit(code);
}

function quit(): void {
  if (state.quitting) return;
  const before = new HostEvent();
  emitApp('before-quit', before);
  if (before.defaultPrevented) return;
  for (const window of BrowserWindow.getAllWindows()) {
    leaving = true;
    window.close();
    if (!window.isDestroyed()) {
      leaving = false;
      return;
    }
  }
  const will = new HostEvent();
  emitApp('will-quit', will);
  leaving = false;
  if (will.defaultPrevented) return;
  emitApp('quit', new HostEvent(), 0);
  void exit(0);
}

/** True while `quit` closes the windows: then no `window-all-closed` is told. */
let leaving = false;

appEvents.on('host-last-window-closed', () => {
  if (leaving || state.quitting) return;
  if (appEvents.listenerCount('window-all-closed') > 0) emitApp('window-all-closed');
  else quit();
});

class App {
  readonly isPackaged = false;
  readonly commandLine = strict('app.commandLine', {
    appendSwitch: (name: string, value = ''): void => void switches.set(name, value),
    hasSwitch: (name: string): boolean => switches.has(name),
    getSwitchValue: (name: string): string => switches.get(name) ?? '',
  });
  /** Only macOS has one. */
  readonly dock = undefined;

  get name(): string {
    return facts.name;
  }

  on = this.#pass('on');
  once = this.#pass('once');
  off = this.#pass('off');
  addListener = this.#pass('addListener');
  removeListener = this.#pass('removeListener');
  emit = (name: string, ...args: unknown[]): boolean => appEvents.emit(name, ...args);
  listenerCount = (name: string): number => appEvents.listenerCount(name);
  quit = quit;
  exit = (code = 0): void => void exit(code);
  isReady = (): boolean => state.ready;
  getName = (): string => facts.name;
  getVersion = (): string => facts.version;
  getAppPath = (): string => facts.folder;
  getLocale = (): string => 'en-US';
  getPreferredSystemLanguages = (): string[] => ['en-US'];
  enableSandbox = (): void => undefined;
  hasSingleInstanceLock = (): boolean => lock !== undefined;
  /** Facts for the system's own surfaces (taskbar, about box): a headless run has none, and they change nothing else. */
  setAppUserModelId = (): void => undefined;
  setAboutPanelOptions = (): void => undefined;
  focus = (): void => undefined;

  whenReady = (): Promise<void> =>
    state.ready ? Promise.resolve() : new Promise((done) => appEvents.once('ready', () => done()));

  getPath = (name: string): string => {
    const path = paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  };

  setPath = (name: string, path: string): void => {
    mkdirSync(path, { recursive: true });
    paths.set(name, path);
  };

  setAppLogsPath = (path?: string): void => this.setPath('logs', path ?? this.getPath('logs'));

  requestSingleInstanceLock = (): boolean => {
    lock ??= InstanceLock.take(this.getPath('userData'), (argv, folder) =>
      emitApp('second-instance', new HostEvent(), argv, folder, undefined),
    );
    return lock !== undefined;
  };

  releaseSingleInstanceLock = (): void => {
    lock?.release();
    lock = undefined;
  };

  #pass(method: 'on' | 'once' | 'off' | 'addListener' | 'removeListener') {
    return (name: string, listener: (...args: unknown[]) => void): this => {
      EventEmitter.prototype[method].call(appEvents, name, listener);
      return this;
    };
  }
}

export const app = strict('app', new App());
