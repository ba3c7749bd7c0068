/** One row, and the line of the file it begins in (from 1). */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export class CsvError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * Reads comma-separated values as RFC 4180 writes them: cells in quotes may hold separators, line breaks and doubled quotes.
 * Empty lines are left out. Throws a CsvError with the line for a quote that is not closed, or text behind one that is.
 */
export function parseCsv(text: string, separator: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let line = 1;
  let position = 0;
  while (position < text.length) {
    const row = readRow(text, position, line, separator);
    if (row.cells.length > 1 || row.cells[0]?.trim() !== '') rows.push({ line, cells: row.cells });
    position = row.end;
    line += row.lines;
  }
  return rows;
}

function readRow(text: string, start: number, firstLine: number, separator: string) {
  const cells: string[] = [];
  let position = start;
  let lines = 0;
  for (;;) {
    if (text[position] === '"') {
      const quoted = readQuoted(text, position, firstLine + lines);
      cells.push(quoted.cell);
      lines += quoted.cell.split('\n').length - 1;
      position = quoted.end;
      if (position < text.length && text[position] !== separator && !isLineEnd(text[position])) {
        throw new CsvError(firstLine + lines, 'there is text behind a closing quotation mark');
      }
    } else {
      const begin = position;
      while (position < text.length && text[position] !== separator && !isLineEnd(text[position])) position++;
      cells.push(text.slice(begin, position));
    }
    if (text[position] === separator) {
      position++;
      continue;
    }
    if (text[position] === '\r') position++;
    if (text[position] === '\n') position++;
    return { cells, end: position, lines: lines + 1 };
  }
}

function readQuoted(text: string, start: number, line: number): { cell: string; end: number } {
  let cell = '';
  for (let position = start + 1; position < text.length; position++) {
    if (text[position] !== '"') cell += text[position];
    else if (text[position + 1] === '"') {
      cell += '"';
      position++;
    } else return { cell, end: position + 1 };
  }
  throw new CsvError(line, 'a quotation mark is not closed');
}

function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

/** The rows of a file, less those whose cells are all blank. A first line `sep=;`, as Excel writes it, names the separator. */
export function readCsv(text: string): CsvRow[] {
  const named = /^\ufeff?sep=([^\r\n])(?:\r\n|\r|\n|$)/i.exec(text);
  const rest = text.slice(named?.[0].length ?? 0);
  const before = named === null ? 0 : 1;
  try {
    return parseCsv(rest, named?.[1] ?? guessSeparator(rest))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
      .map(({ line, cells }) => ({ line: line + before, cells }));
  } catch (error) {
    throw error instanceof CsvError ? new CsvError(error.line + before, error.message) : error;
  }
}

/** The separator that a file uses: spreadsheets write commas, semicolons or tabs, after the language of the system. */
export function guessSeparator(text: string): ',' | ';' | '\t' {
  const firstLine = /^[^\r\n]*/.exec(text.replace(/"(?:[^"]|"")*"/g, ''))?.[0] ?? '';
  if (firstLine.includes('\t')) return '\t';
  return firstLine.includes(';') ? ';' : ',';
}
