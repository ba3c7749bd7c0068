import { expect, test } from 'vitest';
import { partOf } from '../../../electron/workspace/photo-part.ts';
import { viewOf, type Photo } from '../../../electron/workspace/photos.ts';
import { photosOf } from '../../../renderer/state/library/photo-part.ts';

const found = (name: string, change: Partial<Photo> = {}): Photo => ({
  id: `id of ${name}`,
  folder: 'f',
  file: { path: `/shoot/${name}`, root: '/shoot', relativePath: name, bytes: name.length, modifiedAt: 7 },
  width: undefined,
  height: undefined,
  settings: { level: 0.5, multiFace: false },
  fade: 1,
  marks: { rating: 0, flag: 'none' },
  capturedAt: undefined,
  capturedOn: undefined,
  camera: undefined,
  faces: [],
  status: { kind: 'idle' },
  notes: [],
  resultKey: undefined,
  job: undefined,
  refused: undefined,
  probed: false,
  gone: false,
  ...change,
});

const reason = { code: 'x', message: 'x' };
const photos = [
  found('a.jpg'),
  found('day 1/b.jpg'),
  found('level.jpg', { settings: { level: 0.9, multiFace: false } }),
  found('faces.jpg', { settings: { level: 0.5, multiFace: true } }),
  found('seen.jpg', { probed: true, width: 3, height: 2, camera: 'X' }),
  found('faded.jpg', { fade: 0.5 }),
  found('stars.jpg', { marks: { rating: 3, flag: 'none' } }),
  found('pick.jpg', { marks: { rating: 0, flag: 'pick' } }),
  found('done.jpg', { status: { kind: 'exported', output: '/out/done.jpg', at: 1 } }),
  found('noted.jpg', { notes: [reason] }),
];

test('what the window makes of a part is what each photo alone would look like', () => {
  const { fresh, photos: others } = partOf(photos);
  expect(fresh?.relativePaths).toEqual(['a.jpg', 'day 1/b.jpg']);
  expect(others).toHaveLength(8);
  const seen = photosOf('f', { ...partOf(photos), next: undefined });
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  expect([...seen].sort(byId)).toEqual(photos.map(viewOf).sort(byId));
});

test('a part in which something is known of every photo, and an empty one', () => {
  const known = photos.slice(4);
  expect(partOf(known)).toEqual({ fresh: undefined, photos: known.map(viewOf) });
  expect(photosOf('f', { ...partOf([]), next: undefined })).toEqual([]);
});
