import { defineConfig } from '@playwright/test';

/** The pictures of `docs/guide.md`, taken from the running app: `npm run tour`. */
export default defineConfig({
  testDir: '.',
  testMatch: 'tour.ts',
  outputDir: '../../../test-results/tour',
  workers: 1,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  use: { actionTimeout: 30_000 },
  reporter: 'list',
});
