import { stat } from 'node:fs/promises';
import { readOriginal } from '../../base/open-original.ts';
import { sharp } from '../sharp.ts';
import type { Sharp, SharpOptions } from '../sharp.ts';
import { assertNever } from '../../base/assert.ts';
import { messageOf, ReasonError, systemCode, type Reason } from '../../base/reason.ts';
import { BMP_GAPS, decodeBmp } from '../../formats/bmp/bmp.ts';
import { decodeHeic } from './heic.ts';
import { MAX_PIXELS } from '../../formats/limits.ts';
import { mendJpeg } from '../../formats/jpeg/mend-jpeg.ts';
import { decodeOddTiff } from './odd-tiff.ts';
import { refuse, type Opened, type Refusal } from './picture.ts';
import { mendPng } from '../../formats/png/png.ts';
import { tagPixels } from '../../formats/tiff/tagged-tiff.ts';

export interface PipelineOptions {
  /** `none` shows what there is of a damaged file. For looking only, never for a result. */
  readonly failOn?: 'warning' | 'error' | 'none';
  /** Leave the numbers as stored, whatever the profile says. */
  readonly rawColours?: boolean;
}

/**
 * A sharp pipeline on the stored pixels of an opened picture: first frame, not turned, strict, within the limits. Colours go
 * to sRGB by the embedded profile unless it is unusable or says sRGB anyway; transparency is kept.
 *
 * @throws {ReasonError} for a damaged BMP or HEIC; libvips' own errors come later, out of the pipeline
 */
export async function pipeline(picture: Opened, options: PipelineOptions = {}): Promise<Sharp> {
  const { decoder, profile, width, height } = picture;
  const applyProfile = profile.kind === 'usable' && options.rawColours !== true;
  const common: SharpOptions = {
    limitInputPixels: MAX_PIXELS,
    failOn: options.failOn ?? picture.failOn,
    sequentialRead: true,
    ignoreIcc: !applyProfile,
  };
  if (decoder.kind === 'sharp') return sharp(picture.mended ?? picture.path, common);
  const data = await ownPixels(picture, common.failOn === 'warning' ? 'refuse' : 'keep');
  // Raw pixels have no profile; as a file they have.
  return applyProfile
    ? sharp(tagPixels(data, { width, height, bits: 8 }, profile.bytes), { ...common, limitInputPixels: false })
    : sharp(data, { ...common, raw: { width, height, channels: 3 } });
}

/** 8-bit RGB of a kind that libvips does not decode. */
async function ownPixels({ path, decoder }: Opened, damage: 'refuse' | 'keep'): Promise<Buffer> {
  switch (decoder.kind) {
    case 'bmp':
      return decodeBmp(await readOriginal(path), decoder.header, damage).data;
    case 'heic':
      return decodeHeic(path, decoder.facts, damage);
    case 'odd-tiff':
      return decodeOddTiff(path, decoder.oddity);
    case 'sharp':
      throw new Error('libvips decodes this itself');
    default:
      return assertNever(decoder);
  }
}

export type Attempt<T> = { readonly kind: 'done'; readonly value: T; readonly picture: Opened } | Refusal;

/**
 * Runs work that decodes the whole picture, strictly. If libvips objects, the file is mended in memory where that provably
 * loses no pixel, or read once more without minding oddities that leave no pixel out; each adds a note. A file with
 * missing pixels is refused, never filled up.
 *
 * @param work is called again with the mended picture after a failure, so it must not leave traces
 * @throws what the file system throws, and an abort's own reason
 */
export async function attempt<T>(picture: Opened, work: (picture: Opened) => Promise<T>): Promise<Attempt<T>> {
  let complaint: unknown;
  try {
    return { kind: 'done', value: await work(picture), picture };
  } catch (error) {
    if (await isNotThePicture(error, picture)) throw error;
    complaint = error;
  }
  for await (const mended of mendings(picture, complaint)) {
    try {
      return { kind: 'done', value: await work(mended), picture: mended };
    } catch (error) {
      if (await isNotThePicture(error, picture)) throw error;
    }
  }
  if (complaint instanceof ReasonError) return { kind: 'refused', reason: complaint.reason };
  return refuse('damaged', 'This file is damaged: part of the picture is missing or can’t be read.');
}

/** Whether a failure says something about this computer rather than about the picture. */
async function isNotThePicture(error: unknown, picture: Opened): Promise<boolean> {
  if (systemCode(error) !== undefined || (error instanceof Error && error.name === 'AbortError')) return true;
  if (/out of memory|unable to (?:allocate|create temp)|no space left/i.test(messageOf(error))) return true;
  // libvips tells of a vanished file in the same words as of a damaged one; asking throws the true reason.
  await stat(picture.path);
  return false;
}

async function* mendings(picture: Opened, complaint: unknown): AsyncGenerator<Opened> {
  if (picture.format === 'jpeg') {
    const mended = mendJpeg(await readOriginal(picture.path));
    if (mended) yield { ...picture, mended, notes: [...picture.notes, MENDED] };
  }
  if (picture.format === 'png') {
    const mended = await mendPng(await readOriginal(picture.path));
    if (mended) yield { ...picture, mended, notes: [...picture.notes, MENDED] };
  }
  const oddity = toleratedOddity(picture, complaint);
  if (oddity) yield { ...picture, failOn: 'error', notes: [...picture.notes, oddity] };
}

const MENDED: Reason = {
  code: 'mended',
  message: 'This file has small faults outside the picture; the picture itself is whole.',
};
const ODD: Reason = {
  code: 'odd-file',
  message: 'This file is not quite well-formed, but the picture in it could be read.',
};
const BLEMISHED: Reason = {
  code: 'blemished',
  message: 'Part of this file is damaged: some areas of the picture may look wrong. Have a look at it.',
};

/** Complaints about data that are wrong but not missing, in libjpeg's and libtiff's words (they have no codes). */
function toleratedOddity(picture: Opened, error: unknown): Reason | undefined {
  if (error instanceof ReasonError) return error.reason.code === BMP_GAPS ? BLEMISHED : undefined;
  const complaint = messageOf(error);
  const lines = complaint.split('\n').filter((line) => line.trim() !== '');
  if (picture.format === 'jpeg')
    return lines.every((line) => /extraneous bytes before marker|bad Huffman code/.test(line)) ? BLEMISHED : undefined;
  // libtiff's real failures are errors, which the second reading does not pass over.
  if (picture.format !== 'tiff' || !complaint.startsWith('Warning treated as error')) return undefined;
  return /Corrupt JPEG data/.test(complaint) ? BLEMISHED : ODD;
}
