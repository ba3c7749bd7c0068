import type { Clock } from '../base/clock.ts';
import type { Reason } from '../base/reason.ts';
import type { JobEvent } from './job-event.ts';
import type { Job } from './job.ts';
import type { Pause } from './pause.ts';
import type { QueuePolicy } from './policy.ts';
import type { ExportPort, FilePort, PicturePort, ServiceFailure, ServicePort } from './ports.ts';
import type { ResultHosts } from './result-hosts.ts';
import type { Alongside } from './store-types.ts';
import type { JobStore } from './store.ts';

/** The world of the scheduler. */
export interface SchedulerDeps {
  readonly store: JobStore;
  readonly service: ServicePort;
  readonly pictures: PicturePort;
  readonly files: FilePort;
  readonly exporter: ExportPort;
  readonly clock: Clock;
  /** 0 to 1, as `Math.random`. */
  readonly random: () => number;
  readonly policy: QueuePolicy;
  /** Credits that this run may spend; undefined: no limit of its own. */
  readonly maxCredits?: number;
  /** Called at every named point of a job's way, before and after what can't be undone. For tests that kill the process. */
  readonly trace?: (point: TracePoint, job: string) => void;
}

/** The points at which a crash is interesting: around every durable write and every network step. */
export type TracePoint =
  | 'prepare:begin'
  | 'prepare:hashed'
  | 'prepare:copied'
  | 'prepare:recorded'
  | 'submit:before-intent'
  | 'submit:intent-recorded'
  | 'submit:half-sent'
  | 'submit:answered'
  | 'submit:accepted-recorded'
  | 'submit:refusal-recorded'
  | 'poll:before'
  | 'poll:answered'
  | 'poll:recorded'
  | 'poll:done-recorded'
  | 'download:before'
  | 'download:saved'
  | 'download:checked'
  | 'download:kept'
  | 'download:recorded'
  | 'export:before'
  | 'export:name-recorded'
  | 'export:written'
  | 'export:recorded'
  | 'export:cleaned';

/** What a lane may do besides its own work. The scheduler implements it. */
export interface LaneContext extends SchedulerDeps {
  /**
   * Writes an event, trying again for as long as the disk refuses (the queue pauses meanwhile).
   * @returns the job as it is now, or undefined when the job had been moved on by somebody else (cancelled)
   */
  record(job: string, event: JobEvent, alongside?: Alongside): Promise<Job | undefined>;
  /** Does something that must not fail for want of disk space, again and again until it works. */
  persist<T>(work: () => T | Promise<T>): Promise<T>;
  trace(point: TracePoint, job: string): void;
  pause(pause: Pause): void;
  /** The hosts that results come from; each has a state of its own. */
  readonly hosts: ResultHosts;
  /** Asks the service something free: false while there is no connection to it. */
  serviceAnswers(): Promise<boolean>;
  /** A request to the service failed for want of a connection. */
  connectionLost(): void;
  /** A request did real work. */
  connectionGood(): void;
  /**
   * Pauses the queue when the failure concerns more than one photo, unless it answers a question from before a person said
   * "go on": with a new key, the old one's refusals mean nothing.
   * @param askedAt monotonic
   * @returns whether it concerns more than one photo
   */
  pauseFor(failure: ServiceFailure, askedAt: number): boolean;
  /** No submits before this many milliseconds are over (`Retry-After`). */
  holdSubmits(ms: number): void;
  /** Progress of an upload, for display only. */
  progress(job: string, fraction: number): void;
  /** Something worth telling that no photo's state shows. */
  trouble(reason: Reason): void;
  /** An error that no lane turned into an event: the disk's, or a fault of the program. Neither is hidden. */
  fault(error: unknown): void;
}
