import { basename } from 'node:path';
import type { AppState, Handlers, KeyOutcome, ServiceMode } from '../contract/index.ts';
import { ReasonError } from '../base/reason.ts';
import type { Reason } from '../base/reason.ts';
import { parseApiKey } from './api-key.ts';
import type { KeyVault } from './key-vault.ts';
import type { PreferenceStore } from './preferences.ts';

const RECENT_FOLDERS = 10;

/** What the service said about a key. `unknown`: it could not be asked. */
export type KeyCheck =
  { readonly kind: 'good'; readonly credits: number } | { readonly kind: 'bad' | 'unknown'; readonly reason: Reason };

export interface AppDeskOptions {
  readonly version: string;
  readonly platform: NodeJS.Platform;
  readonly preferences: PreferenceStore;
  readonly vault: KeyVault;
  /** Asks the live service, free of charge. */
  readonly checkKey: (key: string) => Promise<KeyCheck>;
  readonly keyChanged: () => void;
  readonly setMode: (mode: ServiceMode) => Promise<void>;
  readonly changed: (state: AppState) => void;
}

/** Answers the window's questions about the app itself: mode, key and recent folders. */
export class AppDesk {
  readonly handlers: Pick<Handlers, 'app:state' | 'app:set-mode' | 'key:set' | 'key:forget'>;
  readonly #options: AppDeskOptions;

  constructor(options: AppDeskOptions) {
    this.#options = options;
    this.handlers = {
      'app:state': () => this.state,
      'app:set-mode': (mode) => this.#setMode(mode),
      'key:set': (key) => this.#setKey(key),
      'key:forget': () => this.#forgetKey(),
    };
  }

  get state(): AppState {
    const { version, platform, preferences, vault } = this.#options;
    return {
      version,
      platform: platform === 'darwin' || platform === 'win32' || platform === 'linux' ? platform : 'other',
      mode: modeOf(preferences),
      key: vault.state,
      recentFolders: preferences.get('recentFolders') ?? [],
    };
  }

  /** Puts a folder that was opened at the top of the recent ones. */
  remember(path: string): void {
    const { preferences } = this.#options;
    const others = (preferences.get('recentFolders') ?? []).filter((folder) => folder.path !== path);
    preferences.set('recentFolders', [{ name: basename(path) || path, path }, ...others].slice(0, RECENT_FOLDERS));
    this.#changed();
  }

  async #setMode(mode: ServiceMode): Promise<AppState> {
    await this.#options.setMode(mode);
    this.#options.preferences.set('mode', mode);
    return this.#changed();
  }

  /** A key that the service refuses is not kept; one that could not be asked about is, with a word about it. */
  async #setKey(text: string): Promise<KeyOutcome> {
    const { vault, checkKey, keyChanged } = this.#options;
    let key;
    try {
      key = parseApiKey(text);
    } catch (error) {
      if (error instanceof ReasonError) return { kind: 'rejected', reason: error.reason };
      throw error;
    }
    const check = await checkKey(key);
    if (check.kind === 'bad') return { kind: 'rejected', reason: check.reason };
    const state = await vault.set(key);
    keyChanged();
    this.#changed();
    if (check.kind === 'good') return { kind: 'accepted', state, credits: check.credits };
    const note = `The key is kept, but it could not be checked: ${check.reason.message}`;
    return { kind: 'accepted', state, credits: undefined, note };
  }

  async #forgetKey() {
    const state = await this.#options.vault.forget();
    this.#changed();
    return state;
  }

  #changed(): AppState {
    const { state } = this;
    this.#options.changed(state);
    return state;
  }
}

/** The service that was in use last; the live one at first. */
export function modeOf(preferences: PreferenceStore): ServiceMode {
  return preferences.get('mode') ?? 'live';
}
