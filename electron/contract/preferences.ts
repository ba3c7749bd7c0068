import type { ExportOptions } from './queue.ts';

/** Brightness of the surround that photos are judged against. */
export type Surround = 'black' | 'dark' | 'grey' | 'light';

export type Language = 'system' | 'en' | 'es' | 'zh-CN';

/** Export options under a name of the photographer's. */
export interface ExportPreset {
  readonly name: string;
  readonly options: ExportOptions;
}

/** What the photographer chose for the app as a whole. */
export interface Preferences {
  readonly language: Language;
  readonly surround: Surround;
  /** Keep the computer awake while the queue works. */
  readonly keepAwake: boolean;
  /** Tell by a system notification when a batch has ended. */
  readonly notify: boolean;
  /** Upper bound of tasks at the service; undefined: found by itself. */
  readonly concurrency: number | undefined;
  /** Level for photos that were never set, 0 to 1. */
  readonly defaultLevel: number;
  readonly openWhenDone: boolean;
  /** How much disk paid results may take, gigabytes. Beyond it those that were exported give way, oldest use first. */
  readonly resultsGigabytes: number;
  /** Options of the last export, offered again. */
  readonly lastExport: ExportOptions | undefined;
  readonly presets: readonly ExportPreset[];
  /** Whether the welcome has been read. */
  readonly welcomed: boolean;
}

/** What the service in use was paid, by day and folder. */
export interface SpendingView {
  /** Latest day first. */
  readonly lines: readonly {
    /** YYYY-MM-DD, of this computer's time zone. */
    readonly day: string;
    /** Path of the source folder, for display. */
    readonly folder: string;
    readonly photos: number;
    readonly credits: number;
  }[];
}

/** Bytes on disk. */
export interface CacheSizes {
  readonly thumbnails: number;
  readonly previews: number;
  /** Kept results, all of them, and those that may be deleted because they were exported. */
  readonly results: number;
  readonly resultsDeletable: number;
  readonly dataFolder: string;
}
