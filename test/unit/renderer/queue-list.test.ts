import { expect, it } from 'vitest';
import { queueList } from '../../../renderer/queue/queue-list.ts';
import { PhotoTable } from '../../../renderer/state/photo-table.ts';
import { everyStatus, photo } from './photos.ts';

const table = new PhotoTable(everyStatus.map((status) => photo(status.kind, { status })));

it('lists what is in the queue, what needs a person first, what is finished last', () => {
  expect(queueList(table, 'all', [])).toEqual([
    'undecided',
    'failed',
    'uploading',
    'processing',
    'downloading',
    'finishing',
    'preparing',
    'waiting',
    'cancelled',
    'exported',
  ]);
});

it('can be narrowed to one kind', () => {
  expect(queueList(table, 'failed', [])).toEqual(['failed']);
  expect(queueList(table, 'working', [])).toHaveLength(6);
});

it('puts those that were sent to the front before the others that wait', () => {
  const waiting = new PhotoTable(['a', 'b', 'c', 'd'].map((id) => photo(id, { status: { kind: 'waiting' } })));
  expect(queueList(waiting, 'all', ['d', 'b'])).toEqual(['d', 'b', 'a', 'c']);
});
