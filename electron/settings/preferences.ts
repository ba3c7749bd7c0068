import { join } from 'node:path';
import Store from 'electron-store';
import { PRIVATE_FILE } from '../base/private-files.ts';
import type { Notice } from '../contract/index.ts';
import { checkPreferenceFile } from './preference-file.ts';
import type { Kept } from './preference-file.ts';

const NAME = 'preferences';

export interface PreferenceStore {
  get<K extends keyof Kept>(key: K): Kept[K];
  /** Written whole and at once, or not at all. Throws what the file system throws. */
  set<K extends keyof Kept>(key: K, value: NonNullable<Kept[K]>): void;
}

export interface OpenedPreferences {
  readonly preferences: PreferenceStore;
  /** Something that a person should know: the old preferences were damaged and lie beside the new ones. */
  readonly notice: Notice | undefined;
}

/** Opens `preferences.json` in `folder`. */
export function openPreferences(folder: string): OpenedPreferences {
  const checked = checkPreferenceFile(join(folder, `${NAME}.json`), new Date());
  const store = new Store<Kept>({ cwd: folder, name: NAME, clearInvalidConfig: false, configFileMode: PRIVATE_FILE });
  return {
    preferences: {
      get: (key) => store.get(key),
      set: (key, value) => store.set({ [key]: value } as Partial<Kept>),
    },
    notice: checked.kind === 'set-aside' ? damaged(checked.aside) : undefined,
  };
}

function damaged(aside: string): Notice {
  return {
    id: 'preferences-damaged',
    tone: 'warning',
    title: 'Your preferences could not be read, so Afterglow starts with fresh ones.',
    detail: `Photos, results and the queue are not touched. The old file was kept: ${aside}`,
  };
}
