import { createRequire } from 'node:module';

/**
 * Where the HEIC decoder lies, or undefined if it is not installed. `heic-decode` (ISC) carries libheif and libde265, both
 * under the LGPL 3, as a file of their own that is loaded when it is needed: it can be replaced with another build or
 * left out, and nothing else changes. See docs/licences.md.
 */
export function heicDecoderPath(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('heic-decode');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
