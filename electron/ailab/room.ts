import type { CallKind } from './types.ts';
import type { Line } from './line.ts';
import type { Wire } from './wire.ts';
import { messages } from './messages.ts';
import type { AilabFailure, Timeouts } from './types.ts';
import type { Trouble } from './trouble.ts';

/** What the calls of one client share. It holds no key: that is asked for at each call. */
export interface Room {
  readonly wire: Wire;
  readonly line: Line;
  readonly headersMs: number;
  readonly base: URL;
  /** The service runs on this computer (demo, tests). */
  readonly local: boolean;
  readonly key: () => string | undefined;
  readonly totalMs: Readonly<Record<CallKind | 'reachable', number>>;
  readonly maxResultBytes: number;
  readonly maxJsonBytes: number;
}

export const defaultTimeouts: Timeouts = {
  connectMs: 15_000,
  headersMs: 90_000,
  slowestBytesPerSecond: 16_000,
  bodyMs: 30_000,
  totalMs: { submit: 10 * 60_000, poll: 60_000, download: 15 * 60_000, credits: 60_000, reachable: 15_000 },
};

/** An address of the service; `path` begins with a slash. */
export function endpoint(base: URL, path: string): URL {
  const url = new URL(base);
  const [pathname = '', search = ''] = path.split('?');
  url.pathname = base.pathname.replace(/\/+$/, '') + pathname;
  url.search = search;
  return url;
}

/** What every request says of itself. */
export const plainHeaders = { 'user-agent': 'Afterglow', accept: '*/*' } as const;

/**
 * The headers of a call to the service, with the key; or why there are none. Anything but visible ASCII could not be a
 * key, and could smuggle a header in.
 */
export function keyHeaders(
  key: () => string | undefined,
): { readonly headers: Readonly<Record<string, string>> } | { readonly failure: AilabFailure } {
  const value = key()?.trim();
  if (value === undefined || value === '')
    return { failure: { kind: 'key', reason: { code: 'missing-key', message: messages.missingKey } } };
  if (!/^[\x21-\x7e]{1,1024}$/.test(value))
    return { failure: { kind: 'key', reason: { code: 'unusable-key', message: messages.unusableKey } } };
  return { headers: { ...plainHeaders, 'ailabapi-api-key': value } };
}

export function failureOf({ code, message }: Trouble): AilabFailure {
  return { kind: 'transient', reason: { code, message } };
}
