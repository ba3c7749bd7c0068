/** Longest wait that a server may impose: beyond it, asking again is cheaper than standing still. */
export const MAX_RETRY_AFTER_MS = 15 * 60_000;

/**
 * Milliseconds to wait by a `Retry-After` header: whole seconds or an HTTP date (RFC 9110, 10.2.3), at least 0 and at
 * most {@link MAX_RETRY_AFTER_MS}. Undefined when absent or unreadable. `now` is Unix milliseconds.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : /[A-Za-z]{3}/.test(text) ? Date.parse(text) - now : NaN;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), MAX_RETRY_AFTER_MS);
}
