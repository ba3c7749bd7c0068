/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { electronBinary } from '../../electron/bin/electron-binary.mjs';
import { findChromium } from '../host/find-chromium.ts';
import type { RunningApp, Started } from '../e2e/launch-app.ts';
import { launchElectron } from '../e2e/launch-electron.ts';
import { launchHost } from '../e2e/launch-host.ts';

/** The built app, started the way the end-to-end tests start it, outside of a test. */
export async function startApp(userData: string): Promise<RunningApp> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const environment: Record<string, string> = {
    ...Object.fromEntries(inherited),
    AFTERGLOW_USER_DATA: userData,
    AFTERGLOW_API: 'http://127.0.0.1:9',
  };
  for (const name of ['AILAB_API_KEY', 'NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE']) delete environment[name];
  const started: Started = { app: join(import.meta.dirname, '../..'), userData, environment };
  if (electronBinary() !== undefined) return launchElectron(started);
  const found = findChromium([chromium.executablePath()]);
  if (found !== undefined) environment['CHROMIUM_PATH'] = found;
  return launchHost(started);
}

interface DelayMonitor {
  readonly max: number;
  percentile(share: number): number;
}
type WithMonitor = typeof globalThis & { uiBenchDelay?: DelayMonitor };

/** Begins to watch how long the main process's event loop is held up. */
export async function watchEventLoop({ evaluateInMain }: RunningApp): Promise<void> {
  await evaluateInMain(() => {
    const monitor = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 10 });
    monitor.enable();
    (globalThis as WithMonitor).uiBenchDelay = monitor;
  });
}

/** Milliseconds, the resolution of the watch (10 ms) included. */
export async function eventLoopDelay({ evaluateInMain }: RunningApp): Promise<{ max: number; p99: number }> {
  return evaluateInMain(() => {
    const monitor = (globalThis as WithMonitor).uiBenchDelay;
    return { max: (monitor?.max ?? NaN) / 1e6, p99: (monitor?.percentile(99) ?? NaN) / 1e6 };
  });
}

/** What the main process's script holds after a clean-up, megabytes. The clean-up holds the process up: not while that is watched. */
export async function mainScriptMemory({ evaluateInMain }: RunningApp): Promise<number> {
  return evaluateInMain(() => {
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
    (process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void)();
    return process.memoryUsage().heapUsed / 1e6;
  });
}

/** Memory of the page's process (undefined where the system does not tell) and of the main process, megabytes. */
export async function memoryOf(app: RunningApp): Promise<{ page: number | undefined; main: number; script: number }> {
  const main = await app.evaluateInMain(() => process.memoryUsage().rss / 1e6);
  const session = await app.page.context().newCDPSession(app.page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  const script = (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN) / 1e6;
  return { page: await residentOf(app.page), main, script };
}

/** The largest of the browser's page processes, from Linux's own books. */
async function residentOf(page: Page): Promise<number | undefined> {
  const browser = page.context().browser();
  if (browser === null || process.platform !== 'linux') return undefined;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) => readFile(`/proc/${String(id)}/statm`, 'utf8')),
  );
  return Math.max(...sizes.map((text) => (Number(text.split(' ')[1]) * 4096) / 1e6));
}
