import { EventEmitter } from 'node:events';
import { HostEvent } from './events.ts';
import { strict } from './not-implemented.ts';

type Handler = (event: HostEvent, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

class IpcMain extends EventEmitter {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    handlers.delete(channel);
  }
}

const target = new IpcMain();
export const ipcMain = strict('ipcMain', target);

/** Answers `ipcRenderer.invoke`. Rejects with the sentence that Electron's renderer sees. */
export async function answerInvoke(sender: object, channel: string, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  try {
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return await handler(new HostEvent({ type: 'frame', ...sender }), ...args);
  } catch (error) {
    // Electron prints it here and passes on its text only.
    console.error(`Error occurred in handler for '${channel}':`, error);
    throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error });
  }
}

export function receiveSend(sender: object, channel: string, args: unknown[]): void {
  target.emit(channel, new HostEvent({ type: 'frame', ports: [], ...sender }), ...args);
}
