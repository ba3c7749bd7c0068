/**
 * The adaptive limit on tasks in flight. No limit is published, so it is found: grow until the service refuses, note how many
 * tasks it carried at that moment (the ceiling), stay there, and try one more only now and then, ever more rarely while it
 * keeps refusing. Plain halving would leave a quarter of the slots empty on average; the refusal itself tells the number.
 */
export interface LimitState {
  readonly limit: number;
  /** Tasks carried when the service last refused; undefined until it has. */
  readonly ceiling: number | undefined;
  /** Accepted submits since the limit last changed. */
  readonly calm: number;
  /** Accepted submits before one more than the ceiling is tried. */
  readonly patience: number;
  /** Raised at each refusal that counted: submits begun before it can't lower the limit a second time. */
  readonly epoch: number;
  readonly max: number;
}

const FIRST_PATIENCE = 24;
/** A refusal is free, and the service may carry more later: one try in a hundred is little. */
const LONGEST_PATIENCE = 96;

export function startLimit(start: number, max: number): LimitState {
  return {
    limit: Math.max(1, Math.min(start, max)),
    ceiling: undefined,
    calm: 0,
    patience: FIRST_PATIENCE,
    epoch: 0,
    max,
  };
}

/**
 * A submit was accepted.
 * @param carried accepted tasks not known to have ended, this one among them
 * @param inFlight the same plus submits under way
 */
export function accepted(state: LimitState, carried: number, inFlight: number): LimitState {
  if (state.ceiling !== undefined && carried > state.ceiling) {
    // The try above the ceiling went through: the service carries more than it did.
    return { ...state, ceiling: undefined, calm: 0, patience: FIRST_PATIENCE, limit: grow(state) };
  }
  if (inFlight < state.limit) return { ...state, calm: state.calm + 1 };
  if (state.ceiling === undefined) return { ...state, calm: 0, limit: grow(state) };
  const calm = state.calm + 1;
  return calm >= state.patience ? { ...state, calm: 0, limit: grow(state) } : { ...state, calm };
}

/**
 * A submit was refused for going too fast.
 * @param carried accepted tasks not known to have ended, the refused one not among them
 * @param epoch the epoch when the refused submit began
 */
export function refused(state: LimitState, carried: number, epoch: number): LimitState {
  if (epoch !== state.epoch) return state;
  const seen = Math.max(1, Math.min(carried, state.limit));
  // Refused again at or below the known ceiling: the service carries less than it did, so step down for real.
  const shrunk = state.ceiling !== undefined && seen >= state.limit && state.limit <= state.ceiling;
  const limit = shrunk ? Math.max(1, Math.floor(state.limit * 0.7)) : seen;
  const patience = Math.min(LONGEST_PATIENCE, state.ceiling === undefined ? state.patience : state.patience * 2);
  return { ...state, limit, ceiling: limit, calm: 0, patience, epoch: state.epoch + 1 };
}

/** The service is overloaded (503): make room at once. */
export function overloaded(state: LimitState, epoch: number): LimitState {
  if (epoch !== state.epoch) return state;
  const limit = Math.max(1, Math.floor(state.limit / 2));
  return { ...state, limit, ceiling: undefined, calm: 0, epoch: state.epoch + 1 };
}

function grow(state: LimitState): number {
  return Math.min(state.max, state.limit + 1);
}
