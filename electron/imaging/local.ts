import { messageOf, systemCode, type Reason } from '../base/reason.ts';

const SYSTEM: Record<string, Reason> = {
  ENOENT: { code: 'missing', message: 'The file is no longer there.' },
  EACCES: { code: 'no-permission', message: 'This computer does not allow Afterglow to read or write this file.' },
  EPERM: { code: 'no-permission', message: 'This computer does not allow Afterglow to read or write this file.' },
  EISDIR: { code: 'not-a-file', message: 'This is a folder, not a file.' },
  ENOSPC: { code: 'disk-full', message: 'The disk is full.' },
  EDQUOT: { code: 'disk-full', message: 'Your share of the disk is full.' },
  EROFS: { code: 'read-only', message: 'The disk can only be read, not written to.' },
  EIO: { code: 'disk-error', message: 'The disk could not be read or written. The drive may be failing or unplugged.' },
  ENODEV: { code: 'disk-error', message: 'The drive is no longer there.' },
  ENXIO: { code: 'disk-error', message: 'The drive is no longer there.' },
  EMFILE: { code: 'busy', message: 'Too many files are open on this computer at once.' },
  ENFILE: { code: 'busy', message: 'Too many files are open on this computer at once.' },
};

/** Why this computer could not do something now, in plain words. */
export function localReason(error: unknown): Reason {
  const code = systemCode(error);
  const known = code === undefined ? undefined : SYSTEM[code];
  if (known) return known;
  const message = messageOf(error);
  if (/out of memory|unable to allocate/i.test(message))
    return { code: 'no-memory', message: 'There was not enough memory for this picture.' };
  if (/no space left/i.test(message)) return SYSTEM['ENOSPC']!;
  return {
    code: 'internal',
    message: `Something unexpected went wrong with this picture (${message.split('\n')[0]}).`,
  };
}
