import { isIPv4 } from 'node:net';
import { InvalidArgumentError } from 'commander';

/** A decimal number as people type it; no hexadecimal, no empty text, no `Infinity`. */
function decimal(text: string): number | undefined {
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** Reads a number within bounds; `what` begins the message when it is none. */
export function numberWithin(what: string, min: number, max = Infinity, kind: 'any' | 'whole' = 'any') {
  return (text: string): number => {
    const value = decimal(text);
    if (value !== undefined && value >= min && value <= max && (kind === 'any' || Number.isInteger(value)))
      return value;
    const comma = /^\d*,\d+$/.test(text) ? ' Write it with a point, like 0.5.' : '';
    const range = max === Infinity ? `from ${min} upwards` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`${what} is a ${kind === 'whole' ? 'whole ' : ''}number ${range}.${comma}`);
  };
}

/** Reads the address of a service: `https:`, or `http:` on this very computer. The message never repeats it. */
export function serviceAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new InvalidArgumentError('It must be a web address that begins with https://.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new InvalidArgumentError('It must not hold a user name, a password, "?" or "#".');
  }
  if (url.protocol === 'http:' && !isThisComputer(url.hostname)) {
    throw new InvalidArgumentError(
      'http: is only for this very computer (localhost), since the key must not travel unprotected. Use https://.',
    );
  }
  return url.href.replace(/\/+$/, '');
}

function isThisComputer(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}

/** Refuses an empty text, which a script's unset variable leaves behind. */
export function filled(what: string) {
  return (text: string): string => {
    if (text === '') throw new InvalidArgumentError(`${what} must not be empty.`);
    return text;
  };
}
