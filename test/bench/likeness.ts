import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { retouchPixels } from '../../electron/demo/retouch-pixels.ts';
import { comparedSize, showsSamePhoto, unlikeness, type Unlikeness } from '../../electron/imaging/check/likeness.ts';
import type { Plane } from '../../electron/imaging/transfer/motion/plane.ts';
import { benchPhotos, decodeJpeg, loadPhoto, rawSharp } from './fidelity-photos.ts';
import { retouches, type Picture, type Retouch } from './fidelity-retouch.ts';

/**
 * The margins of the comparison between what was sent and what came back: known retouches, the strongest ones, against wrong pictures.
 * `node test/bench/likeness.ts`; it needs the photos of `../shared`.
 */
const SIDE = 1100;
const FACE = 900;

const bright = (p: Picture): Uint8Array => p.data.map((v) => Math.min(255, 1.08 * (v + 0.8 * v * (1 - v / 255))));
const smooth: Retouch = (p) =>
  rawSharp(p)
    .blur(Math.max(0.5, 0.003 * p.width))
    .raw()
    .toBuffer();
async function strongest(p: Picture): Promise<Uint8Array> {
  let data = p.data;
  for (const step of [retouches['slimming']!, retouches['slimming']!, retouches['strong']!])
    data = await step({ ...p, data });
  return data;
}

/** Retouches of the bench of fidelity, the demo's, and stronger ones, each with the quality of the JPEG that came back. */
const RIGHT: readonly (readonly [string, Retouch, number])[] = [
  ...Object.entries(retouches).map(([name, retouch]) => [name, retouch, 85] as const),
  ['demo, level 1', async (p) => retouchPixels(p.data, p.width, p.height, { level: 1, multiFace: true }).rgb, 85],
  ['slimming twice, then strong', strongest, 70],
  ['whole picture brightened', async (p) => bright(p), 75],
  ['whole picture smoothed', smooth, 75],
  ['nothing, JPEG quality 30', async (p) => p.data, 30],
];

async function luma(p: Picture, like: Picture): Promise<Plane> {
  const { width, height } = comparedSize(like);
  const shrunk = rawSharp(p).resize(width, height, { fit: 'fill', kernel: 'cubic' });
  const { data, info } = await shrunk.greyscale().raw().toBuffer({ resolveWithObject: true });
  return { data: Float32Array.from({ length: width * height }, (_, i) => data[i * info.channels]!), width, height };
}

async function shrunken(p: Picture): Promise<Picture> {
  const shrunk = rawSharp(p).resize(SIDE, SIDE, { fit: 'inside' }).raw();
  const { data, info } = await shrunk.toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** The faces of the shared photos, 70 pixels and more, each as a square portrait of the same framing. */
async function portraits(): Promise<Picture[]> {
  const shared = new URL('../../../shared/', import.meta.url);
  interface Truth {
    readonly [file: string]: { readonly faces: readonly { x: number; y: number; w: number; h: number }[] };
  }
  const truth = JSON.parse(await readFile(new URL('faces-truth.json', shared), 'utf8')) as Truth;
  const found: Picture[] = [];
  for (const [file, { faces }] of Object.entries(truth)) {
    const whole = sharp(await readFile(new URL(file, shared)))
      .autoOrient()
      .removeAlpha()
      .toColourspace('srgb');
    const { data, info } = await whole.raw().toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) continue;
    for (const { x, y, w, h } of faces) {
      const [width, height] = [w * info.width, h * info.height];
      const side = Math.round(2.8 * Math.max(width, height));
      const left = Math.round(x * info.width + width / 2 - side / 2);
      const top = Math.round(y * info.height + height / 2 - 0.45 * side);
      if (width < 70 || left < 0 || top < 0 || left + side > info.width || top + side > info.height) continue;
      const cut = rawSharp({ data, width: info.width, height: info.height }).extract({
        left,
        top,
        width: side,
        height: side,
      });
      found.push({ data: await cut.resize(FACE, FACE).raw().toBuffer(), width: FACE, height: FACE });
    }
  }
  return found;
}

/** The scene of one portrait with the head, or the face alone, of another: tones matched, borders soft. */
function pasted(scene: Picture, face: Picture, rx: number, ry: number): Picture {
  const data = new Uint8Array(scene.data);
  const at = (i: number): number => Math.hypot(((i % FACE) - 450) / rx, (Math.floor(i / FACE) - 405) / ry);
  const sums = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < FACE * FACE; i++) {
    if (at(i) >= 0.8) continue;
    for (let c = 0; c < 3; c++) {
      sums[c]! += scene.data[3 * i + c]!;
      sums[3 + c]! += face.data[3 * i + c]!;
    }
  }
  for (let i = 0; i < FACE * FACE; i++) {
    const share = Math.min(1, Math.max(0, (1.1 - at(i)) / 0.2));
    for (let c = 0, k = 3 * i; c < 3; c++, k++) {
      const value = Math.min(255, (face.data[k]! * sums[c]!) / sums[3 + c]!);
      data[k] = Math.round(data[k]! * (1 - share) + value * share);
    }
  }
  return { ...scene, data };
}

const rows = new Map<string, Unlikeness[]>();
async function note(name: string, sent: Picture, back: Picture): Promise<void> {
  const found = unlikeness(await luma(sent, sent), await luma(back, sent));
  rows.set(name, [...(rows.get(name) ?? []), found]);
}

const photos: Picture[] = [];
for (const photo of await benchPhotos()) photos.push(await shrunken(await loadPhoto(photo)));
const faces = await portraits();
for (const sent of [...photos, ...faces.filter((_, i) => i % 8 === 0)]) {
  for (const [name, retouch, quality] of RIGHT) {
    const data = await retouch(sent);
    await note(
      `right: ${name}`,
      sent,
      await decodeJpeg(
        await rawSharp({ ...sent, data })
          .jpeg({ quality })
          .toBuffer(),
      ),
    );
  }
  const turned = { 'upside down': rawSharp(sent).rotate(180), mirrored: rawSharp(sent).flop() };
  for (const [name, way] of Object.entries(turned))
    await note(`wrong: ${name}`, sent, { ...sent, data: await way.raw().toBuffer() });
  await note('wrong: all black', sent, { ...sent, data: new Uint8Array(sent.data.length) });
}
for (const sent of photos) for (const back of photos) if (sent !== back) await note('wrong: another photo', sent, back);
for (const [i, sent] of faces.entries()) {
  const other = faces[(i * 7 + 6) % faces.length]!;
  if (other === sent) continue;
  await note('wrong: another portrait, same framing', sent, other);
  await note('wrong: another head, same scene', sent, pasted(sent, other, 240, 300));
  await note('wrong: another face, same hair and scene', sent, pasted(sent, other, 170, 215));
}
const range = (of: number[]): string => `${Math.min(...of).toFixed(3)} to ${Math.max(...of).toFixed(3)}`;
console.log('| pair | n | whole | part | taken for the same |\n| --- | --- | --- | --- | --- |');
for (const [name, found] of rows) {
  const cells = [name, found.length, range(found.map(({ whole }) => whole)), range(found.map(({ part }) => part))];
  console.log(`| ${[...cells, found.filter(showsSamePhoto).length].join(' | ')} |`);
}
