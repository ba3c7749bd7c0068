import { defineConfig } from 'vitest/config';

/** One project per kind of test, so that each has a plain npm script of its own. */
const project = (name: string, include: string[], timeout: number) => ({
  test: { name, include, testTimeout: timeout, hookTimeout: timeout, environment: 'node' as const },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'], 10_000),
      project('integration', ['test/integration/**/*.test.ts'], 60_000),
      project('corpus', ['test/corpus/**/*.test.ts'], 300_000),
    ],
  },
});
