import { expect, test } from 'vitest';
import { writeTrouble } from '../../../electron/export/trouble.ts';

const thrown = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ['ENOSPC', 'place', 'disk-full'],
  ['EDQUOT', 'place', 'disk-full'],
  ['EACCES', 'place', 'no-permission'],
  ['EROFS', 'place', 'read-only'],
  ['ENOENT', 'place', 'output-gone'],
  ['EIO', 'place', 'drive-trouble'],
  ['EWEIRD', 'place', 'drive-trouble'],
  ['ENAMETOOLONG', 'photo', 'name-refused'],
  ['ENOTDIR', 'photo', 'in-the-way'],
  ['EFBIG', 'photo', 'too-large'],
])('%s is trouble with the %s: %s', (code, whose, reason) => {
  expect(writeTrouble(thrown(code))).toMatchObject({ whose, reason: { code: reason } });
});

test('the cause counts where the outer error has no code', () => {
  expect(writeTrouble(new Error('could not write', { cause: thrown('ENOSPC') }))?.reason.code).toBe('disk-full');
});

test('faults of the program are not passed off as trouble with the drive', () => {
  expect(writeTrouble(new TypeError('x is not a function'))).toBeUndefined();
  expect(writeTrouble(thrown('ERR_INVALID_ARG_TYPE'))).toBeUndefined();
  expect(writeTrouble('ENOSPC')).toBeUndefined();
});
