import type { TracePoint } from '../../electron/engine/index.ts';

/** Who dies: the app's process alone, or its imaging process with it. */
export type Victims = 'app' | 'all';

/** Where a program under test is to be killed. */
export interface Kill {
  readonly point: TracePoint;
  /** The passing at which it happens, counted from 1. */
  readonly n: number;
  readonly victims: Victims;
  /** Not before another thread is in the middle of a checkpoint of the queue file. */
  readonly checkpoint?: { readonly spins: number };
}

/** How a program is started: one JSON text, its first argument. */
export interface Orders {
  readonly dataDir: string;
  readonly source: string;
  readonly output: string;
  readonly api: string;
  readonly clock: { readonly speed: number; readonly epoch: number };
  readonly kill?: Kill;
  /** The n-th file that the app's own process writes is left half-written, and the process dies over it. */
  readonly dieAmidWrite?: number;
}

/** Environment of the imaging process under test; see `imaging.ts`. */
export const CUT_VARIABLE = 'AFTERGLOW_TEST_CUT';

/** What the imaging process is to do to itself. */
export interface Cut {
  /** `write` is how results are written, `writeFile` how copies are. */
  readonly method: 'write' | 'writeFile';
  readonly n: number;
  /** Whether the app's process dies with it. */
  readonly victims: 'imaging' | 'both';
  /** In how many processes one after the other this happens; each notes its death in `diary`. */
  readonly times: number;
  readonly diary: string;
}

/** What a program writes to stdout just before it dies. */
export const LAST_WORDS = 'killed at ';

/** What the imaging process must know of them; its environment is scrubbed of everything else. */
export function cutOrders(): Record<string, string> {
  const cut = process.env[CUT_VARIABLE];
  return cut === undefined ? {} : { [CUT_VARIABLE]: cut };
}
