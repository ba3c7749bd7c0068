import type { Chromium } from './chromium.ts';

/** What the parts of the stand-in share: one app per process, so one of each. */
export const state: {
  ready: boolean;
  quitting: boolean;
  chromium: Chromium | undefined;
  /** Privileged custom schemes, lower case. */
  readonly schemes: Set<string>;
} = { ready: false, quitting: false, chromium: undefined, schemes: new Set() };

export function browser(): Chromium {
  if (!state.chromium) throw new Error('Cannot create BrowserWindow before app is ready');
  return state.chromium;
}
