/** What a naming template can say of a photo. */
export interface NameFacts {
  /** File name of the original, without extension. */
  readonly name: string;
  /** Position in the batch, from 1. */
  readonly seq: number;
  /** Photos in the batch: tells how many digits `seq` gets. */
  readonly of: number;
  /** The day it was taken by the camera's clock, YYYY-MM-DD. Undefined: unknown. */
  readonly date: string | undefined;
  /** Beauty level, 0 to 1. */
  readonly level: number;
}

const KNOWN = ['name', 'seq', 'date', 'level'] as const;
/** Separators would make folders, the rest is forbidden on some system or invisible. */
const FORBIDDEN = /[\u0000-\u001f\u007f/\\:*?"<>|]/g;
/** At least this many digits, so that a batch continued later sorts along. */
const FEWEST_DIGITS = 3;

/** What is wrong with a template, in plain words; undefined when it can be used. */
export function templateTrouble(template: string): string | undefined {
  if (template.trim() === '') return 'The name is empty.';
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, word]) => word ?? '');
  const wrong = unknown.find((word) => !KNOWN.some((known) => known === word));
  if (wrong !== undefined) return `{${wrong}} is not known. Use {name}, {seq}, {date} and {level}.`;
  if (/[{}]/.test(template.replace(/\{[^{}]*\}/g, ''))) return 'A bracket is not closed.';
  return undefined;
}

/**
 * The file name, without extension, that a template gives a photo. A date that nobody knows reads `undated`. Never empty, never
 * with a folder in it.
 */
export function expandTemplate(template: string, facts: NameFacts): string {
  const digits = Math.max(FEWEST_DIGITS, String(facts.of).length);
  const words: Readonly<Record<(typeof KNOWN)[number], string>> = {
    name: facts.name,
    seq: String(facts.seq).padStart(digits, '0'),
    date: facts.date ?? 'undated',
    level: String(Math.round(facts.level * 100)),
  };
  const expanded = template.replace(/\{(name|seq|date|level)\}/g, (_all, word: keyof typeof words) => words[word]);
  return expanded.replace(FORBIDDEN, '_').trim() || facts.name;
}
