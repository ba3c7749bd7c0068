/** One line of a bench's table. Ratios are printed with their target in the note, and never asserted: computers differ. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly note?: string;
}

/** What a bench has to say: rows, and before them tables of its own. */
export interface Report {
  readonly text?: string;
  readonly rows: readonly Row[];
}

/** A row's note: the target, and whether this run met it. */
export function target(value: number, relation: '<=' | '>=', bound: number, remark = ''): string {
  const met = relation === '<=' ? value <= bound : value >= bound;
  const text = `target ${relation} ${String(bound)}: ${met ? 'met' : 'MISSED'}`;
  return remark ? `${text}; ${remark}` : text;
}

/** Columns side by side: the first to the left, the others to the right. */
export function columns(lines: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const line of lines) line.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return lines
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

export function average(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
