// Adds up the steps of .ci/run: prints a table, then `N passed, N failed[, N skipped]` as the last line.
// Uses nothing but Node, since it must also work when the installation itself failed.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Passed, failed and skipped tests of Vitest's JSON report. A file that could not even be loaded counts as one failure. */
export function countVitest(report) {
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
    // Vitest keeps the failures of earlier tries with a test that passed in the end.
    flaky: report.testResults
      .flatMap((file) => file.assertionResults)
      .filter((test) => test.status === 'passed' && test.failureMessages?.length > 0)
      .map((test) => test.fullName),
  };
}

/** The same of Playwright's. A test that passed when it was tried again has passed, and is named; an error outside of tests is a failure. */
export function countPlaywright({ stats, errors, suites = [] }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    flaky: suites.flatMap(flakySpecs),
  };
}

function flakySpecs({ specs = [], suites = [] }) {
  const own = specs.filter((spec) => spec.tests.some((test) => test.status === 'flaky')).map((spec) => spec.title);
  return [...own, ...suites.flatMap(flakySpecs)];
}

/**
 * Numbers of one step. `readReport` returns the runner's parsed report, or throws. The exit code has the last word: a
 * runner that failed without a failed test, or that left no report, counts as one failure.
 */
export function countStep({ kind, code }, readReport) {
  if (kind === 'check') return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, flaky: [] };
  let numbers;
  try {
    numbers = (kind === 'vitest' ? countVitest : countPlaywright)(readReport());
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, flaky: [], note: `no usable report (${error.message})` };
  }
  if (code !== 0 && numbers.failed === 0) return { ...numbers, failed: 1, note: `exit code ${code}` };
  return numbers;
}

/** Sum of all steps, and whether the run is good: nothing failed, and tests (not only checks) did run. */
export function total(steps) {
  const sum = (key, list = steps) => list.reduce((n, step) => n + step[key], 0);
  const runners = steps.filter((step) => step.kind !== 'check');
  const ran = sum('passed', runners) + sum('failed', runners);
  const numbers = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  return { ...numbers, ran, good: numbers.failed === 0 && ran > 0 };
}

export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function main(folder) {
  const steps = readdirSync(folder)
    .sort()
    .map((name) => {
      const step = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return { ...step, ...countStep(step, () => JSON.parse(readFileSync(step.report, 'utf8'))) };
    });
  const row = (cells) =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(10) : String(cell).padStart(8))).join(' ');
  console.log(row(['step', 'passed', 'failed', 'skipped', 'flaky', 'seconds']));
  for (const step of steps) {
    const line = row([step.name, step.passed, step.failed, step.skipped, step.flaky.length, step.seconds]);
    console.log(step.note === undefined ? line : `${line}  ${step.note}`);
  }
  const all = total(steps);
  const flaky = steps.flatMap((step) => step.flaky.map((name) => `${step.name}: ${name}`));
  const seconds = steps.reduce((n, step) => n + step.seconds, 0);
  console.log(row(['total', all.passed, all.failed, all.skipped, flaky.length, seconds]));
  for (const name of flaky) console.log(`Passed only when it was tried again: ${name}`);
  if (all.ran === 0) console.log('No test ran.');
  console.log(lastLine(all));
  process.exitCode = all.good ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv[2]);
