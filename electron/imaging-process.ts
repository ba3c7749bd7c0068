/**
 * Entry of the imaging process: the only one that loads libvips. Runs under Electron's `utilityProcess` and under plain
 * `child_process.fork` alike, and imports neither.
 */
import type { FromChild, ToChild } from './imaging/process/protocol.ts';
import { serve, type ParentChannel } from './imaging/process/serve.ts';

/** What Electron adds to `process` in a utility process. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

function utilityChannel(port: ParentPort): ParentChannel {
  return {
    send: (message: FromChild) => port.postMessage(message),
    onMessage: (receive) => port.on('message', (event) => receive(event.data as ToChild)),
    onClose: (closed) => port.on('close', closed),
    exit: () => process.exit(0),
  };
}

function forkChannel(): ParentChannel {
  // Ctrl+C and a closing terminal reach every process of the group, a service manager's stop too. The parent decides what to
  // finish; without it this one ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  return {
    // The parent may have gone in the meantime; `disconnect` then ends this process.
    send: (message: FromChild) => void (process.connected && process.send?.(message)),
    onMessage: (receive) => process.on('message', (message) => receive(message as ToChild)),
    onClose: (closed) => process.once('disconnect', closed),
    exit: () => process.exit(0),
  };
}

/** Beside this program, in the sources as in the bundle. */
const helper = new URL(import.meta.url.replace(/imaging-process(?=\.[a-z]+$)/, 'transfer-worker'));

const { parentPort } = process as unknown as { parentPort?: ParentPort };
if (parentPort) serve(utilityChannel(parentPort), helper);
else if (process.send) serve(forkChannel(), helper);
else throw new Error('the imaging process was not started by Afterglow');
