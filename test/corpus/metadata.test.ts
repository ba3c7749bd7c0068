import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullSize } from '../../electron/imaging/result/full-size.ts';
import type { FullSizeAnswer } from '../../electron/imaging/result/full-size.ts';
import { openPicture } from '../../electron/imaging/open/open.ts';
import { hasExiftool, objections, tagsOf } from '../helpers/exiftool.ts';
import { collected, resultRequest, SHARED } from './make-result.ts';
import { hasTool, PYTHON } from '../helpers/tools.ts';

const hasPillow = hasTool('Pillow', PYTHON, ['-c', 'import PIL']);
const hasMagick = hasTool('ImageMagick', 'convert', ['-version']);
const run = promisify(execFile);
const kinds = [
  'avif',
  'bmpsuite',
  'derived',
  'exif',
  'gif',
  'icc',
  'jpeg',
  'orientation',
  'other',
  'png',
  'tiff',
  'webp',
];
const files = [
  ...collected(['photos'], 1_500_000),
  ...collected(
    kinds.map((kind) => `formats/${kind}`),
    900_000,
  ),
  ...collected(['formats/heic'], 4_000_000),
];

interface Result {
  readonly source: string;
  readonly result: string;
  readonly from: string;
  readonly answer: Extract<FullSizeAnswer, { kind: 'written' }>;
}

let folder: string;
const results: Result[] = [];

async function make(source: string, index: number, metadata: 'all' | 'no-location'): Promise<Result | undefined> {
  const opened = await openPicture(source);
  if (opened.kind === 'refused') return undefined;
  const request = await resultRequest(source, join(folder, `${metadata}-${String(index)}`));
  if (!request) return undefined;
  const history = { software: 'Afterglow test', when: '2026-03-04T05:06:07Z' };
  const answer = await fullSize({ ...request, metadata, history }, new AbortController().signal, () => undefined);
  if (answer.kind !== 'written') throw new Error(`${source}: ${JSON.stringify(answer)}`);
  await Promise.all([rm(request.submitted), rm(request.retouched)]);
  return { source, result: request.target, from: opened.format, answer };
}

/** What ImageMagick 6 says of packets that it finds fault with, whoever wrote them. */
const MAGICK: readonly Meant[] = [
  {
    what: /\(XMP\)/,
    when: ({ answer }) => answer.format === 'webp',
    why: 'ImageMagick takes XMP in any WebP for damaged, ExifTool’s too',
  },
  {
    what: /xml-tree/,
    when: ({ from }) => from === 'avif',
    why: 'the original’s own packet, which ImageMagick does not read in an AVIF, is beyond its parser',
  },
];

/** Names that hold one of the words without saying where a photo was taken. */
const NO_PLACE = /:(?:WebStatement|CreatorCity|CreatorCountry|CreatorRegion)\b/;
const isPlace = (name: string): boolean =>
  /GPS|Location|City|State|Country|Sublocation|Landmark/.test(name) && !NO_PLACE.test(name);

const nameOf = (path: string): string => relative(SHARED, path);

interface Meant {
  readonly what: RegExp;
  readonly when: (result: Result) => boolean;
  readonly why: string;
}

const named = (pattern: RegExp) => (result: Result) => pattern.test(result.source);

/** Differences that are meant, and why. A difference that no line names fails the test. */
const MEANT: readonly Meant[] = [
  {
    what: /^(?:profile|mode|EXIF 0xa001)$/,
    when: ({ answer }) => answer.report.profile === 'converted',
    why: 'CMYK, Lab and 32-bit originals become sRGB, and say so',
  },
  {
    what: /^mode$/,
    when: ({ from, answer }) => (from === 'png' || from === 'tiff') && answer.report.profile !== 'converted',
    why: 'palettes, single bits and colour keys become full samples: a retouch makes colours that no palette has',
  },
  {
    what: /^mode$/,
    when: named(/animated_/),
    why: 'the first frame of an animation, whose own transparency is all there is',
  },
  {
    what: /^added IFD0 0x01(?:1a|1b|28)$/,
    when: ({ answer }) => answer.format === 'tiff',
    why: 'a TIFF must state a resolution; where the original states none, it is a ratio of 1 without a unit',
  },
  {
    what: /^IFD0 0xa480$/,
    when: named(/tiled_ycbcr/),
    why: 'GDAL’s description of the raster and its tiles, which the result does not have',
  },
];

/** What ExifTool says of results and not of originals because it checks less there. */
const CHECKED_LESS: readonly { readonly what: RegExp; readonly from: string; readonly why: string }[] = [
  {
    what: /requires ExifVersion/,
    from: 'heic',
    why: 'versions are checked in JPEG and TIFF only; the original says the same',
  },
];

describe.skipIf(files.length === 0)('results of the collection (../shared), read by other programs', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterglow-metadata-'));
    for (const [index, source] of files.entries()) {
      const result = await make(source, index, 'all');
      if (result) results.push(result);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('enough of them', () => {
    console.log(`${results.length} results of ${files.length} pictures`);
    expect(results.length).toBeGreaterThan(100);
  });

  it.skipIf(!hasPillow)('Pillow: pixel size, colour profile, EXIF and density are the original’s', () => {
    const pairs = results.map(({ source, result, from, answer }) => ({
      source,
      result,
      format: answer.format,
      sameFormat: from === answer.format,
    }));
    const script = new URL('compare.py', import.meta.url).pathname;
    const { status, stdout, stderr } = spawnSync(PYTHON, [script], {
      input: JSON.stringify(pairs),
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const compared = JSON.parse(stdout) as {
      source: string;
      unreadable: string | null;
      differences: { what: string; source: string; result: string }[];
    }[];
    const unread = compared.filter(({ unreadable }) => unreadable !== null);
    const uses = new Map<string, number>();
    const unexpected = compared.flatMap(({ differences }, i) =>
      differences.flatMap((difference) => {
        const meant = MEANT.find(({ what, when }) => what.test(difference.what) && when(results[i]!));
        if (meant) uses.set(meant.why, (uses.get(meant.why) ?? 0) + 1);
        return meant
          ? []
          : [`${nameOf(results[i]!.source)}: ${difference.what}: ${difference.source} -> ${difference.result}`];
      }),
    );
    console.log(`Pillow compared ${compared.length - unread.length}, could not read ${unread.length} originals`);
    for (const [why, count] of uses) console.log(`  ${count} x ${why}`);
    expect(compared.length - unread.length).toBeGreaterThan(100);
    expect(unexpected).toEqual([]);
  });

  it.skipIf(!hasExiftool)('ExifTool objects to nothing that it did not object to in the original', async () => {
    const [before, after] = [
      await objections(results.map(({ source }) => source)),
      await objections(results.map(({ result }) => result)),
    ];
    const clean = before.filter((each) => each.length === 0).length;
    console.log(
      `ExifTool: ${clean} of ${results.length} originals clean, ${after.filter((each) => each.length === 0).length} results`,
    );
    const unexpected = results.flatMap(({ source, from }, i) => {
      const unchecked = CHECKED_LESS.filter((each) => each.from === from);
      const found = after[i]!.filter(
        (each) => !before[i]!.includes(each) && !unchecked.some(({ what }) => what.test(each)),
      );
      return found.map((each) => `${nameOf(source)}: ${each}`);
    });
    expect(unexpected).toEqual([]);
  });

  it.skipIf(!hasMagick)(
    'ImageMagick decodes every result without a warning, where it decodes the original so',
    async () => {
      const complaint = async (path: string): Promise<string> =>
        run('convert', ['-regard-warnings', path, 'null:']).then(
          () => '',
          (error: unknown) => (error as { stderr: string }).stderr.split('\n')[0]!,
        );
      const unexpected: string[] = [];
      let decoded = 0;
      let excused = 0;
      for (const each of results) {
        const { source, result } = each;
        const found = await complaint(result);
        if (found === '') decoded++;
        else if (MAGICK.some(({ what, when }) => what.test(found) && when(each))) excused++;
        else if ((await complaint(`${source}[0]`)) === '') unexpected.push(`${nameOf(source)}: ${found}`);
      }
      console.log(
        `ImageMagick: ${decoded} of ${results.length} results without a warning, ${excused} with one of its own making`,
      );
      expect(unexpected).toEqual([]);
    },
  );

  it.skipIf(!hasExiftool)('without location, ExifTool finds no place in any result', async () => {
    const everything = collected(['photos', ...kinds.map((kind) => `formats/${kind}`), 'formats/heic'], 8_000_000);
    const tags = await tagsOf(everything);
    const placed = everything.filter((_, i) => Object.keys(tags[i]!).some(isPlace));
    const bare: Result[] = [];
    for (const [index, source] of placed.entries()) {
      const result = await make(source, index, 'no-location');
      if (result) bare.push(result);
    }
    const after = await tagsOf(bare.map(({ result }) => result));
    console.log(`${bare.length} pictures with a place, of ${everything.length}`);
    expect(bare.length).toBeGreaterThan(5);
    expect(
      bare.flatMap(({ source }, i) =>
        Object.keys(after[i]!)
          .filter(isPlace)
          .map((name) => `${nameOf(source)}: ${name}`),
      ),
    ).toEqual([]);
    const objected = await objections(bare.map(({ result }) => result));
    const known = await objections(bare.map(({ source }) => source));
    expect(
      bare.flatMap((_, i) =>
        objected[i]!.filter((each) => !known[i]!.includes(each) && !/requires ExifVersion/.test(each)),
      ),
    ).toEqual([]);
  });
});
