import type { Size } from '../../formats/turned-rect.ts';
import { readOriginal } from '../../base/open-original.ts';
import { sharp } from '../sharp.ts';
import { writeDurably } from '../../base/durable-file.ts';
import type { Reason } from '../../base/reason.ts';
import { localAnswer, onSide, troubleOf, type LocalAnswer } from '../../base/system-errors.ts';
import { toRgb, type Rgb } from '../colour.ts';
import { attempt, pipeline } from '../open/decode.ts';
import { stripJpeg } from '../../formats/jpeg/mend-jpeg.ts';
import { openPicture } from '../open/open.ts';
import type { Opened } from '../open/picture.ts';
import {
  canKeepCoding,
  chooseQuality,
  chromaAt,
  fitSize,
  LIMITS,
  QUALITY,
  planSample,
  scaleUp,
  shrinkTo,
  takeSample,
} from './submission-plan.ts';

/** A file that is ready to be submitted: exactly these bytes leave the computer. */
export interface SubmissionCopy {
  readonly path: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly contentType: 'image/jpeg';
  readonly extension: '.jpg';
}

export type Prepared =
  | { readonly kind: 'prepared'; readonly submission: SubmissionCopy; readonly notes: readonly Reason[] }
  /** This file can't be used. */
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** This computer could not do it now: disk full, file vanished, no memory. */
  | LocalAnswer;

/** How a copy was encoded, for benchmarks. */
export interface EncodingTrace {
  /** Bytes foretold for the first whole encode, and what it took. */
  predicted: number;
  actual: number;
  probes: number;
  encodes: number;
  quality: number;
}

/** Part of the byte limit that predictions aim at, so that an error of a per cent costs no second encode. */
const BUDGET = LIMITS.bytes * 0.988;
const MAX_PROBES = 3;

/**
 * Pre-check and submission copy: decodes the whole file strictly, turns it upright, converts it to sRGB, brings it within the
 * service's limits at the best quality that fits, and writes `target` + `.jpg` so that it is complete or absent.
 *
 * @param target path without extension
 * @throws only an abort's own reason
 */
export async function prepare(source: string, target: string, signal?: AbortSignal): Promise<Prepared> {
  signal?.throwIfAborted();
  try {
    const opened = await openPicture(source);
    if (opened.kind === 'refused') return opened;
    const copy = await makeCopy(opened, signal);
    if (copy.kind === 'refused') return copy;
    signal?.throwIfAborted();
    const path = `${target}.jpg`;
    await onSide('data', path, () => writeDurably(path, copy.data));
    return {
      kind: 'prepared',
      submission: {
        path,
        bytes: copy.data.length,
        width: copy.width,
        height: copy.height,
        contentType: 'image/jpeg',
        extension: '.jpg',
      },
      notes: copy.notes,
    };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return localAnswer(troubleOf(error, 'original', source));
  }
}

export type Copy =
  | (Size & {
      readonly kind: 'copy';
      readonly data: Buffer;
      readonly notes: readonly Reason[];
      readonly trace?: EncodingTrace;
    })
  | { readonly kind: 'refused'; readonly reason: Reason };

/** The copy's bytes, in memory. Throws what `attempt` throws. */
export async function makeCopy(opened: Opened, signal?: AbortSignal): Promise<Copy> {
  const kept = await keepCoding(opened);
  if (kept) return kept;
  signal?.throwIfAborted();
  let size = fitSize(opened.upright);
  for (;;) {
    const decoded = await toRgb(opened, size, signal);
    if (decoded.kind === 'refused') return decoded;
    const encoded = await encodeWithin(decoded.value, signal);
    if (encoded.kind === 'encoded') {
      const { data, trace } = encoded;
      return { kind: 'copy', ...size, data, trace, notes: decoded.picture.notes };
    }
    size = shrinkTo(size, encoded.bytes, BUDGET);
  }
}

/** A JPEG whose own coding fits goes out as it is, without its metadata; still decoded once, to prove that it is whole. */
async function keepCoding(opened: Opened): Promise<Copy | undefined> {
  if (!canKeepCoding(opened)) return undefined;
  // More than the limit and all the metadata a camera writes: not worth reading twice.
  if (opened.bytes > LIMITS.bytes * 2) return undefined;
  const data = stripJpeg(await readOriginal(opened.path));
  if (data !== undefined && data.length > LIMITS.bytes) return undefined;
  const proof = await attempt(opened, async (picture) => {
    await (await pipeline(picture, { rawColours: true })).raw().toBuffer();
  });
  if (proof.kind === 'refused') return proof;
  const { mended, failOn, notes } = proof.picture;
  // Faults within the picture are not handed on: decoders differ on them.
  if (failOn !== 'warning') return undefined;
  if (mended !== undefined) {
    const clean = stripJpeg(mended);
    return clean && clean.length <= LIMITS.bytes
      ? { kind: 'copy', width: opened.width, height: opened.height, data: clean, notes }
      : undefined;
  }
  return data && { kind: 'copy', width: opened.width, height: opened.height, data, notes };
}

type Encoded =
  | { readonly kind: 'encoded'; readonly data: Buffer; readonly trace: EncodingTrace }
  /** Even the worst quality takes this many bytes. */
  | { readonly kind: 'too-large'; readonly bytes: number };

/** Encodes at the best quality that fits. The quality is foretold from a sample instead of tried on the whole. */
export async function encodeWithin(image: Rgb, signal?: AbortSignal): Promise<Encoded> {
  const sample = planSample(image);
  const part = sample === 'all' ? image : { ...sample, data: takeSample(image.data, image.width, sample) };
  const ratio = sample === 'all' ? 1 : sample.ratio;
  const probed = new Map<number, number>();
  const expect = async (quality: number): Promise<number> => {
    const known = probed.get(quality);
    if (known !== undefined) return known;
    const bytes = scaleUp((await encode(part, quality)).length, ratio);
    probed.set(quality, bytes);
    return bytes;
  };

  let quality: number = QUALITY.probe;
  let predicted = await expect(quality);
  while (probed.size < MAX_PROBES) {
    signal?.throwIfAborted();
    const better = chooseQuality(quality, predicted, BUDGET);
    if (better === undefined) {
      const bytes = await expect(QUALITY.worst);
      if (bytes > BUDGET) return { kind: 'too-large', bytes };
      quality = QUALITY.worst;
      predicted = bytes;
      break;
    }
    if (better === quality) break;
    quality = better;
    predicted = await expect(better);
  }
  // The last probe may have shown that its own quality is too much.
  const fitting = [...probed].filter(([, bytes]) => bytes <= BUDGET).map(([q]) => q);
  if (predicted > BUDGET) {
    quality = chooseQuality(quality, predicted, BUDGET) ?? Math.max(QUALITY.worst, ...fitting);
    predicted = await expect(quality);
  }

  const first = predicted;
  let actual: number | undefined;
  for (let encodes = 1; ; encodes++) {
    signal?.throwIfAborted();
    const data = await encode(image, quality);
    actual ??= data.length;
    if (data.length <= LIMITS.bytes)
      return { kind: 'encoded', data, trace: { predicted: first, actual, probes: probed.size, encodes, quality } };
    if (quality <= QUALITY.worst) return { kind: 'too-large', bytes: data.length };
    quality--;
  }
}

/** Standard Huffman tables: about a third of the time of optimised ones, for one to three per cent more bytes. */
function encode({ data, width, height }: Rgb, quality: number): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .jpeg({ quality, chromaSubsampling: chromaAt(quality), optimiseCoding: false })
    .toBuffer();
}
