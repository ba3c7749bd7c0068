import { EventEmitter } from 'node:events';

/** The events of `app`, apart from `app` itself, so that windows can report to it. */
export const appEvents = new EventEmitter();
appEvents.setMaxListeners(0);

export function emitApp(name: string, ...args: unknown[]): void {
  appEvents.emit(name, ...args);
}
