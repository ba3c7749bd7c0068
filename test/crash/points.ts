import type { TracePoint } from '../../electron/engine/index.ts';

/** What is lost, at worst, when the program dies there; in the order of a photo's way. */
export const POINTS = {
  'prepare:begin': 'nothing was done yet',
  'prepare:hashed': 'the original was read',
  'prepare:copied': 'the copy to send is on disk, the queue does not know of it',
  'prepare:recorded': 'the queue knows of the copy',
  'submit:before-intent': 'nothing was sent',
  'submit:intent-recorded': 'the intent to pay is on disk, nothing was sent',
  'submit:half-sent': 'at least half of the photo is on its way',
  'submit:answered': 'the service has answered, the queue does not know it',
  'submit:accepted-recorded': 'the task is on disk',
  'submit:refusal-recorded': 'the refusal is on disk',
  'poll:before': 'the task is about to be asked about',
  'poll:answered': 'the service has told the state of the task, the queue does not know it',
  'poll:recorded': 'the task goes on',
  'poll:done-recorded': 'the address of the result is on disk',
  'download:before': 'the result is about to be fetched',
  'download:saved': 'the result is on disk, unchecked',
  'download:checked': 'the result was decoded',
  'download:kept': 'the result has its place, the queue does not know it',
  'download:recorded': 'the queue knows of the result',
  'export:before': 'the export is about to begin',
  'export:name-recorded': 'the name of the output is on disk, the output is not',
  'export:written': 'the output is on disk, the queue does not know it',
  'export:recorded': 'the queue knows of the output',
  'export:cleaned': 'everything was done',
} as const satisfies Record<TracePoint, string>;

export const POINT_NAMES = Object.keys(POINTS) as readonly TracePoint[];
