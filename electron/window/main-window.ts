import { BrowserWindow, app, screen } from 'electron';
import type { WebFrameMain } from 'electron';
import { ORIGIN, START_PAGE } from './address.ts';
import { MIN_SIZE, openingBounds } from './window-state.ts';
import type { WindowMemory, WindowState } from './window-state.ts';

export interface MainWindowOptions {
  /** Path of the bundled preload. */
  readonly preload: string;
  readonly memory: WindowMemory;
  readonly log: (message: string, error?: unknown) => void;
}

/** Neutral grey, the page's own: no white flash before it, no tint beside photos. */
const SURROUND = '#1f1f1f';

/** A page that dies twice within this time would die for ever. */
const STORM_MS = 10_000;

/** The app's one window. It can be closed and, on macOS, opened again. */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | undefined;
  #lastDeath = Number.NEGATIVE_INFINITY;

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  /** Opens it, or brings the open one to the front. Resolves once the page is loaded. */
  async open(): Promise<void> {
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.show();
      this.#window.focus();
      return;
    }
    const { preload, memory } = this.#options;
    const remembered = memory.load();
    const window = new BrowserWindow({
      ...openingBounds(remembered?.bounds, workAreas()),
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      show: false,
      backgroundColor: SURROUND,
      title: app.getName(),
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        // The checker would fetch dictionaries from the network, and there is nothing to spell.
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    });
    this.#window = window;
    if (remembered?.maximized) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', () => memory.save(stateOf(window)));
    window.on('closed', () => {
      if (this.#window === window) this.#window = undefined;
    });
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      this.#options.log(`the window's process ended: ${reason} (${exitCode})`);
      if (reason !== 'clean-exit') this.#replace(window);
    });
    await window.loadURL(START_PAGE);
  }

  /** The window as it is now; undefined while it is closed. */
  get current(): BrowserWindow | undefined {
    return this.#window;
  }

  /** Is it the main frame of our own window, on a page of ours? Nobody else may ask the app for anything. */
  owns(frame: WebFrameMain | null): boolean {
    const window = this.#window;
    if (!window || !frame || frame.parent !== null || frame.detached) return false;
    return frame === window.webContents.mainFrame && frame.url.startsWith(`${ORIGIN}/`);
  }

  /** The queue works in the main process: a page that died loses nothing but its looks. */
  #replace(dead: BrowserWindow): void {
    const now = Date.now();
    const again = now - this.#lastDeath < STORM_MS;
    this.#lastDeath = now;
    if (again) {
      this.#options.log('the window died twice within ten seconds: giving up');
      app.quit();
      return;
    }
    this.#options.memory.save(stateOf(dead));
    this.#window = undefined;
    // The dead one goes last: an app without any window would quit.
    this.open()
      .catch((error: unknown) => this.#options.log('the window could not be opened again', error))
      .finally(() => dead.destroy());
  }
}

function stateOf(window: BrowserWindow): WindowState {
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
}

function workAreas() {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
}
