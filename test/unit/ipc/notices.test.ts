import { expect, it } from 'vitest';
import type { Notice } from '../../../electron/contract/index.ts';
import { NoticeBoard } from '../../../electron/ipc/notices.ts';

const notice = (id: string): Notice => ({ id, tone: 'info', title: id, detail: undefined });

it('keeps notices until the window listens, and tells each once', () => {
  const told: unknown[] = [];
  const board = new NoticeBoard((channel, payload) => told.push([channel, (payload as Notice).id]));
  board.tell(notice('early'));
  board.tell(notice('next'));
  expect(told).toEqual([]);
  board.windowListens();
  board.tell(notice('late'));
  board.windowListens();
  expect(told).toEqual([
    ['notice', 'early'],
    ['notice', 'next'],
    ['notice', 'late'],
  ]);
});
