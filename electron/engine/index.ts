export { checkBaseUrl, environmentRoutes, scriptRoutes, withoutSlash } from '../ailab/index.ts';
export { systemClock, type Clock } from '../base/clock.ts';
export {
  createPhotoIds,
  foundAt,
  isBehindLink,
  type PhotoIds,
  openThumbnailCache,
  scanInputs,
  watchFolder,
  type FolderChange as WatchedChange,
  type FolderWatch,
  type FoundFile,
  type Scan,
  type SkippedFile,
  type ThumbnailCache,
} from '../catalog/index.ts';
export {
  isInTheWay,
  resultThere,
  checkOutput,
  defaultOutput,
  expandTemplate,
  templateTrouble,
  type ConflictRule,
} from '../export/index.ts';
export { FAULTS, parseFault, startDemoService, startRetouchWorker } from '../demo/index.ts';
export { forkImaging, type PhotoFacts, type SpawnImaging } from '../imaging/index.ts';
export {
  dayOf,
  DEFAULT_POLICY,
  DROPPED,
  EMPTY_COUNTS,
  hasTask,
  readOutputRoots,
  resultKey,
  type Batch,
  type Counts,
  type Decision,
  type Job,
  type JobIn,
  type JobStore,
  type PauseKind,
  type Purchase,
  type QueuePolicy,
  type RetouchSettings,
  type SchedulerStatus,
  type SpendingLine,
  type StateName,
  type TracePoint,
} from '../queue/index.ts';
export { checkDataFolder } from './check-data.ts';
export { Engine } from './engine.ts';
export type { EngineOptions, NewBatch, Run, RunOptions } from './engine-types.ts';
export { DEFAULT_EXPORT, exportSettings, type ExportSettings } from './export-settings.ts';
export { onTheWay, type History } from './history.ts';
export { isOutput, isResult } from './outputs.ts';
export { peekQueue } from './peek.ts';
export { boundOf } from './policy.ts';
export { retryFailed } from './retry.ts';
export { PRICES } from './prices.ts';
export { PaceMeter, type Pace } from './rate.ts';
export { DEMO_ID, LIVE_API, connectService, idOf, type ConnectedService, type ServiceChoice } from './service.ts';
