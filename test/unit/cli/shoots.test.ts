import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shootNames } from '../../../electron/cli/shoots.ts';

it('names each folder by itself where that is enough, else with those above it', () => {
  expect(shootNames(['/p/Smith', '/p/Jones'])).toEqual(['Smith', 'Jones']);
  expect(shootNames(['/p/Smith/jpg', '/p/Jones/jpg'])).toEqual(['Smith - jpg', 'Jones - jpg']);
  expect(shootNames(['/p/Smith', '/q/smith'])).toEqual(['p - Smith', 'q - smith']);
});

it('never gives one name twice, and the same ones in any order', () => {
  const name = fc.constantFrom('a', 'A', 'b', 'a - b', 'é', 'e\u0301');
  const folders = fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(folders, (roots) => {
      const names = shootNames(roots);
      expect(new Set(names.map((each) => each.normalize('NFC').toLowerCase())).size).toBe(roots.length);
      const turned = shootNames(roots.toReversed()).toReversed();
      if (!names.some((each) => /\(\d+\)$/.test(each))) expect(turned).toEqual(names);
    }),
  );
});
