import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeRgb, encodeRgb } from '../../../electron/imaging/codec.ts';
import { checkPicture, type Checked } from '../../../electron/imaging/check/check.ts';
import { retouchPixels } from '../../../electron/demo/retouch-pixels.ts';

const SAMPLES = ['02-close-portrait.jpg', '03-pair-certificate.jpg', '04-black-and-white.jpg'] as const;
let folder: string;
let sent: string;
let back: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-check-'));
  sent = join(folder, 'sent.jpg');
  back = join(folder, 'back');
  await (await sample(SAMPLES[0])).jpeg({ quality: 92 }).toFile(sent);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function sample(name: string, width = 900): Promise<Sharp> {
  const file = await readFile(new URL(`../../../electron/demo/samples/${name}`, import.meta.url));
  return sharp(await sharp(file).autoOrient().resize(width, 1200, { fit: 'fill' }).toBuffer());
}

async function checked(file: Buffer | Sharp): Promise<Checked> {
  await writeFile(back, Buffer.isBuffer(file) ? file : await file.jpeg({ quality: 85 }).toBuffer());
  return checkPicture(back, sent);
}

const codeOf = (answer: Checked): string => (answer.kind === 'picture' ? 'fits' : answer.reason.code);

describe('what came back, compared with what was sent', () => {
  it('fits: retouched as strongly as can be, brightened, smaller, as PNG', async () => {
    const { rgb, width, height } = await decodeRgb(await readFile(sent));
    const retouched = retouchPixels(rgb, width, height, { level: 1, multiFace: true }).rgb;
    const strong = await encodeRgb({ rgb: retouched, width, height }, { format: 'jpeg', quality: 80, chroma: '4:2:0' });
    expect(await checked(strong)).toMatchObject({ kind: 'picture', width: 900, height: 1200, unchanged: false });
    expect(codeOf(await checked(sharp(sent).modulate({ brightness: 1.4 }).blur(1.5)))).toBe('fits');
    expect(codeOf(await checked(sharp(sent).resize(460)))).toBe('fits');
    expect(
      codeOf(await checked(sharp(sent).linear(0.8, 30).extract({ left: 1, top: 1, width: 898, height: 1197 }))),
    ).toBe('fits');
    const png = await sharp(strong).png().toBuffer();
    expect(await checked(png)).toMatchObject({ kind: 'picture', extension: '.png' });
  });

  it.each<[string, string, () => Sharp | Promise<Sharp>]>([
    ['another photo', 'result-other-photo', () => sample(SAMPLES[1])],
    ['yet another', 'result-other-photo', () => sample(SAMPLES[2])],
    ['upside down', 'result-other-photo', () => sharp(sent).rotate(180)],
    ['mirrored', 'result-other-photo', () => sharp(sent).flop()],
    [
      'all black',
      'result-other-photo',
      () => sharp({ create: { width: 900, height: 1200, channels: 3, background: '#000' } }),
    ],
    [
      'a plain red',
      'result-too-small',
      () => sharp({ create: { width: 4, height: 5, channels: 3, background: '#f00' } }),
    ],
    ['lying', 'result-misfit', () => sharp(sent).rotate(90)],
    ['a thumbnail', 'result-too-small', () => sharp(sent).resize(300)],
    ['enlarged beyond what the service takes', 'result-too-large', () => sharp(sent).resize(3200, 4266)],
  ])('does not fit: %s', async (_what, code, make) => {
    const answer = await checked(await make());
    expect(answer).toMatchObject({ kind: 'unfit', reason: { code } });
  });

  it('refuses a PNG of 196 megapixels by its header', async () => {
    // The header alone, so that decoding anything of it would be called damage.
    const tiny = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    tiny.writeUInt32BE(14_000, 16);
    tiny.writeUInt32BE(14_000, 20);
    tiny.writeUInt32BE(crc32(tiny.subarray(12, 29)), 29);
    expect(codeOf(await checked(tiny))).toBe('result-too-large');
  });

  it('notices where nothing visible changed, and where a little did', async () => {
    expect(await checked(await readFile(sent))).toMatchObject({ kind: 'picture', unchanged: true });
    expect(await checked(sharp(sent))).toMatchObject({ kind: 'picture', unchanged: true });
    const { rgb, width, height } = await decodeRgb(await readFile(sent));
    const little = retouchPixels(rgb, width, height, { level: 0.3, multiFace: true }).rgb;
    const file = await encodeRgb({ rgb: little, width, height }, { format: 'jpeg', quality: 90, chroma: '4:2:0' });
    expect(await checked(file)).toMatchObject({ kind: 'picture', unchanged: false });
  });

  it('knows files by their bytes', async () => {
    const first = await checked(sharp(sent));
    const again = await checked(await readFile(back));
    expect(first).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(again).toEqual(first);
    expect(await checked(sharp(sent).modulate({ brightness: 1.1 }))).not.toMatchObject({
      sha256: (first as { sha256: string }).sha256,
    });
  });

  it('can’t compare with a copy that is damaged, and says so', async () => {
    const whole = await readFile(sent);
    const cut = join(folder, 'cut.jpg');
    await writeFile(cut, whole.subarray(0, whole.length / 2));
    await writeFile(back, whole);
    expect(await checkPicture(back, cut)).toMatchObject({ kind: 'unfit', reason: { code: 'submitted-damaged' } });
  });
});
