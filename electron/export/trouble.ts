import { systemCode, type Reason } from '../base/reason.ts';

/**
 * What a file system's refusal means. `place`: the output folder can't be written to now; the queue waits for a person.
 * `photo`: this one name can't be written there, others can.
 */
export interface WriteTrouble {
  readonly whose: 'place' | 'photo';
  readonly reason: Reason;
}

const FULL: WriteTrouble = {
  whose: 'place',
  reason: {
    code: 'disk-full',
    message: 'The drive with the output folder is full. Make room on it, then go on: nothing is lost or paid again.',
  },
};
const DENIED: WriteTrouble = {
  whose: 'place',
  reason: { code: 'no-permission', message: 'Afterglow has no permission to write to the output folder.' },
};
export const OUTPUT_GONE: Reason = {
  code: 'output-gone',
  message:
    'The output folder is gone, or its drive was removed. Connect the drive or make the folder again, then go on.',
};
const GONE: WriteTrouble = { whose: 'place', reason: OUTPUT_GONE };
const FAILING: WriteTrouble = {
  whose: 'place',
  reason: {
    code: 'drive-trouble',
    message: 'The drive with the output folder reports an error. Check its connection.',
  },
};
const BUSY: WriteTrouble = {
  whose: 'place',
  reason: {
    code: 'busy',
    message: 'The system has no more files to give, or another program holds the output. Try again.',
  },
};
const NAME: WriteTrouble = {
  whose: 'photo',
  reason: {
    code: 'name-refused',
    message: 'The output folder’s drive does not accept this file name. Rename the photo.',
  },
};
const IN_THE_WAY: WriteTrouble = {
  whose: 'photo',
  reason: {
    code: 'in-the-way',
    message: 'In the output folder, a file stands where a folder is needed, or a folder where a file is.',
  },
};

const BY_CODE: Record<string, WriteTrouble> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: {
    whose: 'photo',
    reason: { code: 'too-large', message: 'The output folder’s drive does not take files of this size.' },
  },
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: { whose: 'place', reason: { code: 'read-only', message: 'The drive with the output folder is read-only.' } },
  ENOENT: GONE,
  ENODEV: GONE,
  ENXIO: GONE,
  ESTALE: GONE,
  EIO: FAILING,
  ETIMEDOUT: FAILING,
  EHOSTDOWN: FAILING,
  EHOSTUNREACH: FAILING,
  EMFILE: BUSY,
  ENFILE: BUSY,
  EBUSY: BUSY,
  ENAMETOOLONG: NAME,
  EINVAL: NAME,
  EILSEQ: NAME,
  ENOTDIR: IN_THE_WAY,
  EEXIST: IN_THE_WAY,
  EISDIR: IN_THE_WAY,
};

/** What was thrown, as the photographer must know it; undefined when it is no file system's refusal but a fault of ours. */
export function writeTrouble(error: unknown): WriteTrouble | undefined {
  const code = systemCode(error);
  // The system's own codes are E and capitals; Node's (`ERR_…`) are mistakes in a call.
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return undefined;
  return (
    BY_CODE[code] ?? {
      whose: 'place',
      reason: { code: 'drive-trouble', message: `The output folder can’t be written to (${code}).` },
    }
  );
}
