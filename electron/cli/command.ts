import type { Decision, ExportSettings } from '../engine/index.ts';

/** Whom the photos go to. `baseUrl` is undefined for the live service. */
export type ServiceWish = { readonly kind: 'live'; readonly baseUrl: string | undefined } | { readonly kind: 'demo' };

/** Which photos, and what is to become of them. */
export interface PhotoWish {
  /** Folders and files as they were typed. */
  readonly inputs: readonly string[];
  readonly recursive: boolean;
  /** Take photos behind links that lead out of the named folders. */
  readonly followLinks: boolean;
  /** Undefined: `<folder> - Retouched` beside the folder. */
  readonly out: string | undefined;
  /** 0 to 1. */
  readonly level: number;
  readonly levelsFile: string | undefined;
  /** Go on although the levels file names photos that are not there. */
  readonly allowUnmatched: boolean;
  readonly multiFace: boolean;
  readonly settings: ExportSettings;
}

/** How the work goes on. */
export interface RunWish {
  readonly service: ServiceWish;
  /** Undefined: the app's data folder. */
  readonly dataDir: string | undefined;
  readonly maxCredits: number | undefined;
  /** Undefined: adaptive. */
  readonly concurrency: number | undefined;
  readonly pollIntervalMs: number;
  /** Infinity: for ever. */
  readonly offlineWaitMs: number;
  readonly json: boolean;
  /** Do not ask before a paid batch. */
  readonly yes: boolean;
}

export type RetouchCommand = { readonly command: 'retouch' } & PhotoWish & RunWish;
export type CheckCommand = { readonly command: 'check' } & PhotoWish & RunWish;
/** `fixed`: flags that were given and have no effect, because the batch was started with its own. */
export type ResumeCommand = { readonly command: 'resume'; readonly fixed: readonly string[] } & RunWish;

export interface StatusCommand {
  readonly command: 'status';
  readonly dataDir: string | undefined;
  readonly json: boolean;
}

export interface CheckDataCommand {
  readonly command: 'check-data';
  readonly dataDir: string | undefined;
  readonly repair: boolean;
  readonly json: boolean;
}

export interface DecideCommand {
  readonly command: 'decide';
  readonly jobs: readonly string[];
  readonly choice: Decision;
  readonly dataDir: string | undefined;
  readonly json: boolean;
}

export interface CreditsCommand {
  readonly command: 'credits';
  readonly service: ServiceWish;
  readonly dataDir: string | undefined;
  readonly json: boolean;
}

export interface DemoCommand {
  readonly command: 'demo';
  readonly out: string | undefined;
  readonly dataDir: string | undefined;
  readonly json: boolean;
}

export interface ServiceCommand {
  readonly command: 'service';
  /** 0: any free one. */
  readonly port: number;
  /** Undefined: the demo's own. */
  readonly latencyMs: number | undefined;
  readonly faults: readonly string[];
  readonly json: boolean;
}

export type Command =
  | RetouchCommand
  | CheckCommand
  | ResumeCommand
  | StatusCommand
  | DecideCommand
  | CheckDataCommand
  | CreditsCommand
  | DemoCommand
  | ServiceCommand;
