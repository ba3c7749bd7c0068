import { mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join } from 'node:path';

/**
 * One running app per user-data folder. Asking is synchronous in Electron, so the lock is a file with a process id, and a
 * second start leaves a note in a folder that the first one watches.
 */
export class InstanceLock {
  readonly #file: string;
  readonly #watcher: FSWatcher;

  private constructor(file: string, watcher: FSWatcher) {
    this.#file = file;
    this.#watcher = watcher;
  }

  /** Undefined where another process holds it; that one has been told. */
  static take(userData: string, onSecond: (argv: string[], folder: string) => void): InstanceLock | undefined {
    const file = join(userData, 'host-instance.lock');
    const notes = join(userData, 'host-instance');
    mkdirSync(notes, { recursive: true });
    const holder = holderOf(file);
    if (holder !== undefined) {
      const note = JSON.stringify({ argv: process.argv, folder: process.cwd() });
      writeFileSync(join(notes, `${process.pid}.json`), note);
      return undefined;
    }
    writeFileSync(file, String(process.pid));
    const watcher = watch(notes, () => {
      for (const name of readdirSync(notes)) {
        const text = readFileSync(join(notes, name), 'utf8');
        // An empty file is one that is still being written; its next change comes.
        if (text === '') continue;
        rmSync(join(notes, name));
        const { argv, folder } = JSON.parse(text) as { argv: string[]; folder: string };
        onSecond(argv, folder);
      }
    });
    return new InstanceLock(file, watcher);
  }

  release(): void {
    this.#watcher.close();
    rmSync(this.#file, { force: true });
  }
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    process.kill(pid, 0);
    return pid === process.pid ? undefined : pid;
  } catch {
    // No file, or the process that wrote it is gone: the lock is free.
    return undefined;
  }
}
