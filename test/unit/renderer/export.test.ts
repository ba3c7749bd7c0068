import { describe, expect, it } from 'vitest';
import { expandTemplate, templateTrouble } from '../../../electron/export/template.ts';
import { exampleName, tellsApart, troubleOf } from '../../../renderer/export/options/naming.ts';
import { isShrunk, secondsFor, sendingOf } from '../../../renderer/export/sending.ts';
import { PhotoTable } from '../../../renderer/state/library/photo-table.ts';
import { photo } from './photos.ts';

const one = { first: 1, highest: 1 };
const facts = {
  name: 'IMG_0042.CR2',
  capturedAt: Date.UTC(2026, 4, 16, 14),
  settings: { level: 0.3, multiFace: false },
};

describe('the names of results', () => {
  it.each([
    ['{name}', 'same', 'IMG_0042.jpg'],
    ['{date}_{seq}_{level}', 'tiff', '2026-05-16_0001_30.tif'],
    ['Ana & Luis/{seq}', 'jpeg', 'Ana & Luis_0001.jpg'],
    ['   ', 'png', 'IMG_0042.png'],
  ] as const)('%s as %s reads %s', (template, format, name) => {
    expect(exampleName(template, facts, { first: 1, highest: 1200 }, format)).toBe(name);
  });

  it('keeps the original’s extension where the format is kept', () => {
    expect(exampleName('{name}', { ...facts, name: 'a.JPEG' }, one, 'same')).toBe('a.JPEG');
    expect(exampleName('{name}', { ...facts, name: 'a.JPEG' }, one, 'png')).toBe('a.png');
  });

  it.each(['{name}', '', '{seq', 'a}b', '{camera}', '{name}-{seq}-{date}-{level}', '{}', '{{name}}'])(
    'judges %j as the export does',
    (template) => {
      expect(troubleOf(template) !== undefined).toBe(templateTrouble(template) !== undefined);
    },
  );

  it.each(['{name}', '{date} {level}', 'x:{seq}?', '{seq}{seq}'])(
    'gives the example for %j that the export gives',
    (template) => {
      const name = expandTemplate(template, {
        name: 'IMG_0042',
        seq: 17,
        of: 1200,
        date: new Date(facts.capturedAt).toISOString().slice(0, 10),
        level: 0.3,
      });
      expect(exampleName(template, facts, { first: 17, highest: 1200 }, 'jpeg')).toBe(`${name}.jpg`);
    },
  );

  it('tells names apart by name or number only', () => {
    expect([tellsApart('{name}'), tellsApart('{seq}'), tellsApart('{date}-{level}')]).toEqual([true, true, false]);
  });
});

describe('what is known of the way to the service', () => {
  it('counts smaller copies, subfolders, and leaves out what cannot be used', () => {
    const reason = { code: 'x', message: 'x' };
    const photos = [
      photo('a', { width: 6000, height: 4000 }),
      photo('b', { bytes: 5_000_001, relativePath: 'Church/b.jpg' }),
      photo('c', { width: 4095, height: 4095, bytes: 5_000_000 }),
      photo('d', { width: 9000, height: 9000, status: { kind: 'unusable', reason } }),
    ];
    const sending = sendingOf(new PhotoTable(photos), ['d', 'c', 'b', 'a', 'gone']);
    expect(sending).toMatchObject({ shrunk: 2, inSubfolders: 1, first: { id: 'c' } });
  });

  it('takes the limits strictly', () => {
    expect(isShrunk({ bytes: 1, width: 4096, height: 10 })).toBe(true);
    expect(isShrunk({ bytes: 1, width: undefined, height: undefined })).toBe(false);
  });

  it('goes by the pace there was, else by a careful guess', () => {
    expect(secondsFor(120, 60)).toBe(120);
    expect(secondsFor(4, undefined)).toBe(60);
    expect(secondsFor(0, undefined)).toBe(0);
  });
});
