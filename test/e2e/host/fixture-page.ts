import { join } from 'node:path';
import type { Page } from '@playwright/test';

export const fixtureApp = join(import.meta.dirname, 'fixture-app');

/** The fixture page's `window`, with what its preload and its script put there; it is looked at from outside, so loosely. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a page's globals have no types here
type PageWindow = any;

/** Runs a function in the page, with its `window`. */
export function inPage<R>(page: Page, fn: (w: PageWindow) => R | Promise<R>): Promise<R> {
  return page.evaluate(`(${fn.toString()})(window)`) as Promise<R>;
}

/** Whatever the fixture's main process noted down. */
export interface FixtureGlobals {
  readonly fixture: {
    readonly events: string[];
    readonly sameModule: boolean;
    readonly sends: string[];
    utility(): Promise<unknown>;
  };
}
