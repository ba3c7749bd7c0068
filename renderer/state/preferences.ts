import { create } from 'zustand';
import type { ExportOptions, ExportPreset, Preferences } from '../../electron/contract/index.ts';
import { attempt } from './attempt.ts';

/** What the photographer chose for the app as a whole. The main process keeps it; the window shows a copy. */

export const standardExport: ExportOptions = {
  name: '{name}',
  writeMarks: false,
  history: true,
  size: 'original',
  format: 'same',
  quality: 95,
  metadata: 'all',
  onConflict: 'rename',
};

/** Shown until the main process has answered. */
const standard: Preferences = {
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
  welcomed: true,
};

export const usePreferences = create<Preferences>(() => standard);

export function showPreferences(preferences: Preferences): void {
  // Replaced, not merged: a preference that was taken back is absent.
  usePreferences.setState(preferences, true);
}

/** Changes preferences: in the window at once, and in the main process, whose answer has the last word. */
export async function changePreferences(change: Partial<Preferences>): Promise<void> {
  const before = usePreferences.getState();
  showPreferences({ ...before, ...change });
  const answer = await attempt('preferences:set', change);
  showPreferences(answer.done ? answer.value : before);
}

/** The options that an export sheet begins with: those of the last export. */
export function firstOptions({ lastExport }: Pick<Preferences, 'lastExport'>): ExportOptions {
  const options = { ...standardExport, ...lastExport };
  // Overwriting is chosen anew each time: a forgotten setting must not cost anybody a file.
  return options.onConflict === 'overwrite' ? { ...options, onConflict: standardExport.onConflict } : options;
}

/** Keeps options under a name. The same name is replaced, in its place. */
export function withPreset(presets: readonly ExportPreset[], preset: ExportPreset): readonly ExportPreset[] {
  return presets.some(({ name }) => name === preset.name)
    ? presets.map((each) => (each.name === preset.name ? preset : each))
    : [...presets, preset];
}
