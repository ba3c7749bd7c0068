import { EventEmitter } from 'node:events';
import { HostEvent } from './events.ts';
import { notImplemented, strict } from './not-implemented.ts';

/** What only a person can answer throws until a spec says what that person does: `dialog.showOpenDialog = async () => …`. */
function askable(module: string, names: readonly string[]): Record<string, unknown> {
  return strict(
    module,
    Object.fromEntries(
      names.map((name) => [name, () => notImplemented(`${module}.${name}, which a spec has to stub`)]),
    ),
  );
}

export const dialog = askable('dialog', [
  'showOpenDialog',
  'showSaveDialog',
  'showMessageBox',
  'showMessageBoxSync',
  'showErrorBox',
]);
export const shell = askable('shell', ['openPath', 'openExternal', 'showItemInFolder', 'trashItem', 'beep']);

/** A spec sends the system's news itself: `powerMonitor.emit('suspend')`. */
export const powerMonitor = strict('powerMonitor', new EventEmitter());

const blockers = new Set<number>();
let lastBlocker = 0;

export const powerSaveBlocker = strict('powerSaveBlocker', {
  start(): number {
    blockers.add(++lastBlocker);
    return lastBlocker;
  },
  stop: (id: number): boolean => blockers.delete(id),
  isStarted: (id: number): boolean => blockers.has(id),
});

/** A spec takes the computer off the network with `net.isOnline = () => false`. */
export const net = strict('net', { isOnline: (): boolean => true });

const display = {
  id: 1,
  scaleFactor: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  workAreaSize: { width: 1920, height: 1040 },
  size: { width: 1920, height: 1080 },
};

export const screen = strict(
  'screen',
  Object.assign(new EventEmitter(), {
    getAllDisplays: () => [display],
    getPrimaryDisplay: () => display,
    getDisplayMatching: () => display,
  }),
);

interface NotificationOptions {
  readonly title?: string;
  readonly body?: string;
}

/** Shown notifications are kept for a spec to look at: `Notification.shown`. */
export class Notification extends EventEmitter {
  static readonly shown: NotificationOptions[] = [];
  static isSupported = (): boolean => true;
  readonly title: string;
  readonly body: string;

  constructor({ title = '', body = '' }: NotificationOptions = {}) {
    super();
    this.title = title;
    this.body = body;
  }

  show(): void {
    Notification.shown.push({ title: this.title, body: this.body });
    this.emit('show', new HostEvent());
  }

  close(): void {
    this.emit('close', new HostEvent());
  }
}

/** Nothing is uploaded and nothing is written: the stand-in has no native crashes to report. */
export const crashReporter = strict('crashReporter', {
  start(options: { uploadToServer?: boolean }): void {
    if (options.uploadToServer !== false) notImplemented('crashReporter with uploads');
  },
});
