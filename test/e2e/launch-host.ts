import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import type { Command, Report } from '../host/control.ts';
import { dropOn } from './drop.ts';
import type { RunningApp, Started } from './launch-app.ts';

const host = (name: string) => fileURLToPath(new URL(`../host/${name}`, import.meta.url));
const CLOSE_MS = 20_000;

/** Starts the app on the stand-in for Electron: its main bundle in a Node process, its page in Chromium. */
export async function launchHost({ app, args = [], userData, environment }: Started): Promise<RunningApp> {
  const { main } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { main: string };
  const child = spawn(
    process.execPath,
    ['--import', host('register.ts'), host('entry.ts'), join(app, main), `--user-data-dir=${userData}`, ...args],
    { cwd: app, env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'advanced' },
  );
  const printed: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const output = () => printed.join('');
  const said = () => `It printed:\n${output()}`;
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const line = new ControlLine(child, output);
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };

  let browser: Browser;
  let page: Page;
  try {
    browser = await chromium.connectOverCDP(await line.endpoint);
    page = await firstPage(browser);
  } catch (error) {
    await kill();
    throw new Error(`The app did not open a window. ${said()}`, { cause: error });
  }

  return {
    kind: 'host',
    page,
    userData,
    exited,
    output,
    kill,
    evaluateInMain: (fn, arg) => line.ask({ kind: 'evaluate', source: fn.toString(), arg }) as never,
    async dropPaths(selector, paths) {
      await line.ask({ kind: 'drop', paths });
      await dropOn(page, selector, paths);
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      line.quit();
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
      const code = await exited;
      clearTimeout(timer);
      await browser.close();
      if (child.signalCode !== null) throw new Error(`The app did not quit within ${CLOSE_MS / 1000} s. ${said()}`);
      if (code !== 0) throw new Error(`The app did not quit in order (exit code ${code}). ${said()}`);
    },
  };
}

/** The page of the app's first window, loaded. */
async function firstPage(browser: Browser): Promise<Page> {
  const context = browser.contexts()[0];
  if (!context) throw new Error('Chromium has no default context');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  await page.waitForURL(/^https:\/\/[^/]+\.test\//);
  return page;
}

type Question =
  | { readonly kind: 'evaluate'; readonly source: string; readonly arg: unknown }
  | { readonly kind: 'drop'; readonly paths: readonly string[] };

/** Questions to the stand-in's process and their answers. */
class ControlLine {
  /** Where Playwright attaches; rejects when the app ends before its browser listens. */
  readonly endpoint: Promise<string>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #lastId = 0;

  constructor(child: ChildProcess, output: () => string) {
    this.#child = child;
    this.endpoint = new Promise((resolve, reject) => {
      child.on('message', (message) => {
        const report = message as Report;
        if (report.kind === 'listening') resolve(report.endpoint);
      });
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`The app ended (code ${code}). It printed:\n${output()}`)));
    });
    this.endpoint.catch(() => {});
    child.on('message', (message) => this.#answer(message as Report));
    child.once('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The app has ended'));
      this.#waiting.clear();
    });
  }

  ask(question: Question): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ ...question, id } satisfies Command, (error) => {
        if (error) reject(error);
      });
    });
  }

  quit(): void {
    this.#child.send({ kind: 'quit' } satisfies Command);
  }

  #answer(report: Report): void {
    if (report.kind === 'listening') return;
    const waiting = this.#waiting.get(report.id);
    this.#waiting.delete(report.id);
    if (report.kind === 'result') waiting?.resolve(report.value);
    else waiting?.reject(new Error(report.message));
  }
}
