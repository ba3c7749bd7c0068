import { expect, it } from 'vitest';
import { FAULTS, parseFault } from '../../../electron/demo/index.ts';
import { ALL_ROWS } from './rows.ts';

it('has a row for every fault of the demo service, and none for another', () => {
  const tried = new Set(ALL_ROWS.map(({ plan }) => parseFault(plan).name));
  expect(FAULTS.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});
