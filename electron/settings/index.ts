export { AppDesk, modeOf } from './app-desk.ts';
export type { AppDeskOptions, KeyCheck } from './app-desk.ts';
export { KeyVault } from './key-vault.ts';
export type { Encryption } from './key-vault.ts';
export { openLog } from './log-file.ts';
export type { Log } from './log-file.ts';
export { openPreferences } from './preferences.ts';
export type { PreferenceStore } from './preferences.ts';
