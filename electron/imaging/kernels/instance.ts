import { readFile } from 'node:fs/promises';

let compiled: Promise<WebAssembly.Module> | undefined;

/** The kernels with memory of their own; `T` names the exports that are wanted of `assembly/index.ts`. */
export async function instantiate<T>(): Promise<T> {
  compiled ??= readFile(new URL('./transfer.wasm', import.meta.url)).then((bytes) => WebAssembly.compile(bytes));
  const instance = await WebAssembly.instantiate(await compiled);
  return instance.exports as unknown as T;
}
