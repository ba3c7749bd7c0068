import { ReasonError } from '../base/reason.ts';
import type { Handlers, Outcome } from '../contract/index.ts';

/** The part of the contract that needs no Electron. */
export type WorkspaceHandlers = Pick<
  Handlers,
  | 'folder:open'
  | 'folder:open-samples'
  | 'folder:close'
  | 'folder:current'
  | 'folder:photos'
  | 'folder:include-links'
  | 'folder:set-hot'
  | 'folder:answer-hot'
  | 'photos:configure'
  | 'photos:mark'
  | 'photos:fade'
  | 'photos:visible'
  | 'photos:report'
  | 'batch:estimate'
  | 'batch:start'
  | 'queue:state'
  | 'queue:pause'
  | 'queue:resume'
  | 'queue:cancel'
  | 'queue:retry-failed'
  | 'queue:list'
  | 'queue:move'
  | 'queue:set-limit'
  | 'queue:undecided'
  | 'queue:decide'
  | 'strip:start'
  | 'cache:sizes'
  | 'cache:clear'
  | 'spending:list'
>;

/** Errors that are meant for people come back as a reason; anything else is a fault and is thrown on. */
export async function attempt<T>(work: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof ReasonError) return { ok: false, reason: error.reason };
    throw error;
  }
}
