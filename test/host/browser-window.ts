import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { HostEvent } from './events.ts';
import { emitApp } from './app-events.ts';
import { notImplemented } from './not-implemented.ts';
import { browser, state } from './state.ts';
import { WebContents } from './web-contents.ts';
import { nativeTheme, onThemeChange } from './native-theme.ts';

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Options extends Partial<Rectangle> {
  readonly show?: boolean;
  readonly title?: string;
  readonly webPreferences?: Record<string, unknown> & { readonly preload?: string };
}

const windows = new Set<BrowserWindow>();

/** Only what a hardened window asks for can be played: anything weaker would make the tests prove something else. */
function checkPreferences(preferences: Record<string, unknown>): void {
  const needed = {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  };
  const defaults: Record<string, unknown> = { ...needed };
  for (const [name, value] of Object.entries(needed)) {
    if ((preferences[name] ?? defaults[name]) !== value)
      notImplemented(`webPreferences.${name}: ${String(preferences[name])}`);
  }
  if (preferences['partition'] !== undefined) notImplemented('webPreferences.partition');
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }

  static fromWebContents(contents: unknown): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null;
  }

  static getFocusedWindow(): BrowserWindow | null {
    return [...windows].find((window) => window.focused) ?? null;
  }

  readonly webContents: WebContents;
  readonly id: number;
  bounds: Rectangle;
  visible: boolean;
  focused = false;
  destroyed = false;
  minimized = false;
  maximized = false;
  fullScreen = false;
  title: string;
  progress = -1;

  constructor(options: Options = {}) {
    super();
    browser();
    const preferences = options.webPreferences ?? {};
    checkPreferences(preferences);
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    this.visible = options.show ?? true;
    this.focused = this.visible;
    this.title = options.title ?? '';
    const { preload } = preferences;
    this.webContents = new WebContents(preload === undefined ? undefined : readFileSync(preload, 'utf8'));
    this.id = this.webContents.id;
    const whole = new Proxy<BrowserWindow>(this, {
      get(target, key, receiver) {
        const known = key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON';
        return known ? (Reflect.get(target, key, receiver) as unknown) : notImplemented(`BrowserWindow.${key}`);
      },
    });
    windows.add(whole);
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show', new HostEvent()));
    this.resized();
    this.themed();
    onThemeChange(() => this.themed());
    emitApp('browser-window-created', new HostEvent(), whole);
    emitApp('web-contents-created', new HostEvent(), this.webContents);
    return whole;
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  close(): void {
    if (this.destroyed) return;
    const event = new HostEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    for (const window of windows) if (window.webContents === this.webContents) windows.delete(window);
    const { targetId } = this.webContents;
    this.webContents.destroy();
    browser()
      .connection.browser.send('Target.closeTarget', { targetId })
      .catch((error: unknown) => {
        if (!/Chromium is gone|No target/.test(String(error))) console.error(error);
      });
    this.emit('closed', new HostEvent());
    if (windows.size === 0) emitApp('host-last-window-closed');
  }

  show(): void {
    this.visible = true;
    this.focus();
    this.emit('show', new HostEvent());
  }

  showInactive(): void {
    this.visible = true;
    this.emit('show', new HostEvent());
  }

  hide(): void {
    this.visible = false;
    this.focused = false;
    this.emit('hide', new HostEvent());
  }

  focus(): void {
    this.focused = true;
    this.emit('focus', new HostEvent());
  }

  minimize(): void {
    this.minimized = true;
    this.emit('minimize', new HostEvent());
  }

  restore(): void {
    this.minimized = false;
    this.emit('restore', new HostEvent());
  }

  maximize(): void {
    this.maximized = true;
    this.emit('maximize', new HostEvent());
  }

  unmaximize(): void {
    this.maximized = false;
    this.emit('unmaximize', new HostEvent());
  }

  setFullScreen(on: boolean): void {
    this.fullScreen = on;
    this.emit(on ? 'enter-full-screen' : 'leave-full-screen', new HostEvent());
  }

  isFullScreen = (): boolean => this.fullScreen;
  isMaximized = (): boolean => this.maximized;
  isMinimized = (): boolean => this.minimized;
  isVisible = (): boolean => this.visible;
  isFocused = (): boolean => this.focused;
  isDestroyed = (): boolean => this.destroyed;
  getTitle = (): string => this.title;
  getBounds = (): Rectangle => ({ ...this.bounds });
  getNormalBounds = (): Rectangle => ({ ...this.bounds });
  getContentBounds = (): Rectangle => ({ ...this.bounds });
  getSize = (): number[] => [this.bounds.width, this.bounds.height];
  getContentSize = (): number[] => [this.bounds.width, this.bounds.height];

  setTitle(title: string): void {
    this.title = title;
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds };
    this.resized();
    this.emit('resize', new HostEvent());
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  /** A spec reads it back from `progress`: there is no taskbar to look at. */
  setProgressBar(progress: number): void {
    this.progress = progress;
  }

  /** New headless mode forgets a window's height, so the page's size is set as a device's. */
  resized(): void {
    const { width, height } = this.bounds;
    void this.webContents.attached
      .then((cdp) =>
        cdp.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false }),
      )
      .catch((error: unknown) => this.ignoreAfterEnd(error));
  }

  themed(): void {
    const value = nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
    void this.webContents.attached
      .then((cdp) => cdp.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] }))
      .catch((error: unknown) => this.ignoreAfterEnd(error));
  }

  ignoreAfterEnd(error: unknown): void {
    if (!this.destroyed && !state.quitting) console.error(error);
  }
}
