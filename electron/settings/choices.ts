import type { Handlers, Preferences } from '../contract/index.ts';
import type { PreferenceStore } from './preferences.ts';

/** How the app behaves until somebody chooses otherwise. */
export const DEFAULTS: Preferences = {
  language: 'system',
  surround: 'dark',
  keepAwake: true,
  notify: true,
  concurrency: undefined,
  defaultLevel: 0.5,
  openWhenDone: false,
  resultsGigabytes: 30,
  lastExport: undefined,
  presets: [],
  welcomed: false,
};

/** What the photographer chose for the app as a whole: read, changed and told to the window. */
export class Choices {
  readonly handlers: Pick<Handlers, 'preferences:get' | 'preferences:set'>;
  readonly #store: PreferenceStore;
  readonly #changed: (preferences: Preferences) => void;
  /** The store reads its file at every question, and some ask for every photo. */
  #current: Preferences | undefined;

  /** @param changed called after every change, with the whole */
  constructor(store: PreferenceStore, changed: (preferences: Preferences) => void) {
    this.#store = store;
    this.#changed = changed;
    this.handlers = { 'preferences:get': () => this.current, 'preferences:set': (change) => this.set(change) };
  }

  get current(): Preferences {
    return (this.#current ??= choicesIn(this.#store));
  }

  /** Keeps a change. Throws what the file system throws. */
  set(change: Partial<Preferences>): Preferences {
    const all: Preferences = { ...this.current, ...change };
    // What equals the default is not written: a better default of a later version then holds for everybody who never chose.
    const differing = Object.entries(all).filter(([key, value]) => !same(value, DEFAULTS[key as keyof Preferences]));
    this.#store.set('chosen', Object.fromEntries(differing));
    this.#current = all;
    this.#changed(all);
    return all;
  }
}

/** What was chosen, and the defaults for the rest. */
export function choicesIn(store: PreferenceStore): Preferences {
  return { ...DEFAULTS, ...store.get('chosen') };
}

function same(a: unknown, b: unknown): boolean {
  return a === undefined || JSON.stringify(a) === JSON.stringify(b);
}
