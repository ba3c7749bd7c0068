import type { BrowserWindow } from 'electron';
import type { PushChannel, PushChannels } from '../contract/index.ts';

export type Push = <C extends PushChannel>(channel: C, payload: PushChannels[C]) => void;

/** Sends news to the window that is open now. A closed window misses them: it asks for the whole state when it opens. */
export function createPush(current: () => BrowserWindow | undefined): Push {
  return (channel, payload) => {
    const window = current();
    if (window && !window.isDestroyed() && !window.webContents.isDestroyed()) window.webContents.send(channel, payload);
  };
}
