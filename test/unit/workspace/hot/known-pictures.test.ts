import { describe, expect, it } from 'vitest';
import { KnownPictures, type PictureFile } from '../../../../electron/workspace/hot/known-pictures.ts';

const file = (relativePath: string, change: Partial<PictureFile> = {}): PictureFile => ({
  relativePath,
  identity: `1:${relativePath}`,
  bytes: 10,
  modifiedAt: 5,
  ...change,
});

/** What is left after the program ended and was started again. */
const kept = (known: KnownPictures): KnownPictures =>
  new KnownPictures(JSON.parse(JSON.stringify(known.state())) as ReturnType<KnownPictures['state']>);

describe('a picture is no news', () => {
  it.each([
    ['the same file', file('a.jpg')],
    ['a moved file', file('b/a.jpg', { identity: '1:a.jpg' })],
    ['another file in its place, as programs write that replace files', file('a.jpg', { identity: '1:9', bytes: 11 })],
    ['written into in place', file('a.jpg', { bytes: 12, modifiedAt: 7 })],
  ])('%s', (_name, seen) => {
    const known = new KnownPictures();
    known.add(file('a.jpg'));
    expect(kept(known).recognise(seen)).toBe(true);
    expect(known.recognise(seen)).toBe(true);
    // And from then on under the name it has now.
    expect(known.recognise(file(seen.relativePath, { identity: '1:77', bytes: 99 }))).toBe(true);
  });

  it.each([
    ['another name', file('b.jpg')],
    ['the inode of a deleted photo, given to a new one', file('b.jpg', { identity: '1:a.jpg', bytes: 77 })],
    ['no inode at all', file('b.jpg', { identity: undefined })],
  ])('but is not known by its file: %s', (_name, seen) => {
    const known = new KnownPictures();
    known.add(file('a.jpg'));
    expect(kept(known).recognise(seen)).toBe(false);
  });

  it('by its content where it is a copy, and by its content alone where the photo of that name had gone', () => {
    const known = new KnownPictures();
    known.add(file('a.jpg'), 'picture');
    known.gone('a.jpg');
    const again = kept(known);
    expect(again.hasContent('picture')).toBe(true);
    expect(again.recognise(file('a.jpg', { identity: '1:5', modifiedAt: 9 }))).toBe(false);
    // Put back from the bin, it is the same file.
    expect(again.recognise(file('c.jpg', { identity: '1:a.jpg' }))).toBe(true);
    expect([...again.paths()]).toEqual(['c.jpg']);
  });

  it('whose content changed is read anew', () => {
    const known = new KnownPictures();
    known.add(file('a.jpg'));
    expect(known.undigested()).toEqual(['a.jpg']);
    known.digest('a.jpg', 'one');
    expect(known.undigested()).toEqual([]);
    known.recognise(file('a.jpg', { bytes: 20 }));
    expect(known.undigested()).toEqual(['a.jpg']);
    expect(known.hasContent('one')).toBe(true);
  });
});
