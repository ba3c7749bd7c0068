/** Characters that would move the cursor, colour the screen, or turn the reading direction of what follows. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text from a file name or a server, made safe for a terminal: what is not printable is spelled out. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    return SHORT[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
  });
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

const graphemes = new Intl.Segmenter();
/** Unicode's East Asian Width W and F, by block: ideographs, kana, Hangul, full-width forms. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f1e6}-\u{1f1ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const ZERO = /^[\p{Mark}\p{Format}]*$/u;

function widthOf(grapheme: string): number {
  return ZERO.test(grapheme) ? 0 : WIDE.test(grapheme) ? 2 : 1;
}

/** Columns that a printable text takes on a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += widthOf(segment);
  return columns;
}

/** `text` in at most `columns` columns; of a longer one the end stays, since that is where a file's name and number are. */
export function keepEnd(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let left = columns - 1;
  for (const { segment } of [...graphemes.segment(text)].reverse()) {
    left -= widthOf(segment);
    if (left < 0) break;
    kept = segment + kept;
  }
  return `…${kept}`;
}

/** A length of time as people say it: `45 s`, `3 min 20 s`, `1 h 05 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

const pad = (number: number): string => String(number).padStart(2, '0');

/** `1 photo`, `2 photos`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Credits without a tail of nines: they may come as fractions. */
export function credits(number: number): string {
  return count(Math.round(number * 100) / 100, 'credit');
}
