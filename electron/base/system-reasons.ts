import type { Reason } from './reason.ts';

/** What the system's many codes come down to. */
export type Family =
  | 'full'
  | 'denied'
  | 'read-only'
  | 'gone'
  | 'drive-gone'
  | 'failing'
  | 'crowded'
  | 'busy'
  | 'name'
  | 'in-the-way'
  | 'no-folder'
  | 'too-large'
  | 'memory'
  | 'queue-file'
  | 'queue-busy'
  | 'queue-damaged'
  | 'other';

const unreadable: Reason = { code: 'unreadable', message: 'The photo can’t be read ({code}).' };
const locked: Reason = {
  code: 'original-locked',
  message: 'The photo can’t be opened: another program holds it, or you have no permission. Try again later.',
};
const crowded: Reason = { code: 'busy', message: 'Too many files are open on this computer at once.' };
const memory: Reason = { code: 'no-memory', message: 'This computer has too little free memory for this picture.' };
const queueFile: Reason = { code: 'queue-file', message: 'The queue file in the data folder can’t be used ({code}).' };
const queueBusy: Reason = { code: 'queue-busy', message: 'Another program holds the queue file.' };
const queueDamaged: Reason = {
  code: 'queue-damaged',
  message:
    'The queue file is damaged. Close Afterglow and start it again: it sets the file aside, and makes a new queue from what is left ' +
    'and from its record of money.',
};
/** Only ever about the data folder. */
const queue = { 'queue-file': queueFile, 'queue-busy': queueBusy, 'queue-damaged': queueDamaged };

const originalGone: Reason = {
  code: 'original-gone',
  message: 'The photo is no longer where it was. Was it moved, renamed or deleted?',
};
const cardFails: Reason = {
  code: 'original-drive-trouble',
  message: 'The photo can’t be read: its card or drive reports an error, or was removed.',
};
const inTheWay: Reason = {
  code: 'in-the-way',
  message: 'In the output folder, a file stands where a folder is needed, or a folder where a file is.',
};
const outputGone: Reason = {
  code: 'output-gone',
  message:
    'The output folder is gone, or its drive was removed. Connect the drive or make the folder again, then go on.',
};
const dataInTheWay: Reason = {
  code: 'disk-error',
  message: 'Something is in the way in Afterglow’s data folder ({code}).',
};
const dataFails: Reason = {
  code: 'disk-error',
  message: 'The disk with Afterglow’s data folder reports an error. The drive may be failing or unplugged.',
};

/** The words for each side. `{code}` stands for the system's code. */
export const REASONS: Readonly<Record<'original' | 'output' | 'data', Readonly<Record<Family, Reason>>>> = {
  original: {
    ...queue,
    full: unreadable,
    denied: locked,
    'read-only': unreadable,
    gone: originalGone,
    'drive-gone': cardFails,
    failing: cardFails,
    crowded,
    busy: locked,
    name: unreadable,
    'in-the-way': { code: 'not-a-file', message: 'This is a folder or a special file, not a photo.' },
    'no-folder': originalGone,
    'too-large': unreadable,
    memory,
    other: unreadable,
  },
  output: {
    ...queue,
    full: {
      code: 'disk-full',
      message: 'The drive with the output folder is full. Make room on it, then go on: nothing is lost or paid again.',
    },
    denied: { code: 'no-permission', message: 'Afterglow has no permission to write to the output folder.' },
    'read-only': { code: 'read-only', message: 'The drive with the output folder is read-only.' },
    gone: outputGone,
    'drive-gone': outputGone,
    failing: {
      code: 'drive-trouble',
      message: 'The drive with the output folder reports an error. Check its connection.',
    },
    crowded,
    busy: { code: 'busy', message: 'Another program holds the file that is to be written. Try again.' },
    name: {
      code: 'name-refused',
      message: 'The output folder’s drive does not accept this file name. Rename the photo.',
    },
    'in-the-way': inTheWay,
    'no-folder': inTheWay,
    'too-large': { code: 'file-too-large', message: 'The output folder’s drive does not take files of this size.' },
    memory,
    other: { code: 'drive-trouble', message: 'The output folder can’t be written to ({code}).' },
  },
  data: {
    ...queue,
    full: {
      code: 'disk-full',
      message: 'The disk with Afterglow’s data folder is full. Free some space, then go on.',
    },
    denied: {
      code: 'no-permission',
      message: 'Afterglow is not allowed to read or write in its own data folder.',
    },
    'read-only': { code: 'read-only', message: 'Afterglow’s data folder can only be read, not written to.' },
    gone: { code: 'data-gone', message: 'A file or folder that Afterglow keeps for itself is no longer there.' },
    'drive-gone': dataFails,
    failing: dataFails,
    crowded,
    busy: { code: 'busy', message: 'Another program holds a file in Afterglow’s data folder.' },
    name: { code: 'disk-error', message: 'Afterglow’s data folder does not take its files ({code}).' },
    'in-the-way': dataInTheWay,
    'no-folder': dataInTheWay,
    'too-large': { code: 'disk-error', message: 'Afterglow’s data folder does not take files of this size.' },
    memory,
    other: { code: 'disk-error', message: 'Afterglow’s data folder can’t be used ({code}).' },
  },
};

/** The output folder itself is not there. */
export const OUTPUT_GONE = outputGone;
