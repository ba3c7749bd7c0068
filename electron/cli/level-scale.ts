/** A level as a person wrote it, before its scale is known. */
export interface WrittenLevel {
  readonly text: string;
  readonly value: number;
  readonly percent: boolean;
}

/** Reads a number as people and spreadsheets write it: `0.5`, `0,5`, `50`, `30%`. Undefined for anything else. */
export function readLevel(text: string): WrittenLevel | undefined {
  const [, number = '', percent = ''] = /^((?:\d+(?:[.,]\d*)?|[.,]\d+))\s*(%?)$/.exec(text.trim()) ?? [];
  if (number === '') return undefined;
  return { text, value: Number(number.replace(',', '.')), percent: percent !== '' };
}

/** The levels of one file, 0 to 1: on the scale to 100 where one of them exceeds 1 or has a percent sign. Out of range stays so. */
export function onScale(levels: readonly (WrittenLevel | undefined)[]): (number | undefined)[] {
  const hundred = levels.some((level) => level !== undefined && (level.percent || level.value > 1));
  return levels.map((level) => level && (hundred ? level.value / 100 : level.value));
}

/**
 * A level on the command line, 0 to 1: written from 0 to 100. Up to `1.0` with a decimal sign, and `1`, mean the scale to 1 that was
 * there before. Undefined for what is no level.
 */
export function levelAlone(text: string): number | undefined {
  const level = readLevel(text);
  if (level === undefined) return undefined;
  const small = !level.percent && level.value <= 1 && (/[.,]/.test(text) || level.value === 1);
  const value = small ? level.value : level.value / 100;
  return value <= 1 ? value : undefined;
}
