import { readFile } from 'node:fs/promises';
import { ReasonError, systemCode } from '../base/reason.ts';
import { CsvError, readCsv } from './csv.ts';
import { repeatedKey } from './repeated-key.ts';
import { onScale, readLevel, type WrittenLevel } from './level-scale.ts';

/** What one line of a levels file asks for. What is undefined stays as the command line says. */
export interface LevelEntry {
  /** Relative path or file name, as it was written. */
  readonly name: string;
  readonly level: number | undefined;
  readonly multiFace: boolean | undefined;
  /** For messages: `line 3`, or the name within a JSON file. */
  readonly where: string;
}

/** Reads a `--levels` file. Throws a ReasonError `bad-levels-file` that says where and what is wrong. */
export async function readLevelsFile(path: string): Promise<LevelEntry[]> {
  let bytes;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const why =
      systemCode(error) === 'ENOENT' ? 'there is no such file' : `it can’t be read (${systemCode(error) ?? ''})`;
    throw new ReasonError('bad-levels-file', `The levels file “${path}”: ${why}.`, { cause: error });
  }
  try {
    return parseLevels(decode(bytes));
  } catch (error) {
    if (!(error instanceof LevelsError) && !(error instanceof CsvError)) throw error;
    const where = error instanceof CsvError ? `line ${error.line}` : error.where;
    const place = where === undefined ? '' : `, ${where}`;
    throw new ReasonError('bad-levels-file', `The levels file “${path}”${place}: ${error.message}.`, { cause: error });
  }
}

class LevelsError extends Error {
  readonly where: string | undefined;

  constructor(where: string | undefined, message: string) {
    super(message);
    this.where = where;
  }
}

/** Text editors write UTF-8 with or without a mark at its start; spreadsheets also write UTF-16 ("Unicode text"). */
function decode(bytes: Uint8Array): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new LevelsError(undefined, 'it is not UTF-8 text; save it as “CSV UTF-8”');
  }
}

/** An entry whose level is still on the file's own scale. */
interface WrittenEntry extends Omit<LevelEntry, 'level'> {
  readonly level: WrittenLevel | undefined;
}

/** Reads the text of a levels file: JSON when it begins like it, else CSV. Throws with the place of the first mistake. */
export function parseLevels(text: string): LevelEntry[] {
  const entries = rescaled(/^\s*[[{]/.test(text) ? fromJson(text) : fromCsv(text));
  const known = new Map<string, LevelEntry>();
  for (const entry of entries) {
    const earlier = known.get(entry.name);
    if (earlier && (earlier.level !== entry.level || earlier.multiFace !== entry.multiFace)) {
      throw new LevelsError(entry.where, `“${entry.name}” was already given another level (${earlier.where})`);
    }
    known.set(entry.name, entry);
  }
  return [...known.values()];
}

/** All levels of a file are on one scale, whatever each of them would be alone. */
function rescaled(written: readonly WrittenEntry[]): LevelEntry[] {
  const levels = onScale(written.map(({ level }) => level));
  return written.map((entry, index) => {
    const level = levels[index];
    if (level === undefined || (level >= 0 && level <= 1)) return { ...entry, level };
    throw new LevelsError(
      entry.where,
      `“${entry.level?.text}” is no level; levels are numbers from 0 to 100, or from 0 to 1`,
    );
  });
}

const NAME_HEADERS = new Set([
  'path',
  'relative path',
  'relative_path',
  'relativepath',
  'file',
  'filename',
  'file name',
  'file_name',
  'name',
  'photo',
]);
const FACE_HEADERS = new Set(['multi_face', 'multi-face', 'multiface', 'multi face']);

function fromCsv(text: string): WrittenEntry[] {
  const [first, ...rest] = readCsv(text);
  if (first === undefined) return [];
  const titles = first.cells.map((cell) => cell.trim().toLowerCase());
  const titled = titles.some((title) => title === 'level' || NAME_HEADERS.has(title) || FACE_HEADERS.has(title));
  const columns = titled
    ? {
        name: titles.findIndex((title) => NAME_HEADERS.has(title)),
        level: titles.indexOf('level'),
        face: titles.findIndex((title) => FACE_HEADERS.has(title)),
        count: titles.length,
      }
    : { name: 0, level: 1, face: 2, count: 3 };
  if (columns.name < 0) throw new LevelsError(`line ${first.line}`, 'no column is called “file” or “path”');
  return (titled ? rest : [first, ...rest]).map(({ line, cells }) => {
    const where = `line ${line}`;
    const name = cells[columns.name] ?? '';
    if (name.trim() === '') throw new LevelsError(where, 'the file’s name is missing');
    // Most likely a comma within a number or a name, which would give the photo another level than was meant.
    const surplus = cells.slice(columns.count).find((cell) => cell.trim() !== '');
    if (surplus !== undefined) {
      throw new LevelsError(
        where,
        `there are more cells than columns (“${surplus.trim()}”); put names and numbers with a comma into quotation marks`,
      );
    }
    const level = cells[columns.level]?.trim() ?? '';
    const face = cells[columns.face]?.trim() ?? '';
    return {
      name,
      // A blank cell: as usual.
      level: level === '' ? undefined : levelOf(level, where),
      multiFace: face === '' ? undefined : faceOf(face, where),
      where,
    };
  });
}

function fromJson(text: string): WrittenEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new LevelsError(undefined, `it is not valid JSON: ${error.message}`);
  }
  const twice = repeatedKey(text);
  if (twice !== undefined)
    throw new LevelsError(`entry “${twice}”`, 'it is there twice, and only one of them can hold');
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => {
      const where = `entry ${index + 1}`;
      if (!isRecord(item)) throw new LevelsError(where, 'it is not an object with a file and a level');
      const key = Object.keys(item).find((each) => NAME_HEADERS.has(each.toLowerCase()));
      const name = key === undefined ? undefined : item[key];
      if (typeof name !== 'string' || name === '') throw new LevelsError(where, 'the file’s name is missing');
      return fromFields(name, item, where);
    });
  }
  return Object.entries(value as Record<string, unknown>).map(([name, item]) =>
    fromFields(name, isRecord(item) ? item : { level: item }, `entry “${name}”`),
  );
}

function fromFields(name: string, fields: Record<string, unknown>, where: string): WrittenEntry {
  const level = fields['level'];
  const face = fields['multi_face'] ?? fields['multiFace'];
  if (level === undefined && face === undefined)
    throw new LevelsError(where, 'neither a level nor multi_face is given');
  // `null`: as usual, like a blank cell.
  return {
    name,
    level: level === undefined || level === null ? undefined : levelOf(scalar(level), where),
    multiFace: face === undefined || face === null ? undefined : faceOf(scalar(face), where),
    where,
  };
}

function levelOf(text: string, where: string): WrittenLevel {
  const level = readLevel(text);
  if (level !== undefined) return level;
  throw new LevelsError(where, `“${text}” is no level; levels are numbers from 0 to 100, or from 0 to 1`);
}

function faceOf(text: string, where: string): boolean {
  if (/^(?:true|yes|on|1)$/i.test(text)) return true;
  if (/^(?:false|no|off|0)$/i.test(text)) return false;
  throw new LevelsError(where, `“${text}” says neither yes nor no to multi_face`);
}

/** A JSON value as it would stand in a cell. */
function scalar(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
