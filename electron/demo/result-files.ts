import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The pictures that wait to be fetched. On disk: a shoot of a thousand would fill the memory. */
export interface ResultFiles {
  put(taskId: string, bytes: Uint8Array): Promise<void>;
  get(taskId: string): Promise<Buffer>;
  /** Removes them all. */
  close(): Promise<void>;
}

/** Keeps results in a temporary folder of their own, which exists only while there is something in it to keep. */
export function openResultFiles(): ResultFiles {
  let folder: Promise<string> | undefined;
  const path = async (taskId: string) => {
    folder ??= mkdtemp(join(tmpdir(), 'afterglow-demo-'));
    return join(await folder, taskId);
  };
  return {
    put: async (taskId, bytes) => writeFile(await path(taskId), bytes),
    get: async (taskId) => readFile(await path(taskId)),
    async close() {
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
    },
  };
}
