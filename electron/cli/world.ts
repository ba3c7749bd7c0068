import type { Readable } from 'node:stream';
import type { Clock, EngineOptions } from '../engine/index.ts';
import type { Screen } from './terminal.ts';

/** Who wants the program to end: a person at the keyboard, or the system (its signals, a reader that has gone). */
export type StopCause = 'person' | 'system';

/** Everything outside that the command line touches; the composition root makes it, tests make their own. */
export interface World {
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly clock: Clock;
  /** The app's own data folder on this system. */
  readonly defaultDataDir: string;
  readonly spawnImaging: EngineOptions['spawnImaging'];
  /** Program of the demo service's retouching thread. */
  readonly demoWorker: URL;
  /** Folder of the bundled sample photos. */
  readonly samples: string;
  /** Calls back at each request to end, with who makes it; returns the function that ends it. */
  onStop(fn: (cause: StopCause) => void): () => void;
  /** Ends at once, without tidying up: the second Ctrl+C. */
  abandon(code: number): void;
}
