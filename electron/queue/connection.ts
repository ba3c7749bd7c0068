/**
 * Being offline is a state of the connection, not a failure of photos. The truth is the last real request; while offline one
 * cheap probe goes out now and then. `delayMs` grows with every loss and shrinks only after a request that did real work:
 * a network that answers probes but drops uploads does not get a storm of them.
 */
export type Connection =
  | { readonly online: true; readonly delayMs: number }
  | { readonly online: false; readonly delayMs: number; readonly since: number; readonly probeAt: number };

const FIRST_PROBE_MS = 1_000;
const LONGEST_PROBE_MS = 30_000;

export const ONLINE: Connection = { online: true, delayMs: FIRST_PROBE_MS };

/** A request failed for want of a connection, or a probe did. Times: monotonic milliseconds. */
export function lost(connection: Connection, now: number): Connection {
  const delayMs = Math.min(LONGEST_PROBE_MS, connection.delayMs * 2);
  const since = connection.online ? now : connection.since;
  return { online: false, delayMs, since, probeAt: now + connection.delayMs };
}

/** A probe was answered: try real work again, but remember how shaky it was. */
export function answered(connection: Connection): Connection {
  return { online: true, delayMs: connection.delayMs };
}

/** A request did real work: the connection is good. */
export function confirmed(): Connection {
  return ONLINE;
}

/** The system says that something changed (woke up, network back): probe at once. */
export function probeNow(connection: Connection, now: number): Connection {
  return connection.online ? connection : { ...connection, probeAt: now, delayMs: FIRST_PROBE_MS };
}
