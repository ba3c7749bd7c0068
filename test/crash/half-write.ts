import { open, type FileHandle } from 'node:fs/promises';

/**
 * Makes this process die in the middle of the n-th file write: half of the bytes reach the file, then `die` is called.
 * `writeFile` and `write` are the two ways in which the product writes files.
 */
export async function dieAmidWrite(method: 'write' | 'writeFile', n: number, die: () => void): Promise<void> {
  const handle = await open(import.meta.filename);
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const write = prototype.write as (this: FileHandle, data: Uint8Array, at: number, length: number) => Promise<unknown>;
  const whole = prototype[method] as (this: FileHandle, ...args: unknown[]) => Promise<unknown>;
  let count = 0;
  Object.defineProperty(prototype, method, {
    async value(this: FileHandle, data: Uint8Array | string, ...rest: unknown[]) {
      count++;
      if (count !== n) return whole.call(this, data, ...rest);
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      await write.call(this, bytes, 0, bytes.length >> 1);
      die();
      throw new Error('this process should be dead');
    },
  });
}
