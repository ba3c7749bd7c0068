import { expect, it } from 'vitest';
import { refuseForeignKey } from '../../../electron/base/foreign-key.ts';

const MARKETPLACE =
  `${'a1b2c3d4e5'.repeat(2)}mshp1${'f6'.repeat(6)}5jsn${'x'.repeat(5)}4jsn`.padEnd(50, 'q').slice(0, 47) + 'jsn';

it('tells a key of a marketplace from a key of the service, and never repeats it', () => {
  expect(MARKETPLACE).toHaveLength(50);
  expect(() => refuseForeignKey(MARKETPLACE)).toThrow(/marketplace/);
  expect(() => refuseForeignKey(MARKETPLACE)).not.toThrow(MARKETPLACE);
  for (const key of [MARKETPLACE.slice(1), `${MARKETPLACE}x`, MARKETPLACE.replace('msh', 'xyz'), 'k'.repeat(64)])
    expect(() => refuseForeignKey(key)).not.toThrow();
});
