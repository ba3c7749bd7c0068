import { defaultTimeouts } from '../../../electron/ailab/room.ts';

/** How long the service client waits for an answer that never comes: long as in the product, or short for a test's sake. */
export const patience = { short: false };

const SHORT_MS = 700;
const long = { headersMs: defaultTimeouts.headersMs, bodyMs: defaultTimeouts.bodyMs };

Object.defineProperties(defaultTimeouts, {
  headersMs: { enumerable: true, get: () => (patience.short ? SHORT_MS : long.headersMs) },
  bodyMs: { enumerable: true, get: () => (patience.short ? SHORT_MS : long.bodyMs) },
});
