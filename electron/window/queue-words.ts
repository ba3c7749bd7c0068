import type { QueueView } from '../contract/index.ts';

export interface Progress {
  /** 0 to 1; -1 takes the bar away. */
  readonly value: number;
  readonly mode: 'none' | 'normal' | 'paused' | 'error';
}

/** The taskbar's progress bar: gone when there is nothing to do, still when the queue stands. */
export function progressOf(view: QueueView): Progress {
  if (!view.active || view.total === 0) return { value: -1, mode: 'none' };
  const settled = view.exported + view.failed + view.undecided + view.cancelled;
  return { value: Math.min(1, settled / view.total), mode: view.paused || !view.online ? 'paused' : 'normal' };
}

/** What to tell when the queue has just come to its end by itself; undefined when there is nothing to tell. */
export function wordAtTheEnd(before: QueueView | undefined, now: QueueView): string | undefined {
  if (before?.active !== true || now.active || now.exported + now.failed + now.undecided === 0) return undefined;
  const parts = [photos(now.exported, 'is ready', 'are ready')];
  if (now.failed > 0) parts.push(`${now.failed} failed`);
  if (now.undecided > 0) parts.push(`${now.undecided} ${now.undecided === 1 ? 'needs' : 'need'} your decision`);
  return `${parts.join(', ')}.`;
}

function photos(count: number, one: string, many: string): string {
  return count === 1 ? `1 photo ${one}` : `${count} photos ${many}`;
}
