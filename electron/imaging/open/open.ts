import { isOrientation, turnsSideways, type Orientation } from '../../formats/orientation.ts';
import { sharp } from '../sharp.ts';
import type { Metadata } from '../sharp.ts';
import { messageOf, systemCode } from '../../base/reason.ts';
import { readBytes, withFile } from '../../formats/bytes.ts';
import { judgeProfile, type ProfileSpace } from '../../formats/icc.ts';
import { MAX_PIXELS, MAX_PROFILE_BYTES, refuseExtent, refuseFileSize } from '../../formats/limits.ts';
import { heicProfile } from './named-profiles.ts';
import { readTiffSize } from './odd-tiff.ts';
import { headerDamaged, readFormat, type Found } from './open-formats.ts';
import { notesOn } from './open-notes.ts';
import { refuse, type Opened, type Refusal } from './picture.ts';
import { refusedFormat, sniff, SNIFF_BYTES, type PictureFormat } from '../../formats/sniff.ts';
import { xmpOrientation } from '../../formats/xmp/xmp-orientation.ts';

/**
 * Looks at a file's header: is it a picture that Afterglow can work on, and what is it like? The format is told from the
 * content, sizes are checked against the limits before anything is decoded, and no pixel is read.
 *
 * @throws what the file system throws (file vanished, no permission, drive gone)
 */
export async function openPicture(path: string): Promise<Opened | Refusal> {
  const looked = await withFile(path, async (read, bytes) => {
    const head = await read(0, SNIFF_BYTES);
    const sniffed = sniff(head);
    if (sniffed.kind === 'refused') return refuse(`not-a-photo:${sniffed.format}`, sniffed.message);
    const tooBig = refuseFileSize(bytes);
    if (tooBig) return { kind: 'refused', reason: tooBig } as const;
    const found = await readFormat(sniffed.format, read, bytes);
    return found.kind === 'refused'
      ? found
      : { kind: 'found' as const, format: sniffed.format, bytes, found: found.found };
  });
  if (looked.kind === 'refused') return looked;
  const { format, bytes, found } = looked;
  const early = found.size && refuseExtent({ ...found.size, heldPerPixel: found.heldPerPixel });
  if (early) return { kind: 'refused', reason: early };
  return found.decoder.kind === 'sharp'
    ? viaSharp(path, path, bytes, format, found)
    : ownReader(path, bytes, format, found);
}

/**
 * As {@link openPicture}, for a JPEG that lies within another file. Only for looking at: what is made of it is no photo.
 *
 * @param orientation of the file around it, for a JPEG that says nothing itself
 */
export async function openEmbedded(path: string, jpeg: Buffer, orientation: Orientation): Promise<Opened | Refusal> {
  const answer = await readFormat('jpeg', readBytes(jpeg), jpeg.length);
  if (answer.kind === 'refused') return answer;
  const opened = await viaSharp(path, jpeg, jpeg.length, 'jpeg', answer.found);
  if (opened.kind === 'refused') return opened;
  const own = answer.found.jpeg?.orientation;
  const turned = isOrientation(own) ? own : orientation;
  const { width, height } = opened;
  return {
    ...opened,
    orientation: turned,
    upright: turnsSideways(turned) ? { width: height, height: width } : { width, height },
    mended: jpeg,
  };
}

async function viaSharp(
  path: string,
  source: string | Buffer,
  bytes: number,
  format: PictureFormat,
  found: Found,
): Promise<Opened | Refusal> {
  const metadata = await readMetadata(source, format);
  if (metadata.kind === 'refused') return metadata;
  const { value } = metadata;
  const { width, height } = value;
  const tooLarge = refuseExtent({ width, height, heldPerPixel: found.heldPerPixel });
  if (tooLarge) return { kind: 'refused', reason: tooLarge };
  const space = spaceOf(value);
  const icc = value.icc && value.icc.length <= MAX_PROFILE_BYTES ? value.icc : value.icc?.subarray(0, 128);
  const profile = judgeProfile(icc, PROFILE_SPACES[space]);
  const frames = found.frames ?? value.pages ?? 1;
  return opened({
    path,
    bytes,
    format,
    width,
    height,
    orientation: orientationFrom(value, format, found),
    channels: value.channels,
    depth: value.depth === 'uchar' ? 8 : value.depth === 'ushort' ? 16 : 32,
    space,
    profile,
    alpha: value.hasAlpha,
    frames,
    decoder: found.decoder,
    ...(found.jpeg && { jpeg: found.jpeg }),
  });
}

/** Kinds that libvips does not decode: Afterglow's own readers give 8-bit RGB. */
async function ownReader(path: string, bytes: number, format: PictureFormat, found: Found): Promise<Opened | Refusal> {
  const { decoder } = found;
  if (decoder.kind === 'heic') {
    const { facts } = decoder;
    return opened({
      path,
      bytes,
      format,
      decoder,
      width: facts.width,
      height: facts.height,
      // The decoder turns the picture; EXIF repeats what it did.
      orientation: 1,
      channels: 3,
      depth: 8,
      space: 'rgb',
      profile: judgeProfile(await heicProfile(facts), 'RGB '),
      alpha: false,
      frames: 1,
    });
  }
  if (decoder.kind === 'bmp') {
    const { header } = decoder;
    const embedded = header.profile;
    const icc =
      embedded && (await withFile(path, (read) => read(embedded.at, Math.min(embedded.length, MAX_PROFILE_BYTES))));
    return opened({
      path,
      bytes,
      format,
      decoder,
      width: header.width,
      height: header.height,
      orientation: 1,
      channels: 3,
      depth: 8,
      space: 'rgb',
      profile: judgeProfile(icc, 'RGB '),
      alpha: false,
      frames: 1,
    });
  }
  const size = await withFile(path, readTiffSize);
  if (size === undefined) return headerDamaged();
  const tooLarge = refuseExtent({ ...size, heldPerPixel: found.heldPerPixel });
  if (tooLarge) return { kind: 'refused', reason: tooLarge };
  return opened({
    path,
    bytes,
    format,
    decoder,
    width: size.width,
    height: size.height,
    orientation: size.orientation,
    channels: found.tiff?.samples ?? 3,
    depth: 8,
    space: decoder.kind === 'odd-tiff' && decoder.oddity === 'lab' ? 'lab' : 'rgb',
    profile: { kind: 'none' },
    alpha: false,
    frames: found.frames ?? 1,
  });
}

function opened(facts: Omit<Opened, 'kind' | 'upright' | 'notes' | 'failOn'>): Opened {
  const { width, height, orientation } = facts;
  return {
    ...facts,
    kind: 'picture',
    upright: turnsSideways(orientation) ? { width: height, height: width } : { width, height },
    notes: notesOn(facts.frames, facts.profile, facts.format),
    failOn: 'warning',
  };
}

const PROFILE_SPACES: Record<Opened['space'], ProfileSpace> = { rgb: 'RGB ', gray: 'GRAY', cmyk: 'CMYK', lab: 'Lab ' };

function spaceOf(metadata: Metadata): Opened['space'] {
  if (metadata.space === 'cmyk') return 'cmyk';
  if (metadata.space === 'b-w' || metadata.space === 'grey16') return 'gray';
  return metadata.space === 'lab' || metadata.space === 'labs' ? 'lab' : 'rgb';
}

/**
 * EXIF or TIFF orientation decides. Only PNG falls back on XMP: its EXIF chunk is young, and programs used to write
 * nothing but XMP. In a JPEG, XMP without EXIF is a leftover of a tool that turned the pixels, and viewers pass it over.
 */
function orientationFrom(metadata: Metadata, format: PictureFormat, found: Found): Orientation {
  const exif = found.jpeg ? found.jpeg.orientation : metadata.orientation;
  if (isOrientation(exif)) return exif;
  const xmp = format === 'png' && metadata.xmp ? xmpOrientation(metadata.xmp) : undefined;
  return isOrientation(xmp) ? xmp : 1;
}

type MetadataAnswer = Refusal | { readonly kind: 'metadata'; readonly value: Metadata };

/** Reads the header through libvips. It has no error codes: whatever goes wrong with a file that is there is damage. */
async function readMetadata(source: string | Buffer, format: PictureFormat): Promise<MetadataAnswer> {
  try {
    const value = await sharp(source, { limitInputPixels: MAX_PIXELS, failOn: 'none' }).metadata();
    if (format === 'avif' && value.compression !== 'av1')
      return refuse('not-a-photo:heic', refusedFormat('heic').message);
    return { kind: 'metadata', value };
  } catch (error) {
    if (systemCode(error) !== undefined) throw error;
    if (/pixel limit/.test(messageOf(error)))
      return refuse('too-large', `This picture is too large: it claims more than ${MAX_PIXELS / 1e6} megapixels.`);
    return headerDamaged();
  }
}
