import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { launchElectron } from './launch-electron.ts';
import { launchHost } from './launch-host.ts';
import { electronBinary } from '../../electron/bin/electron-binary.mjs';

/** The `electron` module as a spec sees it: the real one's types, on both. */
export type ElectronModule = typeof Electron.CrossProcessExports;

export interface LaunchOptions {
  /** Folder of the app (with a `package.json`); this repository by default. */
  readonly app?: string;
  /** Added to the environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** A folder that an earlier start of the same test used, to see what outlives a restart. */
  readonly userData?: string;
  /** Size of the page in CSS pixels; `as-opened` leaves the window as the app made it. */
  readonly size?: { readonly width: number; readonly height: number } | 'as-opened';
}

/** A started app; both ways of starting one answer to this. */
export interface RunningApp {
  readonly kind: 'electron' | 'host';
  readonly page: Page;
  readonly userData: string;
  /** Runs a function in the main process, as Playwright's `electronApp.evaluate` does: it sees nothing but its arguments. */
  evaluateInMain<R, A = undefined>(fn: (electron: ElectronModule, arg: A) => R | Promise<R>, arg?: A): Promise<R>;
  /** Drops files or folders on the element that `selector` finds, with their real paths. */
  dropPaths(selector: string, paths: readonly string[]): Promise<void>;
  /** What the app printed so far. */
  output(): string;
  /** Resolves with the exit code once the main process has ended. */
  readonly exited: Promise<number | null>;
  /** Quits as a person does, and waits for the end. Safe to call twice. */
  close(): Promise<void>;
  /** Ends the main process without a word, as a crash or a power cut does. */
  kill(): Promise<void>;
}

export interface Started extends LaunchOptions {
  readonly app: string;
  readonly userData: string;
  readonly environment: Record<string, string>;
}

const repository = join(import.meta.dirname, '../..');
const windowSize = { width: 1440, height: 900 };

export type LaunchApp = (options?: LaunchOptions) => Promise<RunningApp>;

export const test = base.extend<{ launchApp: LaunchApp; ownFolder: string }>({
  /** A folder of this test's own, gone after it. */
  ownFolder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'afterglow-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },
  launchApp: async ({ ownFolder }, use, testInfo) => {
    const running: RunningApp[] = [];
    await use(async (options = {}) => {
      const userData = options.userData ?? (await mkdtemp(join(ownFolder, 'user-data-')));
      const started = {
        ...options,
        app: options.app ?? repository,
        userData,
        environment: environment(options, userData),
      };
      const app = electronBinary() === undefined ? await launchHost(started) : await launchElectron(started);
      running.push(app);
      const { size = windowSize } = options;
      if (size !== 'as-opened') await resize(app, size);
      return app;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, app] of running.entries()) {
      if (failed) await testInfo.attach(`output-${index + 1}.txt`, { body: app.output(), contentType: 'text/plain' });
      await app.close();
    }
  },
});

export { expect } from '@playwright/test';
export type { ElectronApplication };

async function resize(app: RunningApp, size: { readonly width: number; readonly height: number }): Promise<void> {
  await app.evaluateInMain(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
}

function environment({ env = {} }: LaunchOptions, userData: string): Record<string, string> {
  const all: Record<string, string | undefined> = {
    ...process.env,
    ...withoutShellLeftovers,
    AFTERGLOW_USER_DATA: userData,
    ...env,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** What a developer's own shell happens to hold must not reach an app under test, and no test may reach the live service. */
const withoutShellLeftovers = {
  AILAB_API_KEY: undefined,
  NODE_OPTIONS: undefined,
  ELECTRON_RUN_AS_NODE: undefined,
  AFTERGLOW_API: 'http://127.0.0.1:9',
};
