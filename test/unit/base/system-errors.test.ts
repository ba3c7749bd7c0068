import { describe, expect, test } from 'vitest';
import { ReasonError } from '../../../electron/base/reason.ts';
import {
  onSide,
  SystemError,
  systemTrouble,
  systemTroubleOf,
  troubleOf,
  type Side,
} from '../../../electron/base/system-errors.ts';
import { REASONS } from '../../../electron/base/system-reasons.ts';

const thrown = (code: string) => Object.assign(new Error(code), { code });
const SIDES: readonly Side[] = ['original', 'output', 'data'];

test.each([
  ['ENOSPC', 'output', 'place', 'disk-full'],
  ['EDQUOT', 'output', 'place', 'disk-full'],
  ['EACCES', 'output', 'place', 'no-permission'],
  ['EROFS', 'output', 'place', 'read-only'],
  ['ENOENT', 'output', 'place', 'output-gone'],
  ['EIO', 'output', 'place', 'drive-trouble'],
  ['EWEIRD', 'output', 'place', 'drive-trouble'],
  ['EBUSY', 'output', 'again', 'busy'],
  ['ENAMETOOLONG', 'output', 'photo', 'name-refused'],
  ['ENOTDIR', 'output', 'photo', 'in-the-way'],
  ['EFBIG', 'output', 'photo', 'file-too-large'],
  ['ENOSPC', 'data', 'place', 'disk-full'],
  ['EACCES', 'data', 'place', 'no-permission'],
  ['ENOENT', 'data', 'again', 'data-gone'],
  ['SQLITE_FULL', 'data', 'place', 'disk-full'],
  ['SQLITE_IOERR_WRITE', 'data', 'place', 'queue-file'],
  ['SQLITE_CORRUPT', 'data', 'place', 'queue-damaged'],
  ['ENOENT', 'original', 'photo', 'original-gone'],
  ['ENOTDIR', 'original', 'photo', 'original-gone'],
  ['EISDIR', 'original', 'photo', 'not-a-file'],
  ['EBUSY', 'original', 'again', 'original-locked'],
  ['EPERM', 'original', 'again', 'original-locked'],
  ['EACCES', 'original', 'again', 'original-locked'],
  ['EIO', 'original', 'again', 'original-drive-trouble'],
  ['EWEIRD', 'original', 'again', 'unreadable'],
] as const)('%s of the %s: %s, %s', (code, side, effect, reason) => {
  expect(systemTroubleOf(thrown(code), side, '/x')).toMatchObject({
    side,
    code,
    path: '/x',
    effect,
    reason: { code: reason },
  });
});

test('no trouble with an original concerns more than that photo, whatever the code', () => {
  const codes = 'ENOSPC EACCES EPERM EROFS ENOENT ENODEV EIO EMFILE EBUSY EINVAL ENOTDIR EFBIG ENOMEM ESTALE EWEIRD';
  for (const code of codes.split(' ')) expect(systemTrouble(code, 'original')?.effect).not.toBe('place');
});

test('every sentence is whole', () => {
  for (const side of SIDES) {
    for (const { message } of Object.values(REASONS[side])) expect(message).toMatch(/^[A-Z].*[.?]$/s);
    expect(systemTrouble('EWEIRD', side)?.reason.message).toContain('(EWEIRD)');
  }
});

describe('what is thrown', () => {
  test('carries its side from where it was thrown', async () => {
    const written = onSide('output', '/out/a', () => Promise.reject(thrown('EIO')));
    const read = onSide('original', '/shoot/a', () => written);
    await expect(read).rejects.toBeInstanceOf(SystemError);
    await expect(read).rejects.toMatchObject({ trouble: { side: 'output', path: '/out/a', effect: 'place' } });
    const later: unknown = await read.catch((error: unknown) => error);
    expect(troubleOf(later, 'original')).toMatchObject({ side: 'output' });
    expect(troubleOf(new Error('around it', { cause: later }), 'original')).toMatchObject({ side: 'output' });
  });

  test('counts by its cause where the outer error has no code', () => {
    expect(systemTroubleOf(new Error('could not write', { cause: thrown('ENOSPC') }), 'output')?.reason.code).toBe(
      'disk-full',
    );
  });

  test('is not passed off as trouble with the drive when it is a fault of the program', async () => {
    for (const fault of [new TypeError('x'), thrown('ERR_INVALID_ARG_TYPE'), thrown('SQLITE_CONSTRAINT_UNIQUE'), 'E']) {
      expect(systemTroubleOf(fault, 'output')).toBeUndefined();
      expect(troubleOf(fault, 'data')).toMatchObject({ code: 'internal', effect: 'again' });
      await expect(onSide('output', '/', () => Promise.reject(fault as Error))).rejects.toBe(fault);
    }
  });

  test('is told by libvips in words only', () => {
    expect(troubleOf(new Error('VipsImage: out of memory'), 'original')).toMatchObject({ code: 'memory' });
    expect(troubleOf(new Error('write error: No space left on device'), 'original')).toMatchObject({ side: 'data' });
    const reason = { code: 'imaging-died', message: 'The helper stopped.' };
    expect(troubleOf(new ReasonError(reason.code, reason.message), 'original')).toMatchObject({ reason });
  });
});
