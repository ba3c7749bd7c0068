import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** Of nice(1): a third of the processor's time where others want all of it. */
const STEPS = 5;
const LOWEST = 19;

/**
 * Lets the window and the rest of the computer go first wherever processors are scarce: scrolling stays smooth while thumbnails are
 * made, and a batch does not slow other programs down. Where nobody else wants a processor, it costs nothing.
 */
export function lowerPriority(): void {
  try {
    // Linux keeps a priority for each thread, and new ones take that of the thread that starts them.
    const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
    for (const thread of threads) setPriority(thread, Math.min(LOWEST, getPriority(thread) + STEPS));
  } catch (error) {
    // A thread may have ended meanwhile, and a sandbox may forbid it: then all goes on as before, only less politely.
    if (!(error instanceof Error && 'errno' in error)) throw error;
  }
}
