import { afterAll, beforeAll } from 'vitest';
import { openBench, type Bench } from './harness.ts';
import { RESULT_ROWS } from './rows.ts';
import { testRows } from './table-test.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

testRows(RESULT_ROWS, () => bench);
