import { cp, readFile, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const root = import.meta.dirname;

/** Everything that is started as a program of its own: the app, the command line, and the helper processes. */
const programs = ['main', 'cli', 'imaging-process', 'transfer-worker', 'demo-worker'];

const WASM_ADDRESS = /new URL\(\s*(['"])([^'"]+\.wasm)\1\s*,\s*import\.meta\.url\s*\)/g;

/**
 * Lets a module read a WebAssembly file that lies beside it as `new URL('./kernel.wasm', import.meta.url)`, both from
 * the sources and from the bundle: copies the file into the output folder and points the address at it.
 */
function wasmBesideBundle(): Plugin {
  return {
    name: 'afterglow:wasm-beside-bundle',
    enforce: 'pre',
    async transform(code, id) {
      const module = id.split('?', 1)[0] ?? id;
      const found = [...code.matchAll(WASM_ADDRESS)];
      for (const [, , address = ''] of found) {
        const file = resolve(dirname(module), address);
        this.addWatchFile(file);
        this.emitFile({ type: 'asset', fileName: basename(file), source: await readFile(file) });
      }
      if (found.length === 0) return null;
      const moved = (_all: string, quote: string, address: string) =>
        `new URL(${quote}./${basename(address)}${quote}, import.meta.url)`;
      return { code: code.replace(WASM_ADDRESS, moved), map: null };
    },
  };
}

/**
 * The portraits of the demo lie beside the bundles, as files: native code cannot look into a packaged app's archive. Their
 * licence lies beside the folder, because the folder is one that people open.
 */
function demoSamples(): Plugin {
  const from = resolve(root, 'electron/demo/samples');
  const to = resolve(root, 'out/samples');
  return {
    name: 'afterglow:demo-samples',
    async writeBundle() {
      await rm(to, { recursive: true, force: true });
      await cp(from, to, { recursive: true, filter: (path) => !path.endsWith('.md') });
      await cp(resolve(from, 'LICENSE.md'), resolve(root, 'out/SAMPLES-LICENSE.md'));
    },
  };
}

export default defineConfig({
  main: {
    plugins: [wasmBesideBundle(), demoSamples()],
    build: {
      sourcemap: false,
      rolldownOptions: {
        input: Object.fromEntries(programs.map((name) => [name, resolve(root, `electron/${name}.ts`)])),
        output: {
          // Flat, so that an address relative to a module means the same in an entry and in a shared chunk.
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      sourcemap: false,
      // A sandboxed preload can require nothing but Electron: whatever it uses is bundled, as CommonJS.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: resolve(root, 'electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    plugins: [react()],
    build: {
      sourcemap: false,
      minify: true,
      // One file, read from the disk: there is no network to save it for.
      chunkSizeWarningLimit: 2000,
      // The content security policy knows no data: addresses.
      assetsInlineLimit: 0,
      rolldownOptions: { input: resolve(root, 'renderer/index.html') },
    },
  },
});
