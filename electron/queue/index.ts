export { dayOf } from './day.ts';
export { DROPPED } from './commands.ts';
export type { DayLimit } from './day-limits.ts';
export type { SchedulerDeps, TracePoint } from './context.ts';
export {
  ALL_STATES,
  hasTask,
  pictureOf,
  resultKey,
  type Decision,
  type Job,
  type JobIn,
  type JobState,
  type StateName,
} from './job.ts';
export { closeStore, openStore } from './open.ts';
export { checkData, repairData, type Finding } from './recovery/check-data.ts';
export { makeDataFolderPrivate } from './store/private-folder.ts';
export { claim, type Ownership } from './owner.ts';
export { readOutputRoots } from './output-roots.ts';
export type { Pause, PauseKind } from './pause.ts';
export { DEFAULT_POLICY, type QueuePolicy } from './policy.ts';
export type * from './ports.ts';
export { dataFolders, diskFiles, evictResults, resultsSize, type DataFolders } from './result-files.ts';
export type { SchedulerStatus } from './events.ts';
export { EMPTY_COUNTS } from './reads.ts';
export { Scheduler } from './scheduler.ts';
export type * from './store-types.ts';
export { JobStore } from './store.ts';
