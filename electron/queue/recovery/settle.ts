import type { StateName } from '../job.ts';
import type { PhotoMoney } from '../record/fold.ts';

/** What becomes of a photo when the queue file and the record of money are brought together. */
export type Settled = 'as-it-is' | 'undecided' | 'queued' | 'failed' | 'cancelled';

/**
 * Which of the two is right. What may have been sent or charged, and of which no picture was kept, is undecided, whatever the
 * queue file says of it. Pure.
 * @param state the photo's state in the queue file; undefined when it is not there
 * @param money how it stands by the record, which is newer or more complete than the queue file
 * @param kept a result for it is kept and counts
 */
export function settle(state: StateName | undefined, money: PhotoMoney, kept: boolean): Settled {
  if (state === 'exported') return 'as-it-is';
  const atService = state !== undefined && AT_SERVICE.has(state);
  if (money.open) {
    if (kept) return state === 'retouched' ? 'as-it-is' : 'queued';
    return 'undecided';
  }
  switch (money.end) {
    case 'none':
      return 'as-it-is';
    case 'unbilled':
      return atService ? 'failed' : 'as-it-is';
    case 'drop':
      return atService ? 'cancelled' : 'as-it-is';
    case 'no-task':
    case 'kept':
    case 'pay-again':
      return atService ? 'queued' : 'as-it-is';
  }
}

const AT_SERVICE: ReadonlySet<StateName> = new Set(['submitting', 'processing', 'ready', 'outcome-unknown']);
