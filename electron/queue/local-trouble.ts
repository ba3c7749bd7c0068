import { messageOf, systemCode, type Reason } from '../base/reason.ts';

/** System and SQLite codes that concern the place, not the photo: waiting or freeing space helps, trying the next photo does not. */
const PLACE_TROUBLE: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space, then go on.',
  EDQUOT: 'The storage quota is used up. Free some space, then go on.',
  EROFS: 'The disk can only be read, not written to.',
  EIO: 'The disk reported an error.',
  SQLITE_FULL: 'The disk is full. Free some space, then go on.',
  SQLITE_IOERR: 'The disk reported an error while the queue was being saved.',
  SQLITE_READONLY: 'The data folder can only be read, not written to.',
  SQLITE_CANTOPEN: 'The queue file in the data folder can no longer be opened.',
  SQLITE_BUSY: 'Another program holds the queue file.',
  SQLITE_CORRUPT: 'The queue file is damaged.',
  SQLITE_NOTADB: 'The queue file is damaged.',
};

/** What the rooms that write files call the same troubles in their answers. */
const PLACE_CODES: ReadonlySet<string> = new Set([
  'disk-full',
  'disk-error',
  'drive-trouble',
  'read-only',
  'output-gone',
  'write-incomplete',
]);

/** A reason in plain words for an error of this computer's file system or database. */
export function localReason(error: unknown): Reason {
  const code = systemCode(error) ?? 'local-error';
  // Extended codes such as SQLITE_IOERR_WRITE belong to their family.
  const family = Object.keys(PLACE_TROUBLE).find((known) => code === known || code.startsWith(`${known}_`));
  return { code: family ?? code, message: (family && PLACE_TROUBLE[family]) ?? messageOf(error) };
}

/** Whether the whole queue must wait for the disk. */
export function isDiskTrouble(reason: Reason): boolean {
  return reason.code in PLACE_TROUBLE || PLACE_CODES.has(reason.code);
}
