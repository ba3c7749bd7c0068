import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  globalSetup: './test/e2e/which-one.ts',
  // Every spec starts an app with a browser and picture work of its own: more at a time only makes each slower.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // As for the integration tests: what fails twice is a fault.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: process.env['CI'] ? [['list'], ['html', { open: 'never' }]] : 'list',
  use: { trace: 'off' },
});
