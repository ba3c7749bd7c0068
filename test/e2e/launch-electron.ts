import { _electron } from '@playwright/test';
import { electronBinary } from '../../electron/bin/electron-binary.mjs';
import { dropOn } from './drop.ts';
import type { RunningApp, Started } from './launch-app.ts';

/** Starts the app in real Electron, through Playwright. */
export async function launchElectron({ app, args = [], userData, environment }: Started): Promise<RunningApp> {
  const executablePath = electronBinary();
  if (executablePath === undefined) throw new Error('Electron is not installed');
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const electron = await _electron.launch({
    executablePath,
    args: [...asRoot, app, `--user-data-dir=${userData}`, ...args],
    env: environment,
  });
  const child = electron.process();
  const printed: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const page = await electron.firstWindow();
  await page.waitForLoadState('load');
  return {
    kind: 'electron',
    page,
    userData,
    exited,
    output: () => printed.join(''),
    evaluateInMain: (fn, arg) => electron.evaluate(fn as never, arg as never),
    dropPaths: (selector, paths) => dropOn(page, selector, paths),
    async close() {
      if (child.exitCode === null && child.signalCode === null) await electron.close();
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
