import type { Clock } from '../base/clock.ts';
import type { Reason } from '../base/reason.ts';
import type { SpawnImaging } from '../imaging/index.ts';
import type { NewJob, QueuePolicy, Scheduler, TracePoint } from '../queue/index.ts';
import type { ExportSettings } from './export-settings.ts';
import type { ConnectedService } from './service.ts';

export interface EngineOptions {
  /** Queue, results and caches. Made where it is missing. */
  readonly dataDir: string;
  /** Starts the imaging process. */
  readonly spawnImaging: SpawnImaging;
  /** Kept results that were exported give way when all of them take more than this, bytes. Default 30 GB. */
  readonly resultsBytes?: () => number;
  /** Name and version, for reports. */
  readonly program: string;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface RunOptions {
  readonly policy?: Partial<QueuePolicy>;
  /** Never spend more than this from now on. */
  readonly maxCredits?: number;
  /** Begin no photos of batches that are in the queue already, only of those that are admitted later. */
  readonly onlyNewBatches?: boolean;
  readonly trace?: (point: TracePoint, job: string) => void;
}

export interface NewBatch {
  /** Folders that the photos come from; the first names the batch. */
  readonly sourceRoots: readonly string[];
  readonly outputRoot: string;
  readonly photos: readonly Omit<NewJob, 'id'>[];
  readonly settings: ExportSettings;
  readonly maxCredits?: number;
  /** A trial: it says nothing of what became of the photos. */
  readonly strip?: boolean;
  /** Name of the limit for a day that these photos count against (`JobStore.setDayLimit`). */
  readonly dayLimit?: string;
}

/** A scheduler at work with a service. */
export interface Run {
  readonly scheduler: Scheduler;
  readonly service: ConnectedService;
  /** What the photographer should know: an output folder that could not be tidied up. */
  readonly notices: readonly Reason[];
  /** Lets photos of this batch be begun, and looks for work. */
  admit(batch: string): void;
  /** Ends the work as `Scheduler.stop` does, and leaves the service. A second call waits for the first. */
  stop(graceMs?: number): Promise<void>;
}
