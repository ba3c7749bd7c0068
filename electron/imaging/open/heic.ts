/**
 * HEIC pixels, through `heic-decode` and with it libheif and libde265 (LGPL 3), an optional package: see `heic-module.ts`.
 */
import { readOriginal } from '../../base/open-original.ts';
import { Worker } from 'node:worker_threads';
import { messageOf, ReasonError } from '../../base/reason.ts';
import { heicDecoderPath } from './heic-module.ts';
import { isCut, isWellFormed, type HeifFacts } from '../../formats/heif/heif.ts';

/**
 * Bytes held for every pixel at the worst moment: the decoder's planes and its RGBA (5.5 measured), and the copy of the latter
 * outside its memory.
 */
export const HEIC_HELD_PER_PIXEL = 10;

/** What the decoder may take: its own needs for a picture of this size, with room to spare. */
function memoryLimit(facts: HeifFacts, fileBytes: number): number {
  return 64_000_000 + facts.width * facts.height * 8 + fileBytes * 3;
}

/**
 * Runs in a thread of its own, whose memory is given back at its end: WebAssembly's never shrinks. A text, not a module, so
 * that it needs no file of its own wherever the program is bundled to. It packs RGBA into RGB, transparency over white.
 */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { grow } = WebAssembly.Memory.prototype;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * 65536 > workerData.memory) throw new RangeError('too much memory');
  return grow.call(this, pages);
};
function load() {
  try {
    return require(workerData.module);
  } catch (error) {
    parentPort.postMessage({ kind: 'absent', message: String(error && error.message) });
  }
}
async function run() {
  const decoder = load();
  if (decoder === undefined) return;
  const pictures = await decoder.all({ buffer: workerData.file });
  const picture = pictures[pictures.length === workerData.listed ? workerData.index : 0];
  if (picture === undefined || picture.width !== workerData.width || picture.height !== workerData.height)
    throw new Error('the picture is not of the size that the file says');
  const { data } = await picture.decode();
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const alpha = data[from + 3];
    for (let k = 0; k < 3; k++)
      data[to + k] = alpha === 255 ? data[from + k] : (data[from + k] * alpha + 255 * (255 - alpha)) / 255;
  }
  parentPort.postMessage({ kind: 'decoded', data }, [data.buffer]);
}
run().catch((error) => parentPort.postMessage({ kind: 'failed', message: String(error && error.message) }));
`;

type FromThread =
  | { readonly kind: 'decoded'; readonly data: Uint8ClampedArray<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly message: string }
  /** The decoder could not be loaded. */
  | { readonly kind: 'absent'; readonly message: string };

/**
 * Decodes a HEIC's main picture to 8-bit RGB in the file's own colours, cropped and turned as the file says.
 *
 * @param damage `refuse`: nothing missing and nothing visibly wrong in its structure; `keep`: whatever the decoder makes of it
 * @throws {ReasonError} for a damaged file, or without the decoder; otherwise what the file system throws
 */
export async function decodeHeic(path: string, facts: HeifFacts, damage: 'refuse' | 'keep'): Promise<Buffer> {
  const module = heicDecoderPath();
  if (module === undefined) throw new ReasonError(NO_DECODER.code, NO_DECODER.message);
  const file = await readOriginal(path);
  if (damage === 'refuse' && (isCut(facts, file.length) || !isWellFormed(facts, file))) throw damaged();
  // The decoder goes by the first brand alone and knows not all of them.
  file.write('heic', 8, 'latin1');
  const { width, height, index, listed } = facts;
  const answer = await inThread({
    module,
    file,
    width,
    height,
    index,
    listed,
    memory: memoryLimit(facts, file.length),
  });
  if (answer.kind === 'absent')
    throw new ReasonError(NO_DECODER.code, NO_DECODER.message, { cause: new Error(answer.message) });
  if (answer.kind === 'failed') throw damaged(answer.message);
  return Buffer.from(answer.data.buffer, 0, width * height * 3);
}

export const NO_DECODER = {
  code: 'heic-unavailable',
  message:
    'This is a HEIC photo, and this copy of Afterglow has no decoder for those. Export it as JPEG or TIFF first.',
} as const;

function damaged(cause?: string): ReasonError {
  const message = 'This file is damaged: part of the picture is missing or can’t be read.';
  return new ReasonError('damaged', message, cause === undefined ? undefined : { cause: new Error(cause) });
}

/** libheif reports on its output what it rejects; nobody would read that. */
function inThread(workerData: object): Promise<FromThread> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(THREAD, { eval: true, workerData, stdout: true, stderr: true });
    worker.stdout.resume();
    worker.stderr.resume();
    worker.once('message', (message: FromThread) => {
      resolve(message);
      void worker.terminate();
    });
    worker.once('error', (error) => resolve({ kind: 'failed', message: messageOf(error) }));
    worker.once('exit', () => reject(new Error('the HEIC decoder ended without an answer')));
  });
}
