import { decodeLine, encodeLine, type DecodedLine, type MoneyEntry, type MoneyEvent } from './entry.ts';

/** Where the record's bytes lie. Every method has reached the disk when it returns, and throws what the file system throws. */
export interface RecordFile {
  /** The whole record; undefined when there is none. */
  read(): string | undefined;
  /** The last bytes of it, at most `bytes`; undefined when there is none. */
  tail(bytes: number): string | undefined;
  /** Adds to the end, after whatever an earlier, interrupted write left there has been cut off. */
  append(text: string): void;
  /** Puts this in the place of everything, whole or not at all. */
  replace(text: string): void;
  size(): number;
}

/** A place in the record: the number and checksum of its last line. */
export interface Mark {
  readonly n: number;
  readonly sum: string;
}

export interface ReadRecord {
  readonly lines: readonly DecodedLine[];
  /** Lines in the middle that are not what was written; they are passed over. */
  readonly damaged: number;
  /** Whether the lines follow one another from the first without a gap. */
  readonly whole: boolean;
}

const TAIL_BYTES = 65_536;

/**
 * The record of money: what was sent, which tasks came of it, what was charged, kept and decided. It lies beside the queue
 * file and is written before it, so that either of them can be lost without a photo being paid for twice.
 */
export class MoneyLog {
  readonly #file: RecordFile;
  readonly #now: () => number;
  #mark: Mark | undefined;

  constructor(file: RecordFile, now: () => number) {
    this.#file = file;
    this.#now = now;
    this.#mark = lastMark(file.tail(TAIL_BYTES));
  }

  /** Where the record ends; undefined when it is empty or its end can't be read. */
  get mark(): Mark | undefined {
    return this.#mark;
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#file.size();
  }

  read(): ReadRecord {
    return parseRecord(this.#file.read() ?? '');
  }

  /** Adds lines; they are on the disk when this returns. Nothing was added when it throws. @returns where it ends then */
  append(events: readonly MoneyEvent[]): Mark {
    const { text, mark } = encodeAll(events, this.#mark?.n ?? 0, this.#now());
    this.#file.append(text);
    return (this.#mark = mark);
  }

  /** Begins the record anew with these events, which tell everything that the old one did. Numbers go on. */
  replace(events: readonly MoneyEvent[], after = this.#mark?.n ?? 0): Mark {
    const { text, mark } = encodeAll(events, after, this.#now());
    this.#file.replace(text);
    return (this.#mark = mark);
  }
}

function encodeAll(events: readonly MoneyEvent[], after: number, at: number): { text: string; mark: Mark } {
  let n = after;
  let sum = '';
  let text = '';
  for (const event of events) {
    const line = encodeLine({ n: ++n, at: Math.round(at), event });
    sum = line.slice(0, line.indexOf(' '));
    text += line;
  }
  return { text, mark: { n, sum } };
}

/** The lines of a record. What an interrupted write left at its end is no damage. */
export function parseRecord(text: string): ReadRecord {
  const lines: DecodedLine[] = [];
  let damaged = 0;
  const whole = text.endsWith('\n') ? text.slice(0, -1) : text.slice(0, text.lastIndexOf('\n') + 1).replace(/\n$/, '');
  for (const line of whole === '' ? [] : whole.split('\n')) {
    const decoded = decodeLine(line);
    if (decoded === undefined) damaged++;
    else lines.push(decoded);
  }
  const first = lines[0]?.entry;
  const inRow = lines.every(({ entry }, index) => entry.n === (first?.n ?? 0) + index);
  return { lines, damaged, whole: damaged === 0 && inRow && first?.event.type === 'begun' };
}

function lastMark(tail: string | undefined): Mark | undefined {
  const { lines } = parseRecord(tail ?? '');
  const last = lines.at(-1);
  return last && { n: last.entry.n, sum: last.sum };
}

/** Entries after a place of the record; undefined when the record does not hold that place. */
export function entriesAfter(record: ReadRecord, mark: Mark): MoneyEntry[] | undefined {
  const index = record.lines.findIndex(({ entry, sum }) => entry.n === mark.n && sum === mark.sum);
  return index < 0 ? undefined : record.lines.slice(index + 1).map(({ entry }) => entry);
}
