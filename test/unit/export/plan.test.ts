import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedName, collisionKey, fileName, stemOf } from '../../../electron/export/file-name.ts';
import { planOutput, type ConflictRule, type NameWish, type Owner } from '../../../electron/export/plan.ts';

const wish = (relativePath: string, changes: Partial<NameWish> = {}): NameWish => ({
  relativePath,
  extension: '.jpg',
  rule: 'rename',
  rules: 'posix',
  folderRules: changes.rules ?? 'posix',
  ...changes,
});

/** Plans against a folder in which these names are taken. */
function plan(request: NameWish, taken: Record<string, Owner> = {}) {
  return planOutput(request, (path) => taken[collisionKey(path)] ?? 'nobody');
}

const written = (relativePath: string, replaces = false) => ({ kind: 'write', relativePath, replaces });

describe('without a conflict', () => {
  test.each([
    ['IMG_1.jpg', '.jpg', 'IMG_1.jpg'],
    ['UPPER.JPEG', '.JPEG', 'UPPER.JPEG'],
    ['sub folder ü/deep/same.jpg', '.jpg', 'sub folder ü/deep/same.jpg'],
    ['same.png', '.jpg', 'same.jpg'],
    ['frozenpond.mpo', '.jpg', 'frozenpond.jpg'],
    ['no_extension', '.jpg', 'no_extension.jpg'],
    ['Dr. J.Smith', '.jpg', 'Dr. J.Smith.jpg'],
    ['photo.tar.gz.png.jpg', '.png', 'photo.tar.gz.png.png'],
    ['photo.jpg.jpg', '.jpg', 'photo.jpg.jpg'],
    ['two  spaces and.dots..jpg', '.jpg', 'two  spaces and.dots..jpg'],
    ['.hidden.jpg', '.jpg', '.hidden.jpg'],
    ['--output=x.jpg', '.jpg', '--output=x.jpg'],
    [' leading space.jpg', '.jpg', ' leading space.jpg'],
    ['tab\there.jpg', '.jpg', 'tab\there.jpg'],
    ['back\\slash.jpg', '.jpg', 'back\\slash.jpg'],
    ['CON.jpg', '.jpg', 'CON.jpg'],
    ['👩🏽‍🦱 portrait 🎉.jpg', '.jpg', '👩🏽‍🦱 portrait 🎉.jpg'],
    ['صورة شخصية.jpeg', '.jpeg', 'صورة شخصية.jpeg'],
  ])('%j as %s becomes %j', (relativePath, extension, output) => {
    expect(plan(wish(relativePath, { extension }))).toEqual(written(output));
  });

  test.each(['', '/etc/a.jpg', '../a.jpg', 'a/../../b.jpg', './a.jpg', 'a//b.jpg', 'a\0.jpg'])(
    '%j is refused: it could lead out of the folder',
    (relativePath) => {
      expect(() => plan(wish(relativePath))).toThrow('not a path below a folder');
    },
  );
});

describe('with a conflict', () => {
  const onDisk = { 'name.jpg': 'disk', 'name (2).jpg': 'disk' } as const;

  test('rename counts on', () => {
    expect(plan(wish('name.jpg'), onDisk)).toEqual(written('name (3).jpg'));
    expect(plan(wish('name (2).jpg'), onDisk)).toEqual(written('name (2) (2).jpg'));
  });

  test('skip leaves the photo out, overwrite takes the name', () => {
    expect(plan(wish('name.jpg', { rule: 'skip' }), onDisk)).toEqual({ kind: 'skip', relativePath: 'name.jpg' });
    expect(plan(wish('name.jpg', { rule: 'overwrite' }), onDisk)).toEqual(written('name.jpg', true));
  });

  test.each<ConflictRule>(['rename', 'skip', 'overwrite'])('%s never takes what another photo has', (rule) => {
    expect(plan(wish('same.png', { rule }), { 'same.jpg': 'batch' })).toEqual(written('same (2).jpg'));
  });

  test('a second name follows the rule as well', () => {
    const taken = { 'same.jpg': 'batch', 'same (2).jpg': 'disk' } as const;
    expect(plan(wish('same.png', { rule: 'skip' }), taken)).toEqual({ kind: 'skip', relativePath: 'same (2).jpg' });
    expect(plan(wish('same.png', { rule: 'overwrite' }), taken)).toEqual(written('same (2).jpg', true));
    expect(plan(wish('same.png'), taken)).toEqual(written('same (3).jpg'));
  });

  test('names that are one file on some system collide', () => {
    expect(collisionKey('Day/IMG.JPG')).toBe(collisionKey('day/img.jpg'));
    expect(collisionKey('caf\u00e9.jpg')).toBe(collisionKey('cafe\u0301.jpg'));
    expect(collisionKey('CAFE\u0301.jpg')).toBe(collisionKey('caf\u00e9.jpg'));
    expect(collisionKey('ΣΑΣ.jpg')).toBe(collisionKey('σας.jpg'));
    expect(collisionKey('a.jpg')).not.toBe(collisionKey('b.jpg'));
  });
});

describe('long names', () => {
  test('a name of 255 bytes keeps its size when it needs a number', () => {
    const long = `${'a'.repeat(251)}.jpg`;
    const plan2 = plan(wish(long), { [collisionKey(long)]: 'disk' });
    expect(plan2.relativePath).toBe(`${'a'.repeat(247)} (2).jpg`);
  });

  test('the cut never splits a letter or an emoji', () => {
    const accents = fileName('e\u0301'.repeat(120), 2, '.jpg');
    expect(accents).toMatch(/^(?:e\u0301)+ \(2\)\.jpg$/);
    const family = '👩🏽‍👩🏽‍👧🏽‍👦🏽';
    expect(fileName(family.repeat(20), 1, '.tiff')).toBe(`${family.repeat(6)}.tiff`);
  });

  test('every planned name fits, ends in its extension, and differs from every taken one', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).filter((text) => !/[/\0]/.test(text));
    fc.assert(
      fc.property(name, fc.constantFrom('windows', 'posix'), fc.integer({ min: 0, max: 12 }), (text, rules, count) => {
        fc.pre(text !== '.' && text !== '..');
        const taken: Record<string, Owner> = {};
        for (let i = 0; i < count; i++) taken[collisionKey(plan(wish(text, { rules }), taken).relativePath)] = 'batch';
        const { relativePath } = plan(wish(text, { rules }), taken);
        expect(taken[collisionKey(relativePath)]).toBeUndefined();
        expect(relativePath.endsWith('.jpg')).toBe(true);
        expect(Buffer.byteLength(relativePath)).toBeLessThanOrEqual(255);
        if (rules === 'windows') expect(allowedName(relativePath, 'windows')).toBe(relativePath);
      }),
      { numRuns: 200 },
    );
  });
});

describe('Windows', () => {
  test.each([
    ['CON.jpg', 'CON_.jpg'],
    ['con.tar.jpg', 'con_.tar.jpg'],
    ['COM1.jpg', 'COM1_.jpg'],
    ['LPT¹.jpg', 'LPT¹_.jpg'],
    ['CONTACT.jpg', 'CONTACT.jpg'],
    ['com².. .jpg', 'com²_.. .jpg'],
    ['a:b*c?.jpg', 'a_b_c_.jpg'],
    ['tab\there.jpg', 'tab_here.jpg'],
    ['name. . ', 'name'],
    [' . ', '_'],
    ['"quoted" <x>|y', '_quoted_ _x__y'],
  ])('%j is written as %j', (name, allowed) => {
    expect(allowedName(name, 'windows')).toBe(allowed);
    expect(allowedName(name, 'posix')).toBe(name);
  });

  test('a changed name still fits', () => {
    const { relativePath } = plan(wish(`con.${'a'.repeat(247)}.jpg`, { rules: 'windows' }));
    expect(relativePath).toBe(`con_.${'a'.repeat(246)}.jpg`);
    expect(plan(wish('two  spaces and.dots..jpg', { rules: 'windows' }))).toEqual(written('two  spaces and.dots..jpg'));
  });

  test('folders are changed as well, and two that become one keep their photos apart', () => {
    const first = plan(wish('a?/x.jpg', { rules: 'windows' }));
    expect(first).toEqual(written('a_/x.jpg'));
    expect(plan(wish('a*/x.jpg', { rules: 'windows' }), { 'a_/x.jpg': 'batch' })).toEqual(written('a_/x (2).jpg'));
    expect(plan(wish('NUL/trailing. /x.jpg', { rules: 'windows' }))).toEqual(written('NUL_/trailing/x.jpg'));
  });
});

test.each([
  ['a.jpg', 'a'],
  ['a.b.PNG', 'a.b'],
  ['.jpg', '.jpg'],
  ['J.Smith', 'J.Smith'],
  ['photo.', 'photo.'],
])('the stem of %j is %j', (name, stem) => {
  expect(stemOf(name)).toBe(stem);
});
