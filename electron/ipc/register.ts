import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebFrameMain } from 'electron';
import type { Handlers, InvokeChannel, InvokeChannels } from '../contract/index.ts';
import { ReasonError } from '../base/reason.ts';
import { payloads } from './payloads.ts';

export interface IpcOptions {
  /** Is this the main frame of our own window, on our own page? */
  readonly isTrustedSender: (frame: WebFrameMain | null) => boolean;
  /** Never given a payload: it may hold the key. */
  readonly log: (message: string, error?: unknown) => void;
}

/**
 * Connects every channel of the contract to its handler. A call from a stranger or with a payload that does not fit is
 * refused with an error and logged; the handler never sees it. Returns the function that disconnects them all.
 */
export function registerIpc(handlers: Handlers, options: IpcOptions): () => void {
  const channels = Object.keys(payloads) as InvokeChannel[];
  for (const channel of channels) {
    ipcMain.handle(channel, (event, ...args: unknown[]) => answer(channel, handlers, options, event, args));
  }
  return () => channels.forEach((channel) => ipcMain.removeHandler(channel));
}

async function answer<C extends InvokeChannel>(
  channel: C,
  handlers: Handlers,
  { isTrustedSender, log }: IpcOptions,
  event: IpcMainInvokeEvent,
  args: unknown[],
): Promise<ReturnType<InvokeChannels[C]>> {
  if (!isTrustedSender(event.senderFrame)) {
    log(`refused ${channel}: not asked by the app's own window`);
    throw new Error('Only the app’s own window may ask for this.');
  }
  const parsed = payloads[channel].safeParse(args);
  if (!parsed.success) {
    log(`refused ${channel}: ${parsed.error.issues.map(describe).join(', ')}`);
    throw new Error('The window asked for something that the app does not understand.');
  }
  try {
    const handler: (...payload: Parameters<InvokeChannels[C]>) => unknown = handlers[channel];
    return (await handler(...(parsed.data as Parameters<InvokeChannels[C]>))) as ReturnType<InvokeChannels[C]>;
  } catch (error) {
    log(`${channel} failed`, error);
    // A reason is written for people; any other error's text is for the log, and its cause must not cross.
    // eslint-disable-next-line preserve-caught-error -- Electron passes on the text only
    throw new Error(
      error instanceof ReasonError ? error.message : 'Something went wrong in Afterglow. The log says more.',
    );
  }
}

/** Where a payload was wrong and how, but not what it held. */
function describe({ path, code }: { readonly path: readonly PropertyKey[]; readonly code?: string }): string {
  return `${path.map(String).join('.') || 'arguments'} ${code ?? 'wrong'}`;
}
