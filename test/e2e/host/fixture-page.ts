/// <reference lib="dom" />
import { join } from 'node:path';
import type { Page } from '@playwright/test';

export const fixtureApp = join(import.meta.dirname, 'fixture-app');

/** What the fixture's preload offers to its page. */
interface Bridge {
  readonly facts: { readonly sandboxed: boolean; readonly nested: { readonly list: readonly unknown[] } };
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  send(channel: string, ...args: unknown[]): void;
  on(channel: string, listener: (...args: unknown[]) => void): () => void;
  callBack(listener: (text: string) => void): void;
  same(a: unknown, b: unknown): boolean;
  fail(): void;
  failLater(): Promise<void>;
  pathOf(file: File): string;
  lacking(): void;
}

/** The fixture page's `window`, with what its preload, its script and the specs put there. */
export type PageWindow = Window &
  typeof globalThis & {
    readonly bridge: Bridge;
    readonly bridgeAtStart: string;
    readonly evalResult: unknown;
    readonly dropped: readonly string[];
    readonly require?: unknown;
    readonly module?: unknown;
    heard: unknown[][];
    stop: () => void;
  };

/** Runs a function in the page, with its `window`. */
export function inPage<R>(page: Page, fn: (w: PageWindow) => R | Promise<R>): Promise<R> {
  return page.evaluate<R>(`(${fn.toString()})(window)`);
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
