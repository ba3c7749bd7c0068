import type { Preferences, PushChannel, PushChannels, ServiceMode } from '../contract/index.ts';
import type { Clock, Engine, QueuePolicy, ServiceChoice } from '../engine/index.ts';

/** What the app gives the workspace. */
export interface WorkspaceDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly mode: ServiceMode;
  readonly serviceFor: (mode: ServiceMode) => ServiceChoice;
  /** Changes to the queue's numbers, asked for at each change of the service. */
  readonly policy?: () => Partial<QueuePolicy>;
  /** What the photographer chose for the app as a whole. */
  readonly choices: () => Preferences;
  /** Folder of the bundled sample photos. */
  readonly samples: string;
  /** Folder for thumbnails and previews. */
  readonly cacheDir: string;
  /** Folder for what the photographer set per photo. */
  readonly settingsDir: string;
  readonly push: <C extends PushChannel>(channel: C, payload: PushChannels[C]) => void;
  readonly log: (message: string, error?: unknown) => void;
}
