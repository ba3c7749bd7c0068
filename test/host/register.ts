/**
 * Loaded with `node --import` before the app: every `import` and `require` of `electron` gets the stand-in instead.
 * The app's bundles stay exactly as they are shipped.
 */
import { registerHooks } from 'node:module';

const standIn = new URL('./electron.ts', import.meta.url).href;
const names = new Set(['electron', 'electron/main', 'electron/common']);

registerHooks({
  resolve: (specifier, context, next) =>
    names.has(specifier) ? { url: standIn, format: 'module-typescript', shortCircuit: true } : next(specifier, context),
});
