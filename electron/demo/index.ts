export { DEMO_KEY, startDemoService } from './service.ts';
export { ERROR_CODES } from './error-codes.ts';
export type { ErrorCode } from './error-codes.ts';
export { FAULTS } from './faults.ts';
export type { Fault, FaultAct, FaultPoint } from './faults.ts';
export { parseFault } from './fault-plan.ts';
export type { FaultPlan, FaultRule } from './fault-plan.ts';
export { CREDITS_PER_PHOTO } from './purse.ts';
export { retouchPixels } from './retouch-pixels.ts';
export { startRetouchWorker } from './retouch-worker.ts';
export type { RetouchWorkers } from './retouch-worker.ts';
export type { RetouchMessage, RetouchReply } from './retouch-messages.ts';
export type {
  AnswerStyle,
  DemoEvent,
  DemoOptions,
  DemoService,
  LedgerEntry,
  PlayCredits,
  ResultFormat,
  Retouched,
  RetouchPort,
  RetouchWish,
  TaskStatus,
  TaskView,
  Violation,
} from './types.ts';
