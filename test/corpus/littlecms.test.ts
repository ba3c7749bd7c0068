import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toRgb, uprightSrgb } from '../../electron/imaging/colour.ts';
import { openPicture } from '../../electron/imaging/open/open.ts';
import type { Opened } from '../../electron/imaging/open/picture.ts';
import { intoProfile } from '../../electron/imaging/transfer/colour/into-profile.ts';
import { decodeNative } from '../../electron/imaging/transfer/pictures/original.ts';
import type { SmallPictures } from '../../electron/imaging/transfer/pictures/small-pictures.ts';
import { collected } from './make-result.ts';
import { hasTool, PYTHON } from '../helpers/tools.ts';

const hasLittleCms = hasTool('Pillow', PYTHON, ['-c', 'from PIL import ImageCms']);
const files = collected(['formats/icc', 'formats/derived', 'formats/png', 'formats/tiff', 'photos'], 4_000_000);

/**
 * Levels of 255. Both round, at different moments; the largest differences are where 16 bits become 8 before or after the conversion,
 * and where a profile is a coarse table.
 */
const MOST = { mean: 0.6, max: 6 };

interface Verdict {
  readonly max?: number;
  readonly mean?: number;
  readonly skipped?: string;
}
interface Task {
  readonly name: string;
  readonly task: Readonly<Record<string, unknown>>;
}

/** Asks LittleCMS, prints every answer, and returns those that could be compared. */
function judged(title: string, tasks: readonly Task[]): readonly { name: string; max: number; mean: number }[] {
  const script = new URL('littlecms.py', import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(PYTHON, [script], {
    input: JSON.stringify(tasks.map(({ task }) => task)),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  const verdicts = JSON.parse(stdout) as Verdict[];
  const lines = verdicts.map(({ max, mean, skipped }, i) =>
    skipped === undefined
      ? `  max ${max!}  mean ${mean!.toFixed(3)}  ${tasks[i]!.name}`
      : `  not compared: ${tasks[i]!.name}: ${skipped}`,
  );
  console.log([`${title}, levels of 255:`, ...lines].join('\n'));
  return verdicts.flatMap(({ max, mean }, i) =>
    max === undefined ? [] : [{ name: tasks[i]!.name, max, mean: mean! }],
  );
}

describe.skipIf(files.length === 0 || !hasLittleCms)('colours as LittleCMS computes them (../shared)', () => {
  let folder: string;
  /** The pictures that have a profile, and a few that have none. */
  const pictures: { name: string; path: string; opened: Opened }[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterglow-colours-'));
    for (const path of files) {
      const opened = await openPicture(path);
      if (opened.kind === 'refused' || opened.alpha || opened.frames > 1 || opened.decoder.kind !== 'sharp') continue;
      if (opened.depth === 32 || opened.space === 'lab') continue;
      // Of those whose colours stay as they are, some are enough.
      const { kind } = opened.profile;
      const plain = pictures.filter((each) => each.opened.profile.kind === kind).length;
      const wanted = kind === 'usable' || plain < 4;
      if (wanted) pictures.push({ name: basename(path), path, opened });
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('into sRGB: submission copies, and thumbnails', async () => {
    const tasks: Task[] = [];
    for (const [index, { name, path, opened }] of pictures.entries()) {
      const { width, height } = opened.upright;
      const exact = await toRgb(opened, opened.upright);
      if (exact.kind === 'refused') throw new Error(exact.reason.message);
      const seen = await (
        await uprightSrgb(opened, opened.upright, { shrinkOnLoad: 'fast' })
      )
        .raw({ depth: 'uchar' })
        .toBuffer();
      for (const [kind, data] of [
        ['submission', exact.value.data],
        ['thumbnail', seen],
      ] as const) {
        const ours = join(folder, `${String(index)}-${kind}`);
        await writeFile(ours, data);
        const { space, depth, profile } = opened;
        tasks.push({
          name: `${kind} of ${name} (${space} ${String(depth)}, profile ${profile.kind})`,
          task: { kind: 'picture', path, ours, width, height },
        });
      }
    }
    const compared = judged('into sRGB', tasks);
    expect(compared.length).toBeGreaterThan(20);
    expect(compared.filter(({ mean, max }) => mean > MOST.mean || max > MOST.max)).toEqual([]);
  });

  it('out of sRGB: the service’s change in the original’s own colours', async () => {
    // Every 15th value in three channels.
    const steps = Array.from({ length: 18 }, (_, i) => i * 15);
    const rgb = Uint8Array.from(steps.flatMap((r) => steps.flatMap((g) => steps.flatMap((b) => [r, g, b]))));
    const colours = join(folder, 'colours');
    await writeFile(colours, rgb);
    const small = { data: rgb, width: rgb.length / 3, height: 1 };
    const tasks: Task[] = [];
    const seen = new Set<string>();
    for (const { name, opened } of pictures) {
      if (opened.profile.kind !== 'usable' || opened.space === 'cmyk') continue;
      const key = Buffer.from(opened.profile.bytes).toString('base64');
      if (seen.has(key)) continue;
      seen.add(key);
      const native = await decodeNative(opened);
      const pictures = {
        submitted: small,
        control: small,
        retouched: small,
        match: 'lossless',
      } satisfies SmallPictures;
      const { small: own, colours: map } = await intoProfile(pictures, native, join(folder, 'target'));
      const planes = map.planes(own.retouched.data);
      const values = new Float32Array(planes[0]!.length * planes.length);
      planes.forEach((plane, c) => plane.forEach((value, i) => (values[i * planes.length + c] = value)));
      const [ours, profile] = [join(folder, `${String(seen.size)}-ours`), join(folder, `${String(seen.size)}-profile`)];
      await writeFile(ours, Buffer.from(values.buffer));
      await writeFile(profile, opened.profile.bytes);
      tasks.push({
        name: `into the profile of ${name}`,
        task: { kind: 'from-srgb', profile, colours, ours, channels: planes.length },
      });
    }
    const compared = judged('out of sRGB', tasks);
    expect(compared.length).toBeGreaterThan(5);
    expect(compared.filter(({ mean, max }) => mean > MOST.mean || max > MOST.max)).toEqual([]);
  });

  it('the half-size copy, converted after it was shrunk, has the same colours', async () => {
    const halves = pictures.filter(({ opened }) => opened.profile.kind === 'usable' && opened.space !== 'cmyk');
    for (const { name, opened } of halves) {
      const [width, height] = [Math.ceil(opened.upright.width / 2), Math.ceil(opened.upright.height / 2)];
      const half = await toRgb(opened, { width, height });
      const whole = await toRgb(opened, opened.upright);
      if (half.kind === 'refused' || whole.kind === 'refused') throw new Error(name);
      const mean = async (data: Buffer, size: { width: number; height: number }): Promise<number[]> => {
        const { channels } = await sharp(data, { raw: { ...size, channels: 3 } }).stats();
        return channels.map((channel) => channel.mean);
      };
      const [a, b] = await Promise.all([
        mean(half.value.data, { width, height }),
        mean(whole.value.data, opened.upright),
      ]);
      for (const c of [0, 1, 2]) expect(Math.abs(a[c]! - b[c]!), name).toBeLessThan(2);
    }
  });
});
