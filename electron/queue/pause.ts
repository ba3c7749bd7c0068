/**
 * Why the queue stands still as a whole. `unaccounted`: after a loss of the queue file a person has to look first; `damaged`: the
 * queue file turned out to be damaged while it was in use.
 */
export type PauseKind =
  'user' | 'key' | 'locked' | 'credits' | 'budget' | 'withdrawn' | 'disk' | 'unaccounted' | 'damaged';

export interface Pause {
  readonly kind: PauseKind;
  readonly message: string;
}

/** What may still go on during a pause. */
export interface Allowed {
  readonly prepare: boolean;
  readonly submit: boolean;
  readonly poll: boolean;
  readonly download: boolean;
  readonly export: boolean;
}

const ALL: Allowed = { prepare: true, submit: true, poll: true, download: true, export: true };
/** Paid pictures are fetched and exported; nothing new is begun. */
const FINISH: Allowed = { prepare: false, submit: false, poll: true, download: true, export: true };
/** The service would refuse questions too; results need no key. */
const NO_SERVICE: Allowed = { ...FINISH, poll: false };
const NOTHING: Allowed = { prepare: false, submit: false, poll: false, download: false, export: false };

export function allowedDuring(pause: Pause | undefined): Allowed {
  switch (pause?.kind) {
    case undefined:
      return ALL;
    case 'user':
    case 'credits':
    case 'budget':
    case 'unaccounted':
      return FINISH;
    case 'key':
    case 'locked':
    case 'withdrawn':
      return NO_SERVICE;
    case 'disk':
    case 'damaged':
      return NOTHING;
  }
}

/** A pause that needs a person outranks one that a person chose; the first cause of a kind stays. */
export function stronger(current: Pause | undefined, next: Pause): Pause {
  if (current === undefined || current.kind === 'user' || next.kind === 'damaged') return next;
  return next.kind === 'disk' && current.kind !== 'disk' && current.kind !== 'damaged' ? next : current;
}
