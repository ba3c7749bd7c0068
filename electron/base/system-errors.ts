import { messageOf, ReasonError, systemCode, type Reason } from './reason.ts';
import { REASONS, type Family } from './system-reasons.ts';

/**
 * What a system error is about. `original`: the photographer's own file, which is only ever read. `output`: the folder for the
 * results. `data`: Afterglow's own files (queue, copies, kept results, caches).
 */
export type Side = 'original' | 'output' | 'data';

/**
 * What helps. `place`: waiting for a person or for the drive, since the next photo would meet the same; `again`: trying this
 * photo once more after a moment; `photo`: neither, and other photos are not concerned. Never `place` on the side of an original.
 */
export type Effect = 'place' | 'again' | 'photo';

/** What this computer refused. Plain data: it crosses the border between processes as it is. */
export interface Trouble {
  readonly side: Side;
  /** The system's own code (`EACCES`, `SQLITE_FULL`); `memory` or `internal` where it gave none. */
  readonly code: string;
  /** The file or folder that it is about, where that is known. */
  readonly path?: string;
  readonly effect: Effect;
  readonly reason: Reason;
}

/** An answer that says: not here and not now, and why. */
export type LocalAnswer = Trouble & { readonly kind: 'local' };

/** A system error with the side it belongs to, known where it is thrown. */
export class SystemError extends ReasonError {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(trouble.reason.code, trouble.reason.message, options);
    this.name = 'SystemError';
    this.trouble = trouble;
  }
}

/** The system's codes, and what they come down to. Extended SQLite codes (`SQLITE_IOERR_WRITE`) belong to their family. */
const FAMILIES: Readonly<Record<string, Family>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'read-only',
  ENOENT: 'gone',
  ENODEV: 'drive-gone',
  ENXIO: 'drive-gone',
  ESTALE: 'drive-gone',
  EIO: 'failing',
  ETIMEDOUT: 'failing',
  EHOSTDOWN: 'failing',
  EHOSTUNREACH: 'failing',
  ENOTCONN: 'failing',
  EMFILE: 'crowded',
  ENFILE: 'crowded',
  EBUSY: 'busy',
  EAGAIN: 'busy',
  ETXTBSY: 'busy',
  EDEADLK: 'busy',
  ENAMETOOLONG: 'name',
  EINVAL: 'name',
  EILSEQ: 'name',
  ENOTDIR: 'no-folder',
  EEXIST: 'in-the-way',
  EISDIR: 'in-the-way',
  ENOTEMPTY: 'in-the-way',
  EFBIG: 'too-large',
  ENOMEM: 'memory',
  SQLITE_FULL: 'full',
  SQLITE_IOERR: 'queue-file',
  SQLITE_READONLY: 'read-only',
  SQLITE_CANTOPEN: 'queue-file',
  SQLITE_BUSY: 'queue-busy',
  SQLITE_CORRUPT: 'queue-damaged',
  SQLITE_NOTADB: 'queue-damaged',
};

/** Families that mean the whole place, where the file is not an original. */
const OF_THE_PLACE: ReadonlySet<Family> = new Set<Family>([
  'full',
  'denied',
  'read-only',
  'drive-gone',
  'failing',
  'other',
  'queue-file',
  'queue-busy',
  'queue-damaged',
]);
/** Families that a second try does not help. */
const OF_THE_PHOTO: ReadonlySet<Family> = new Set<Family>(['gone', 'name', 'in-the-way', 'no-folder', 'too-large']);

function effectOf(family: Family, side: Side): Effect {
  // A copy of one photo that somebody deleted is no reason to stop; an output folder that is gone is.
  if (family === 'gone' && side !== 'original') return side === 'output' ? 'place' : 'again';
  if (OF_THE_PHOTO.has(family)) return 'photo';
  // Antivirus and sync programs hold originals for a moment, and Windows calls that `EBUSY`, `EPERM` or `EACCES`.
  return side !== 'original' && OF_THE_PLACE.has(family) ? 'place' : 'again';
}

/** What a code of the system means on a side; undefined for a code that is not the system's (`ERR_…`, `SQLITE_CONSTRAINT`). */
export function systemTrouble(code: 'ENOENT' | 'EIO' | 'ENOSPC', side: Side, path?: string): Trouble;
export function systemTrouble(code: string, side: Side, path?: string): Trouble | undefined;
export function systemTrouble(code: string, side: Side, path?: string): Trouble | undefined {
  const known = Object.keys(FAMILIES).find((each) => code === each || code.startsWith(`${each}_`));
  // The system's own codes are E and capitals.
  const family = known === undefined ? (/^E[A-Z0-9]+$/.test(code) ? 'other' : undefined) : FAMILIES[known];
  if (family === undefined) return undefined;
  const { code: name, message } = REASONS[side][family];
  const reason = { code: name, message: message.replace('{code}', code) };
  return { side, code, ...(path !== undefined && { path }), effect: effectOf(family, side), reason };
}

/** As {@link systemTrouble}, of anything that was thrown; a {@link SystemError} keeps the side it was thrown with. */
export function systemTroubleOf(error: unknown, side: Side, path?: string): Trouble | undefined {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 8; e = e.cause, depth++) {
    if (e instanceof SystemError) return e.trouble;
  }
  const code = systemCode(error);
  return code === undefined ? undefined : systemTrouble(code, side, path);
}

/** Whether a file system refused a name itself: forbidden characters, too long, bytes that are no text to it. */
export function isNameRefusal(error: unknown): boolean {
  const code = systemCode(error);
  return code !== undefined && FAMILIES[code] === 'name';
}

/** As {@link systemTroubleOf}, for what must be told whatever it is: libvips has no codes, and a program may have faults. */
export function troubleOf(error: unknown, side: Side, path?: string): Trouble {
  const known = systemTroubleOf(error, side, path);
  if (known !== undefined) return known;
  const message = messageOf(error);
  const at = { side, ...(path !== undefined && { path }), effect: 'again' as const };
  if (/out of memory|unable to allocate|Array buffer allocation failed/i.test(message)) {
    return { ...at, code: 'memory', reason: REASONS[side].memory };
  }
  // libvips writes temporary files of its own.
  if (/no space left|unable to create temp/i.test(message)) return systemTrouble('ENOSPC', 'data', path);
  if (error instanceof ReasonError) return { ...at, code: error.reason.code, reason: error.reason };
  const [firstLine] = message.split('\n');
  const reason = { code: 'internal', message: `Something unexpected went wrong with this picture (${firstLine}).` };
  return { ...at, code: 'internal', reason };
}

/** Does `work`; what the system refuses then carries its side and path, unless it carries them already. */
export async function onSide<T>(side: Side, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const trouble = error instanceof SystemError ? undefined : systemTroubleOf(error, side, path);
    throw trouble === undefined ? error : new SystemError(trouble, { cause: error });
  }
}

/** The same for an answer to hand on. */
export function localAnswer(trouble: Trouble): LocalAnswer {
  return { kind: 'local', ...trouble };
}
