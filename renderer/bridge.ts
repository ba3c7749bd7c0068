import type {
  AfterglowBridge,
  InvokeChannel,
  InvokeChannels,
  PushChannel,
  PushChannels,
} from '../electron/contract/index.ts';

declare global {
  interface Window {
    /** Put there by the preload; absent when the page is opened outside the app. */
    readonly afterglow?: AfterglowBridge;
  }
}

/** The one way from the window to the main process. Nothing else touches `window.afterglow`. */

export function hasBridge(): boolean {
  return window.afterglow !== undefined;
}

/** Asks the main process. Rejects with a plain-words error when the call itself failed. */
export async function invoke<C extends InvokeChannel>(
  channel: C,
  ...args: Parameters<InvokeChannels[C]>
): Promise<ReturnType<InvokeChannels[C]>> {
  try {
    return await bridge().invoke(channel, ...args);
  } catch (error) {
    throw new Error(withoutPrefix(error instanceof Error ? error.message : String(error)), { cause: error });
  }
}

/** Listens to news. Returns the function that unsubscribes. */
export function listen<C extends PushChannel>(channel: C, listener: (payload: PushChannels[C]) => void): () => void {
  return bridge().on(channel, listener);
}

/** The path of a dropped file or folder; empty when it has none on disk. */
export function pathOf(file: File): string {
  return bridge().pathOf(file);
}

function bridge(): AfterglowBridge {
  if (window.afterglow === undefined) throw new Error('the window has no bridge to the app');
  return window.afterglow;
}

/** Electron puts "Error invoking remote method 'x': Error: " before the sentence that is meant for people. */
function withoutPrefix(message: string): string {
  return message.replace(/^Error invoking remote method '[^']*':\s*/, '').replace(/^(?:[A-Z]\w*)?Error:\s*/, '');
}
