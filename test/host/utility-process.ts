import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { notImplemented, strict } from './not-implemented.ts';

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly execArgv?: readonly string[];
  readonly cwd?: string;
  readonly serviceName?: string;
  readonly stdio?: 'pipe' | 'ignore' | 'inherit' | readonly string[];
}

const known = new Set(['env', 'execArgv', 'cwd', 'serviceName', 'stdio']);
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Electron's utility process, played by a plain Node child whose `process.parentPort` is put there by `utility-shim.ts`. */
class UtilityProcess extends EventEmitter {
  readonly child: ChildProcess;

  constructor(file: string, args: readonly string[], options: ForkOptions) {
    super();
    const strange = Object.keys(options).find((name) => !known.has(name));
    if (strange !== undefined) notImplemented(`utilityProcess.fork option ${strange}`);
    const { env = process.env, cwd, execArgv = [], stdio = 'inherit' } = options;
    const streams = typeof stdio === 'string' ? ['ignore', stdio, stdio] : [...stdio];
    this.child = fork(file, args, {
      env,
      ...(cwd !== undefined && { cwd }),
      execArgv: [...execArgv, '--import', new URL('./utility-shim.ts', import.meta.url).href],
      serialization: 'advanced',
      stdio: [...(streams as 'pipe'[]), 'ipc'],
    });
    running.add(this.child);
    this.child.once('spawn', () => this.emit('spawn'));
    this.child.on('message', (message) => this.emit('message', message));
    this.child.once('exit', (code) => {
      running.delete(this.child);
      this.emit('exit', code ?? 1);
    });
  }

  get pid(): number | undefined {
    return this.child.exitCode === null && this.child.signalCode === null ? this.child.pid : undefined;
  }

  get stdout(): Readable | null {
    return this.child.stdout;
  }

  get stderr(): Readable | null {
    return this.child.stderr;
  }

  postMessage(message: unknown, transfer?: readonly unknown[]): void {
    if (transfer && transfer.length > 0) notImplemented('utilityProcess.postMessage with ports');
    // A child that has just ended takes no message, in Electron silently; its `exit` tells.
    if (this.child.connected) this.child.send(message as object, () => undefined);
  }

  kill(): boolean {
    return this.child.kill();
  }
}

export const utilityProcess = strict('utilityProcess', {
  fork: (file: string, args: readonly string[] = [], options: ForkOptions = {}) =>
    strict('utilityProcess', new UtilityProcess(file, args, options)),
});
