/// <reference lib="dom" />
import type { Page } from '@playwright/test';
import type { AfterglowBridge } from '../../../electron/contract/index.ts';

/** The app's `window` with its bridge, as a spec looks at it from outside. */
export type AppWindow = Window & typeof globalThis & { readonly afterglow: AfterglowBridge };

/** Runs a function in the app's page, with its `window` and one argument. */
export function inApp<R, A = undefined>(page: Page, fn: (w: AppWindow, arg: A) => R | Promise<R>, arg?: A): Promise<R> {
  return page.evaluate<R>(`(${fn.toString()})(window, ${JSON.stringify(arg)})`);
}
