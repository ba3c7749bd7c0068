import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { guessSeparator, parseCsv } from '../../../electron/cli/csv.ts';
import { levelAlone } from '../../../electron/cli/level-scale.ts';
import { parseLevels, readLevelsFile, type LevelEntry } from '../../../electron/cli/levels-file.ts';
import { matchLevels, type NamedPhoto } from '../../../electron/cli/levels-match.ts';

const brief = (entries: readonly LevelEntry[]) => entries.map(({ name, level, multiFace }) => [name, level, multiFace]);

describe('CSV', () => {
  test.each([
    [
      'two columns',
      'a.jpg,0.3\nsub/b.jpg,1\n',
      [
        ['a.jpg', 0.3, undefined],
        ['sub/b.jpg', 1, undefined],
      ],
    ],
    [
      'titles in any order',
      'multi_face,Level,File\nyes,0.3,a.jpg\n,.5,b.jpg',
      [
        ['a.jpg', 0.3, true],
        ['b.jpg', 0.5, undefined],
      ],
    ],
    [
      'a German spreadsheet',
      'Datei.jpg;0,5;1\r\nb.jpg;1;0\r\n',
      [
        ['Datei.jpg', 0.5, true],
        ['b.jpg', 1, false],
      ],
    ],
    ['tabs', 'a, b.jpg\t0.3', [['a, b.jpg', 0.3, undefined]]],
    [
      'quotes',
      '"Anna, ""the"" bride.jpg",0.3\n"line\nbreak.jpg",0',
      [
        ['Anna, "the" bride.jpg', 0.3, undefined],
        ['line\nbreak.jpg', 0, undefined],
      ],
    ],
    ['spaces that belong to a name', ' leading.jpg, 0.3 ', [[' leading.jpg', 0.3, undefined]]],
    ['empty lines', '\n\na.jpg,0.3\n   \n\n', [['a.jpg', 0.3, undefined]]],
    ['only multi_face', 'file,multi_face\na.jpg,no', [['a.jpg', undefined, false]]],
    ['nothing', '', []],
    [
      'blank cells: as usual',
      'file,level,multi_face\na.jpg,,\n,,\n\nb.jpg,0.3,,,',
      [
        ['a.jpg', undefined, undefined],
        ['b.jpg', 0.3, undefined],
      ],
    ],
    ['a separator that is named', 'sep=;\r\na, b.jpg;0,3', [['a, b.jpg', 0.3, undefined]]],
    ['decimal commas in quotes', 'a.jpg,"0,5"', [['a.jpg', 0.5, undefined]]],
    [
      'percent',
      'a.jpg,30%\nb.jpg,70',
      [
        ['a.jpg', 0.3, undefined],
        ['b.jpg', 0.7, undefined],
      ],
    ],
    [
      'one scale for all: to 100',
      'a.jpg,30\nb.jpg,1\nc.jpg,0.5',
      [
        ['a.jpg', 0.3, undefined],
        ['b.jpg', 0.01, undefined],
        ['c.jpg', 0.005, undefined],
      ],
    ],
    [
      'one scale for all: to 1',
      'a.jpg,1\nb.jpg,0.5',
      [
        ['a.jpg', 1, undefined],
        ['b.jpg', 0.5, undefined],
      ],
    ],
    ['a name in every script', '👩🏽‍🦱 صورة 写真.jpg,1', [['👩🏽‍🦱 صورة 写真.jpg', 1, undefined]]],
    ['the same line twice', 'a.jpg,1\na.jpg,1', [['a.jpg', 1, undefined]]],
  ])('%s', (_, text, entries) => {
    expect(brief(parseLevels(text))).toEqual(entries);
  });

  test('rows know their line, also behind cells of several lines', () => {
    expect(parseCsv('a,"1\n2\n3"\r\n\r\nb,"x"\rc', ',').map((row) => [row.line, row.cells.length])).toEqual([
      [1, 2],
      [5, 2],
      [6, 1],
    ]);
  });

  test('a separator within quotes does not count', () => {
    expect([
      guessSeparator('"a;b",1'),
      guessSeparator('"a,b";1'),
      guessSeparator('a'),
      guessSeparator('"a\n;",1'),
    ]).toEqual([',', ';', ',', ',']);
  });
});

test.each([
  [
    'an object of levels',
    '{"a.jpg": 0.3, "sub/b.jpg": {"level": 1, "multi_face": true}}',
    [
      ['a.jpg', 0.3, undefined],
      ['sub/b.jpg', 1, true],
    ],
  ],
  [
    'a list',
    ' [{"file": "a.jpg", "level": "0.3"}, {"path": "b.jpg", "multi_face": false}]',
    [
      ['a.jpg', 0.3, undefined],
      ['b.jpg', undefined, false],
    ],
  ],
])('JSON: %s', (_, text, entries) => {
  expect(brief(parseLevels(text))).toEqual(entries);
});

describe('a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterglow-levels-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(data: string | Uint8Array) {
    const path = join(folder, 'levels.csv');
    await writeFile(path, data);
    return readLevelsFile(path);
  }

  test('may be marked as Unicode in either way', async () => {
    expect(brief(await read('\ufeffgrüße.jpg,0.3'))).toEqual([['grüße.jpg', 0.3, undefined]]);
    expect(brief(await read(Buffer.from('\ufeffgrüße.jpg\t0,3\r\n', 'utf16le')))).toEqual([
      ['grüße.jpg', 0.3, undefined],
    ]);
  });

  test.each([
    ['a.jpg,30\nb.jpg,101', /line 2: “101” is no level; levels are numbers from 0 to 100, or from 0 to 1\./],
    ['file,level\na.jpg,0,5', /line 2: there are more cells than columns \(“5”\)/],
    ['a.jpg,0.3,,x', /line 1: there are more cells than columns/],
    ['sep=;\na.jpg;0,3\nb.jpg;high', /line 3: “high”/],
    ['sep=;\n"a.jpg', /line 2: a quotation mark is not closed/],
    ['a.jpg,120%', /line 1: “120%” is no level/],
    ['a.jpg,0.3\nb.jpg,-1', /line 2: /],
    ['file,level\na.jpg,high', /line 2: “high” is no level/],
    ['a.jpg,0.3\n,0.5', /line 2: the file’s name is missing/],
    ['a.jpg,0.3,maybe', /line 1: “maybe” says neither yes nor no/],
    ['"x\ny",0\na.jpg,200', /line 3: “200” is no level/],
    ['a.jpg,0.3\n"b.jpg,1', /line 2: a quotation mark is not closed/],
    ['"a".jpg,1', /line 1: there is text behind a closing quotation mark/],
    ['level,multi_face\n0.3,1', /line 1: no column is called/],
    ['a.jpg,0.3\na.jpg,0.4', /line 2: “a\.jpg” was already given another level \(line 1\)/],
    ['{"a.jpg": 0.3', /it is not valid JSON/],
    ['[{"level": 1}]', /entry 1: the file’s name is missing/],
    ['[{"file": "a", "level": 1}, 5]', /entry 2: it is not an object/],
    [Buffer.from([0x61, 0xfc, 0x2e]), /it is not UTF-8 text/],
  ])('%j is refused with its place', async (data, message) => {
    await expect(read(data)).rejects.toMatchObject({
      reason: { code: 'bad-levels-file', message: expect.stringMatching(message) as string },
    });
  });

  test('that is not there is said', async () => {
    await expect(readLevelsFile(join(folder, 'nowhere.csv'))).rejects.toMatchObject({
      reason: { code: 'bad-levels-file', message: expect.stringContaining('there is no such file') as string },
    });
  });
});

const inRoot = (root: string, photos: readonly string[]): NamedPhoto[] =>
  photos.map((relativePath) => ({ root, relativePath, path: `${root}/${relativePath}` }));

describe('which photos are meant', () => {
  const photos = ['a.jpg', 'day 1/a.jpg', 'day 1/b.jpg', 'day 2/B.jpg', 'cafe\u0301.jpg'];
  const match = (text: string) => {
    const { entries, unmatched } = matchLevels(parseLevels(text), inRoot('/shoots/Wedding', photos));
    return {
      levels: Object.fromEntries(
        [...entries].map(([path, { level }]) => [path.slice('/shoots/Wedding/'.length), level]),
      ),
      unmatched: unmatched.map((entry) => entry.name),
    };
  };

  test('a path counts more than a name, in whatever order', () => {
    const levels = { 'a.jpg': 0.1, 'day 1/a.jpg': 0.9 };
    expect(match('a.jpg,0.1\nday 1/a.jpg,0.9')).toEqual({ levels, unmatched: [] });
    expect(match('day 1/a.jpg,0.9\na.jpg,0.1')).toEqual({ levels, unmatched: [] });
  });

  test('a bare name means every photo of that name', () => {
    expect(match('a.jpg,0.1').levels).toEqual({ 'a.jpg': 0.1, 'day 1/a.jpg': 0.1 });
  });

  test('spelling is forgiven where it is not ambiguous', () => {
    expect(match('day 1\\b.jpg,0.1').levels).toEqual({ 'day 1/b.jpg': 0.1 });
    expect(match('./day 1/b.jpg,0.1').levels).toEqual({ 'day 1/b.jpg': 0.1 });
    expect(match('DAY 2/b.JPG,0.1').levels).toEqual({ 'day 2/B.jpg': 0.1 });
    expect(match('b.jpg,0.1').levels).toEqual({ 'day 1/b.jpg': 0.1 });
    expect(match('caf\u00e9.jpg,0.1').levels).toEqual({ 'cafe\u0301.jpg': 0.1 });
  });

  test('what no photo answers to is reported', () => {
    expect(match('anna.jpg,0.1\nday 3/a.jpg,0.1\na.jpg,1').unmatched).toEqual(['anna.jpg', 'day 3/a.jpg']);
  });

  test('names are found without extension, by their whole path, and from one folder up', () => {
    const only = { 'day 1/b.jpg': 0.1 };
    for (const name of [
      'day 1/b',
      '/shoots/Wedding/day 1/b.jpg',
      '/shoots/wedding/DAY 1/B.JPG',
      '/shoots/Wedding/day 1/b',
    ])
      expect(match(`${name},0.1`)).toEqual({ levels: only, unmatched: [] });
    expect(match('Wedding/a.jpg,0.1').levels).toEqual({ 'a.jpg': 0.1 });
    expect(match('Wedding/day 1/b,0.1').levels).toEqual(only);
  });

  test('two names for one photo must agree', () => {
    expect(() => match('A.JPG,0.1\n./a.jpg,0.9')).toThrow(/“A\.JPG” \(line 1\) and “\.\/a\.jpg” \(line 2\)/);
    expect(match('A.JPG,0.1\n./a.jpg,0.1').levels).toEqual({ 'a.jpg': 0.1, 'day 1/a.jpg': 0.1 });
  });

  test('two shoots are told apart by their folder, and a name in both is not guessed', () => {
    const both = [...inRoot('/shoots/Anna', ['1.jpg', '2.jpg']), ...inRoot('/shoots/Ben', ['1.jpg', 'day/2.jpg'])];
    const levels = (text: string) => {
      const { entries, ambiguous, unmatched } = matchLevels(parseLevels(text), both);
      return [
        [...entries].map(([path, { level }]) => [path, level]),
        [...ambiguous, ...unmatched].map(({ name }) => name),
      ];
    };
    expect(levels('Anna/1.jpg,0.1\nBen/1.jpg,0.9')).toEqual([
      [
        ['/shoots/Anna/1.jpg', 0.1],
        ['/shoots/Ben/1.jpg', 0.9],
      ],
      [],
    ]);
    expect(levels('1.jpg,0.1\n2.jpg,0.1')).toEqual([[], ['1.jpg', '2.jpg']]);
  });
});

describe('a level alone', () => {
  test.each([
    ['50', 0.5],
    ['30', 0.3],
    ['0', 0],
    ['100', 1],
    ['30%', 0.3],
    ['1', 1],
    ['1.0', 1],
    ['0.3', 0.3],
    ['1.5', 0.015],
    ['2', 0.02],
    ['101', undefined],
    ['-1', undefined],
    ['', undefined],
    ['x', undefined],
  ])('%s is %s', (text, level) => {
    expect(levelAlone(text)).toBe(level);
  });
});
