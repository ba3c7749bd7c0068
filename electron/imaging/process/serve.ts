import { sharp } from '../sharp.ts';
import { Dispatcher } from './dispatcher.ts';
import { imagingSlots } from '../../base/child-environment.ts';
import { makeHandlers } from './handlers.ts';
import type { FromChild, ToChild } from './protocol.ts';
import { lowerPriority } from './lower-priority.ts';
import { TransferHelpers } from '../transfer/helper.ts';

/** The channel to the parent, whichever kind of process this is. */
export interface ParentChannel {
  send(message: FromChild): void;
  onMessage(receive: (message: ToChild) => void): void;
  /** The parent is gone. */
  onClose(closed: () => void): void;
  exit(): void;
}

/**
 * Resident memory, in bytes, above which the process asks to be ended as soon as it has nothing to do; a fresh one starts in
 * a tenth of a second. The C library does not give fragmented memory back.
 */
const RETIRE_ABOVE_BYTES = 700_000_000;

/** Files that are looked into at once: what one answers with is read while the next one is opened. */
const LIGHT_SLOTS = 4;

/**
 * Serves imaging requests until the parent goes away.
 * @param helperEntry program of the threads that help with full-size results
 */
export function serve(channel: ParentChannel, helperEntry: URL): void {
  lowerPriority();
  // One thread for each picture and several pictures at once beat the reverse, and keep the buffers of each small.
  const slots = imagingSlots();
  sharp.concurrency(1);
  sharp.cache(false);
  let retiring = false;
  const dispatcher = new Dispatcher({
    handlers: makeHandlers(slots > 1 ? new TransferHelpers(helperEntry) : undefined),
    send: (message) => channel.send(message),
    slots,
    lightSlots: LIGHT_SLOTS,
    fullSizeSlots: Math.max(1, Math.floor(slots / 2)),
    onIdle: () => {
      if (retiring || process.memoryUsage.rss() < RETIRE_ABOVE_BYTES) return;
      retiring = true;
      channel.send({ kind: 'retiring' });
    },
  });
  // Whatever arrives after the farewell is sent again by the parent, to the next process.
  channel.onMessage((message) => {
    if (!retiring) dispatcher.receive(message);
  });
  channel.onClose(() => channel.exit());
  channel.send({ kind: 'ready' });
}
