import { InvalidArgumentError } from 'commander';
import { ReasonError } from '../base/reason.ts';
import { levelAlone } from './level-scale.ts';
import { checkBaseUrl, withoutSlash } from '../engine/index.ts';

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

/** Reads a beauty level, 0 to 100 as `--help` says; what comes back is from 0 to 1. */
export function beautyLevel(text: string): number {
  const level = text.includes(',') ? undefined : levelAlone(text);
  if (level !== undefined) return level;
  const comma = /^\d*,\d+$/.test(text) ? ' Write it with a point, like 0.5.' : '';
  throw new InvalidArgumentError(`The level is a number from 0 to 100.${comma}`);
}

/** Reads the address of a service: `https:`, or `http:` on this very computer. The message never repeats it. */
export function serviceAddress(text: string): string {
  try {
    return withoutSlash(checkBaseUrl(text));
  } catch (error) {
    if (error instanceof ReasonError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** Refuses an empty text, which a script's unset variable leaves behind. */
export function filled(what: string) {
  return (text: string): string => {
    if (text === '') throw new InvalidArgumentError(`${what} must not be empty.`);
    return text;
  };
}
