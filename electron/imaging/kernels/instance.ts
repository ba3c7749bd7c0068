import { readFile } from 'node:fs/promises';

let compiled: Promise<WebAssembly.Module> | undefined;

/** The kernels with memory of their own; `T` names the exports that are wanted of `assembly/index.ts`. */
export async function instantiate<T>(): Promise<T> {
  compiled ??= compile();
  const instance = await WebAssembly.instantiate(await compiled);
  return instance.exports as unknown as T;
}

/** A file that could not be read this time may be there the next time. */
async function compile(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(await readFile(new URL('./transfer.wasm', import.meta.url)));
  } catch (error) {
    compiled = undefined;
    throw error;
  }
}
