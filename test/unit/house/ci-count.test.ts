import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { repositoryRoot } from './repository.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-count-'));
  await mkdir(join(folder, 'steps'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Step {
  readonly kind: 'check' | 'vitest' | 'playwright';
  readonly code: number;
  readonly report?: unknown;
}

/** Runs .ci/count.mjs on the given steps. */
async function count(steps: Record<string, Step>): Promise<{ code: number; lines: string[] }> {
  for (const [index, [name, { kind, code, report }]] of Object.entries(steps).entries()) {
    const path = join(folder, `${name}.json`);
    if (report !== undefined) await writeFile(path, JSON.stringify(report));
    const step = { name, kind, code, seconds: index, report: path };
    await writeFile(join(folder, 'steps', `0${index}.json`), JSON.stringify(step));
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [join(repositoryRoot, '.ci/count.mjs'), join(folder, 'steps')], (error, stdout) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, lines: stdout.trimEnd().split('\n') });
    });
  });
}

const vitest = (passed: number, failed: number, skipped: number, testResults: unknown[] = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  numTodoTests: 0,
  testResults,
});
const playwright = (expected: number, unexpected: number, skipped: number, errors: unknown[] = []) => ({
  stats: { expected, unexpected, flaky: 0, skipped },
  errors,
});

it('adds up checks and the reports of both runners', async () => {
  const { code, lines } = await count({
    lint: { kind: 'check', code: 0 },
    test: { kind: 'vitest', code: 0, report: vitest(10, 0, 2) },
    e2e: { kind: 'playwright', code: 0, report: playwright(4, 0, 1) },
  });
  expect(lines.at(-1)).toBe('15 passed, 0 failed, 3 skipped');
  expect(lines).toHaveLength(6);
  expect(code).toBe(0);
});

it('names what passed only when it was tried again', async () => {
  const twice = { status: 'passed', fullName: 'a slow process ends', failureMessages: ['timed out'] };
  const once = { status: 'passed', fullName: 'a quick one', failureMessages: [] };
  const spec = { title: 'opens', tests: [{ status: 'flaky' }] };
  const { code, lines } = await count({
    test: { kind: 'vitest', code: 0, report: vitest(2, 0, 0, [{ status: 'passed', assertionResults: [twice, once] }]) },
    e2e: { kind: 'playwright', code: 0, report: { ...playwright(3, 0, 0), suites: [{ suites: [{ specs: [spec] }] }] } },
  });
  expect(lines.filter((line) => line.startsWith('Passed only'))).toEqual([
    'Passed only when it was tried again: test: a slow process ends',
    'Passed only when it was tried again: e2e: opens',
  ]);
  expect(lines.at(-1)).toBe('5 passed, 0 failed');
  expect(code).toBe(0);
});

it('leaves out the skipped when there are none', async () => {
  const { lines } = await count({ test: { kind: 'vitest', code: 0, report: vitest(1, 0, 0) } });
  expect(lines.at(-1)).toBe('1 passed, 0 failed');
});

it.each<[string, Record<string, Step>, string]>([
  ['a failed check', { lint: { kind: 'check', code: 1 } }, '3 passed, 1 failed'],
  ['a failed test', { more: { kind: 'vitest', code: 1, report: vitest(1, 2, 0) } }, '4 passed, 2 failed'],
  [
    'a test file that did not load',
    {
      more: { kind: 'vitest', code: 1, report: vitest(1, 0, 0, [{ status: 'failed', assertionResults: [] }]) },
    },
    '4 passed, 1 failed',
  ],
  [
    'a runner that failed without a failed test',
    { more: { kind: 'vitest', code: 1, report: vitest(1, 0, 0) } },
    '4 passed, 1 failed',
  ],
  ['a runner without a report', { more: { kind: 'playwright', code: 0 } }, '3 passed, 1 failed'],
  [
    'an error outside of the tests',
    { more: { kind: 'playwright', code: 1, report: playwright(0, 0, 0, [{}]) } },
    '3 passed, 1 failed',
  ],
])('fails on %s', async (_, steps, last) => {
  const { code, lines } = await count({ test: { kind: 'vitest', code: 0, report: vitest(3, 0, 0) }, ...steps });
  expect(lines.at(-1)).toBe(last);
  expect(code).toBe(1);
});

it('fails when no test ran', async () => {
  const { code, lines } = await count({
    lint: { kind: 'check', code: 0 },
    corpus: { kind: 'vitest', code: 0, report: vitest(0, 0, 5) },
  });
  expect(lines.at(-1)).toBe('1 passed, 0 failed, 5 skipped');
  expect(code).toBe(1);
});
