import { defineConfig } from 'vitest/config';

/** One project per kind of test, so that each has a plain npm script of its own. */
const project = (name: string, include: string[], timeout: number, retry = 0) => ({
  test: { name, include, testTimeout: timeout, hookTimeout: timeout, retry, environment: 'node' as const },
});

/** Real processes may miss a time-out once on a busy machine; what fails twice is a fault. */
const again = process.env['CI'] === undefined ? 0 : 1;

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'], 10_000),
      project('integration', ['test/integration/**/*.test.ts'], 120_000, again),
      project('corpus', ['test/corpus/**/*.test.ts'], 300_000),
    ],
  },
});
