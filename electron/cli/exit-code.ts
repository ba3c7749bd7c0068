import { assertNever } from '../base/assert.ts';
import type { Reason } from '../base/reason.ts';

/** Why the whole queue stands still, as the queue says it; `offline` when its connection stays away. */
export type StopKind =
  | 'user'
  | 'key'
  | 'locked'
  | 'credits'
  | 'budget'
  | 'withdrawn'
  | 'disk'
  | 'unaccounted'
  | 'damaged'
  | 'another-process'
  | 'offline';

export type Ending =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped'; readonly by: StopKind }
  | { readonly kind: 'interrupted' };

/** Photos that keep an ending from being a success. */
export interface Shortfall {
  readonly failed: number;
  /** Need a decision. */
  readonly unknown: number;
  /** Still in the queue. */
  readonly waiting: number;
  /** Files that may be photos and could not be read. */
  readonly unreadable: number;
}

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 130;

/** The exit code of a run, as `--help` and the README document it. */
export function exitCodeOf(ending: Ending, left: Shortfall): ExitCode {
  switch (ending.kind) {
    case 'interrupted':
      return 130;
    case 'stopped':
      return codeOfStop(ending.by);
    case 'finished':
      return left.failed + left.unknown + left.waiting + left.unreadable > 0 ? 1 : 0;
    default:
      return assertNever(ending);
  }
}

function codeOfStop(by: StopKind): ExitCode {
  switch (by) {
    case 'key':
    case 'locked':
      return 3;
    case 'credits':
    case 'budget':
      return 4;
    case 'offline':
      return 5;
    case 'disk':
    case 'unaccounted':
    case 'damaged':
    case 'another-process':
      return 6;
    case 'withdrawn':
    case 'user':
      return 1;
    default:
      return assertNever(by);
  }
}

const USAGE = new Set([
  'usage',
  'missing-input',
  'no-photos',
  'no-default-output',
  'output-is-source',
  'output-inside-source',
  'output-holds-source',
  'output-leads-to-source',
  'output-not-a-folder',
  'bad-levels-file',
  'bad-service-address',
  'unknown-job',
  'unknown-fault',
  'fault-spelling',
]);

const KEY = new Set(['no-key', 'key', 'key-of-another-shop', 'locked']);

/** The exit code when a command could not even begin, by the code of what was thrown. */
export function exitCodeOfReason(reason: Reason): ExitCode {
  if (USAGE.has(reason.code)) return 2;
  return KEY.has(reason.code) ? 3 : 6;
}
