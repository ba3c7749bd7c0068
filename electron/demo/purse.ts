import type { PlayCredits } from './types.ts';

/** What one successful generation costs. */
export const CREDITS_PER_PHOTO = 8;

/** A pool that other services of the vendor draw on: whoever adds it to the usable balance has a bug. */
const FOREIGN_POOL = { unique_sign: 'image_matting_general', name: 'General matting', balance: 4_321 };

export interface Purse {
  balance(): PlayCredits;
  set(credits: PlayCredits): void;
  /** Whether one more generation can be paid once those in flight are. */
  canPay(inFlight: number): boolean;
  charge(): void;
  /** The `data` of a credits answer. */
  pools(nowMs: number): Record<string, unknown>[];
}

/** The play money. Charges draw on the special pool first, then on the common one. */
export function openPurse(start: PlayCredits): Purse {
  let credits = start;
  let total = start;
  return {
    balance: () => credits,
    set(next) {
      credits = next;
      total = next;
    },
    canPay: (inFlight) =>
      credits.common + credits.portrait_intelligent_beautification >= CREDITS_PER_PHOTO * (inFlight + 1),
    charge() {
      const special = Math.min(CREDITS_PER_PHOTO, Math.max(0, credits.portrait_intelligent_beautification));
      credits = {
        portrait_intelligent_beautification: credits.portrait_intelligent_beautification - special,
        common: credits.common - (CREDITS_PER_PHOTO - special),
      };
    },
    pools(nowMs) {
      const now = Math.floor(nowMs / 1000);
      const pool = (sign: string, name: string, balance: number, bought: number) => ({
        unique_sign: sign,
        name,
        balance,
        total: bought,
        last_recharge_balance: bought,
        balance_warning: 0,
        first_buy_time: now,
        last_update_time: now,
      });
      return [
        pool('common', 'Common (demo)', credits.common, total.common),
        pool(FOREIGN_POOL.unique_sign, FOREIGN_POOL.name, FOREIGN_POOL.balance, FOREIGN_POOL.balance),
        pool(
          'portrait_intelligent_beautification',
          'Smart Beauty (demo)',
          credits.portrait_intelligent_beautification,
          total.portrait_intelligent_beautification,
        ),
      ];
    },
  };
}
