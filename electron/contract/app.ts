import type { Reason } from './photo.ts';

/** `live`: the AILabTools service, paid. `demo`: the embedded demo service, free, not AILabTools. */
export type ServiceMode = 'live' | 'demo';

/**
 * What is known of the API key. The key itself never comes back over IPC.
 * `vault`: in the OS keychain. `session`: in memory until quit, because this system has no usable keychain.
 */
export type KeyState =
  { readonly kind: 'none' } | { readonly kind: 'stored'; readonly where: 'vault' | 'session'; readonly hint: string };

export type KeyOutcome =
  | {
      readonly kind: 'accepted';
      readonly state: KeyState;
      readonly credits: number | undefined;
      readonly note?: string;
    }
  | { readonly kind: 'rejected'; readonly reason: Reason };

export interface AppState {
  readonly version: string;
  readonly platform: 'darwin' | 'win32' | 'linux' | 'other';
  readonly mode: ServiceMode;
  readonly key: KeyState;
  readonly recentFolders: readonly { readonly name: string; readonly path: string }[];
}

/** A message in plain words that stays until it is read. */
export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly detail: string | undefined;
}
