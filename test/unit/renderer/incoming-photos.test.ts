import { expect, test } from 'vitest';
import type { PhotoPart } from '../../../electron/contract/index.ts';
import { IncomingPhotos } from '../../../renderer/state/library/incoming-photos.ts';
import { photo } from './photos.ts';

const part = (names: string, next?: number): PhotoPart => ({
  fresh: undefined,
  photos: [...names].map((name) => photo(name)),
  next,
});
const names = (photos: readonly { readonly id: string }[]) => photos.map(({ id }) => id).join('');

test('parts wait until they are as many as the photos shown; the last one waits for nothing', () => {
  const incoming = new IncomingPhotos();
  expect(names(incoming.take('f', part('cd', 4), 3))).toBe('');
  expect(names(incoming.take('f', part('ef', 6), 3))).toBe('cdef');
  expect(names(incoming.take('f', part('gh', 8), 7))).toBe('');
  expect(names(incoming.take('f', part('i'), 7))).toBe('ghi');
});

test('what becomes of a photo while it waits is not lost', () => {
  const incoming = new IncomingPhotos();
  incoming.take('f', part('abcd', 4), 10);
  incoming.patch([{ id: 'b', width: 300 }]);
  incoming.overtake({ folder: 'f', added: [photo('c', { bytes: 2 })], removed: ['a'] });
  const shown = incoming.take('f', part('e'), 10);
  // The new `c` came as news.
  expect(names(shown)).toBe('bde');
  expect(shown[0]?.width).toBe(300);
});

test('each folder waits for itself, and a closed one is forgotten', () => {
  const incoming = new IncomingPhotos();
  incoming.take('f', part('ab', 2), 10);
  incoming.take('g', part('xy', 2), 10);
  incoming.forget('f');
  expect(names(incoming.take('f', part('c'), 10))).toBe('c');
  expect(names(incoming.take('g', part('z'), 10))).toBe('xyz');
});
