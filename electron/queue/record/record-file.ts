import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { PRIVATE_FILE } from '../../base/private-files.ts';
import type { RecordFile } from './money-log.ts';

/** The record of money as a file for its owner alone. Synchronous, as the queue's transactions are. */
export function recordFile(path: string): RecordFile {
  /** Bytes up to the end of the last line that was written whole. */
  let good: number | undefined;
  return {
    read: () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    tail(bytes) {
      if (!existsSync(path)) return undefined;
      return withFile(path, 'r', (file) => {
        const { size } = fstatSync(file);
        const length = Math.min(size, bytes);
        const buffer = Buffer.alloc(length);
        readSync(file, buffer, 0, length, size - length);
        return buffer.toString('utf8');
      });
    },
    append(text) {
      const isNew = !existsSync(path);
      withFile(path, isNew ? 'a+' : 'r+', (file) => {
        good ??= endOfLastLine(file);
        if (fstatSync(file).size !== good) ftruncateSync(file, good);
        const bytes = Buffer.from(text);
        let written = 0;
        while (written < bytes.length) {
          written += writeSync(file, bytes, written, bytes.length - written, good + written);
        }
        fdatasyncSync(file);
        good += bytes.length;
      });
      if (isNew) syncFolderOf(path);
    },
    replace(text) {
      const part = `${path}.part`;
      rmSync(part, { force: true });
      withFile(part, 'wx', (file) => {
        writeFileSync(file, text);
        fsyncSync(file);
      });
      renameSync(part, path);
      syncFolderOf(path);
      good = undefined;
    },
    size: () => (existsSync(path) ? statSync(path).size : 0),
  };
}

function withFile<T>(path: string, flags: string, work: (file: number) => T): T {
  const file = openSync(path, flags, PRIVATE_FILE);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

/** Where the last whole line ends: a crash may have torn the one after it. */
function endOfLastLine(file: number): number {
  const block = Buffer.alloc(4_096);
  for (let end = fstatSync(file).size; end > 0; end -= block.length) {
    const start = Math.max(0, end - block.length);
    const read = readSync(file, block, 0, end - start, start);
    const at = block.subarray(0, read).lastIndexOf(0x0a);
    if (at >= 0) return start + at + 1;
  }
  return 0;
}

/** A new name survives a power cut only when its folder was flushed. Windows needs no such thing. */
function syncFolderOf(path: string): void {
  if (process.platform === 'win32') return;
  withFile(dirname(path), 'r', (folder) => fsyncSync(folder));
}
