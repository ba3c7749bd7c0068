import type { OutputFormat, PhotoView } from '../../../electron/contract/index.ts';
import { levelToShown } from '../../text/format.ts';

/** What stands for something else in the names of results. */
export const tokens = ['name', 'seq', 'date', 'level'] as const;
type Token = (typeof tokens)[number];

export type NamingTrouble =
  { readonly kind: 'empty' | 'bracket' } | { readonly kind: 'unknown'; readonly token: string };

/** What is wrong with a template. The main process judges the same way when the batch starts. */
export function troubleOf(template: string): NamingTrouble | undefined {
  if (template.trim() === '') return { kind: 'empty' };
  for (const [, token = ''] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!tokens.some((each) => each === token)) return { kind: 'unknown', token };
  }
  return /[{}]/.test(template.replace(/\{[^{}]*\}/g, '')) ? { kind: 'bracket' } : undefined;
}

/** Whether every result gets a name of its own. Where not, the later ones are numbered. */
export function tellsApart(template: string): boolean {
  return template.includes('{name}') || template.includes('{seq}');
}

/** Numbers have at least so many digits, so that a batch continued later sorts along. */
const FEWEST_DIGITS = 3;
/** Separators would make folders, the rest is forbidden on some system or invisible. */
const FORBIDDEN = /[\u0000-\u001f\u007f/\\:*?"<>|]/g;

/** The first photo's number, and the highest there is, which decides on the digits. */
export interface Numbers {
  readonly first: number;
  readonly highest: number;
}

/** The name that the first photo of a batch will have. An example: the main process names the files. */
export function exampleName(
  template: string,
  photo: Pick<PhotoView, 'name' | 'capturedAt' | 'settings'>,
  { first, highest }: Numbers,
  format: OutputFormat,
): string {
  const dot = photo.name.lastIndexOf('.');
  const stem = dot > 0 ? photo.name.slice(0, dot) : photo.name;
  const words: Readonly<Record<Token, string>> = {
    name: stem,
    seq: String(first).padStart(Math.max(FEWEST_DIGITS, String(highest).length), '0'),
    // The camera's clock, read as UTC.
    date: photo.capturedAt === undefined ? 'undated' : new Date(photo.capturedAt).toISOString().slice(0, 10),
    level: String(levelToShown(photo.settings.level)),
  };
  const expanded = template.replace(/\{(name|seq|date|level)\}/g, (_all, token: Token) => words[token]);
  return (expanded.replace(FORBIDDEN, '_').trim() || stem) + extensionOf(photo.name.slice(dot), format);
}

const spellings: Readonly<Record<Exclude<OutputFormat, 'same'>, readonly string[]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  tiff: ['.tif', '.tiff'],
};

function extensionOf(own: string, format: OutputFormat): string {
  const kept = format === 'same' ? [...Object.values(spellings).flat(), '.webp'] : spellings[format];
  return kept.includes(own.toLowerCase()) ? own : format === 'same' ? '.jpg' : (spellings[format][0] ?? '');
}
