import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from '../base/reason.ts';
import { isInside, REPORT_NAME } from '../export/index.ts';
import type { JobStore } from '../queue/index.ts';

/** Whether a folder is one that results of any batch were put into, or lies in one. */
export function isOutput(store: JobStore, folder: string): Promise<boolean> {
  return isInside(folder, store.outputRoots());
}

/**
 * Whether a file below `root` lies among results: in an output folder that the queue knows, or in one (of another computer, or
 * renamed since) that holds a report.
 */
export async function isResult(store: JobStore, path: string, root: string): Promise<boolean> {
  if (await isInside(dirname(path), store.outputRoots())) return true;
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
    if (await isThere(join(folder, REPORT_NAME))) return true;
  }
  return false;
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}
