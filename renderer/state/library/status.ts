import type { PhotoStatus } from '../../../electron/contract/index.ts';
import { assertNever } from '../assert.ts';

/** What a photographer sorts photos by: where each stands, not the queue's inner steps. */
const groups = ['todo', 'working', 'exported', 'failed', 'undecided', 'unusable'] as const;
export type StatusGroup = (typeof groups)[number];

export type FilterId = 'all' | StatusGroup;
export const filters: readonly FilterId[] = ['all', ...groups];

export type GroupCounts = Readonly<Record<FilterId, number>>;
export const noCounts: GroupCounts = {
  all: 0,
  todo: 0,
  working: 0,
  exported: 0,
  failed: 0,
  undecided: 0,
  unusable: 0,
};

export function groupOf(status: PhotoStatus): StatusGroup {
  switch (status.kind) {
    case 'idle':
    case 'cancelled':
      return 'todo';
    case 'waiting':
    case 'uploading':
    case 'processing':
    case 'downloading':
    case 'finishing':
      return 'working';
    case 'exported':
    case 'failed':
    case 'undecided':
    case 'unusable':
      return status.kind;
    default:
      return assertNever(status);
  }
}

/** Order of "sort by status": what needs a person first, what is done last. */
const ranks: Readonly<Record<PhotoStatus['kind'], number>> = {
  undecided: 0,
  failed: 1,
  unusable: 2,
  uploading: 3,
  processing: 4,
  downloading: 5,
  finishing: 6,
  waiting: 7,
  cancelled: 8,
  idle: 9,
  exported: 10,
};

export function rankOf(status: PhotoStatus): number {
  return ranks[status.kind];
}
