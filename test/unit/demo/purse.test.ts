import { expect, test } from 'vitest';
import { openPurse } from '../../../electron/demo/purse.ts';

test('a charge draws on the special pool first, and on the common one for the rest', () => {
  const purse = openPurse({ common: 20, portrait_intelligent_beautification: 11.5 });
  purse.charge();
  expect(purse.balance()).toEqual({ common: 20, portrait_intelligent_beautification: 3.5 });
  purse.charge();
  expect(purse.balance()).toEqual({ common: 15.5, portrait_intelligent_beautification: 0 });
});

test('what is in flight counts as spent', () => {
  const purse = openPurse({ common: 10, portrait_intelligent_beautification: 14 });
  expect([0, 1, 2, 3].map((inFlight) => purse.canPay(inFlight))).toEqual([true, true, true, false]);
});

test('pools carry every field of the real ones', () => {
  const purse = openPurse({ common: 10, portrait_intelligent_beautification: 14 });
  purse.charge();
  for (const pool of purse.pools(1_700_000_000_999)) {
    expect(Object.keys(pool).sort()).toEqual(
      [
        'balance',
        'balance_warning',
        'first_buy_time',
        'last_recharge_balance',
        'last_update_time',
        'name',
        'total',
        'unique_sign',
      ].sort(),
    );
    expect(pool['last_update_time']).toBe(1_700_000_000);
  }
});
