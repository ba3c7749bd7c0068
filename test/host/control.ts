import { statSync } from 'node:fs';
import { basename } from 'node:path';
import electron from './electron.ts';
import { app } from './app.ts';
import { webContents } from './web-contents.ts';

export type Command =
  | { readonly kind: 'evaluate'; readonly id: number; readonly source: string; readonly arg: unknown }
  /** Paths that the spec is about to drop on the page; `webUtils.getPathForFile` finds them by name and size. */
  | { readonly kind: 'drop'; readonly id: number; readonly paths: readonly string[] }
  | { readonly kind: 'quit' };

export type Report =
  | { readonly kind: 'listening'; readonly endpoint: string }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

/** The line to the spec, over Node's own child-process channel. The app itself must not see that channel: Electron has none. */
export function openControl(): (report: Report) => void {
  const send = process.send?.bind(process);
  if (!send) throw new Error('start the stand-in through launchApp()');
  Object.defineProperty(process, 'send', { value: undefined });
  const report = (content: Report) => void send(content);
  process.on('message', (message) => void obey(message as Command, report));
  // The spec's process is gone: nobody is left to close this one.
  process.once('disconnect', () => process.exit(1));
  return report;
}

async function obey(command: Command, report: (content: Report) => void): Promise<void> {
  if (command.kind === 'quit') {
    app.quit();
    return;
  }
  const { id } = command;
  try {
    report({
      kind: 'result',
      id,
      value: command.kind === 'drop' ? expectDrop(command.paths) : await evaluate(command),
    });
  } catch (error) {
    report({ kind: 'error', id, message: error instanceof Error ? error.message : String(error) });
  }
}

function evaluate({ source, arg }: { readonly source: string; readonly arg: unknown }): unknown {
  // The same contract as Playwright's `electronApp.evaluate`: the function's text, called with the electron module.
  const run = (0, eval)(`(${source})`) as (module: typeof electron, given: unknown) => unknown;
  return run(electron, arg);
}

function expectDrop(paths: readonly string[]): void {
  const dropped = paths.map((path) => {
    const info = statSync(path);
    return { name: basename(path), size: info.isDirectory() ? null : info.size, path };
  });
  for (const contents of webContents.getAllWebContents()) contents.deliver({ paths: dropped });
}
