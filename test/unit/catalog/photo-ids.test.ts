import { expect, test } from 'vitest';
import { createPhotoIds } from '../../../electron/catalog/photo-ids.ts';

test('an id leads back to its path, stays the same, and holds nothing of the path', () => {
  const ids = createPhotoIds();
  const id = ids.idOf('/shoot/anna.jpg');
  expect(ids.idOf('/shoot/anna.jpg')).toBe(id);
  expect(ids.pathOf(id)).toBe('/shoot/anna.jpg');
  expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(ids.idOf('/shoot/ben.jpg')).not.toBe(id);
});

test('the same path has another id in another session', () => {
  expect(createPhotoIds().idOf('/shoot/anna.jpg')).not.toBe(createPhotoIds().idOf('/shoot/anna.jpg'));
});

test('unknown and forgotten ids lead nowhere, not even names every object has', () => {
  const ids = createPhotoIds();
  const id = ids.idOf('/shoot/anna.jpg');
  ids.forget('/shoot/anna.jpg');
  ids.forget('/shoot/never-seen.jpg');
  expect([id, '', '__proto__', 'constructor'].map(ids.pathOf)).toEqual([undefined, undefined, undefined, undefined]);
  const again = ids.idOf('/shoot/anna.jpg');
  ids.clear();
  expect(ids.pathOf(again)).toBeUndefined();
});
