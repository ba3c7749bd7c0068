/**
 * Compiles electron/imaging/kernels/assembly to electron/imaging/kernels/transfer.wasm. Run it after changing the sources:
 * the compiled file is kept in the repository, and a test compiles it anew and compares the bytes.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const entry = 'electron/imaging/kernels/assembly/index.ts';

/** The compiled kernels. Throws with the compiler's own words if they don't compile. */
export async function compileKernels() {
  let wasm;
  const { error, stderr } = await asc.main(
    [
      entry,
      '--outFile',
      'out.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--initialMemory',
      '1',
    ],
    {
      baseDir: root,
      writeFile: (name, contents) => {
        if (name === 'out.wasm') wasm = contents;
      },
    },
  );
  if (error || !wasm) throw new Error(`the kernels do not compile:\n${stderr.toString()}`, { cause: error });
  return wasm;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = resolve(root, 'electron/imaging/kernels/transfer.wasm');
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, await compileKernels());
}
