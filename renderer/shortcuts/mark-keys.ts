import type { Flag, Marks } from '../../electron/contract/index.ts';
import type { KeyPress } from './shortcuts.ts';

export interface MarkKey {
  readonly change: Partial<Marks>;
  /** Whether to go on to the next photo, as Lightroom does with Shift or while Caps Lock is on. */
  readonly advance: boolean;
}

const flags: Readonly<Record<string, Flag>> = { P: 'pick', X: 'reject', U: 'none' };

/** What a key means as a flag or as stars: P, X, U, 0 to 5. Digits go by their place, since Shift makes other signs of them. */
export function markKey(press: KeyPress & { readonly code: string }, capsLock: boolean): MarkKey | undefined {
  if (press.altKey || press.ctrlKey || press.metaKey) return undefined;
  const advance = press.shiftKey || capsLock;
  const flag = flags[press.key.toUpperCase()];
  if (flag !== undefined) return { change: { flag }, advance };
  const digit = /^(?:Digit|Numpad)([0-5])$/.exec(press.code)?.[1];
  return digit === undefined ? undefined : { change: { rating: Number(digit) }, advance };
}
