import { rm, writeFile } from 'node:fs/promises';
import { sharp } from '../../sharp.ts';
import { temporaryBeside } from '../../../base/durable-file.ts';
import type { ColourMap } from './colour-map.ts';
import { colourMapInto, lumaMap, sameColours } from './colour-map.ts';
import { parseIcc } from './icc-profile.ts';
import type { Opened } from '../../open/picture.ts';
import type { NativePicture } from '../pictures/original.ts';
import type { SmallPictures } from '../pictures/small-pictures.ts';
import type { SmallPicture } from '../types.ts';

/** The small pictures, and the map that takes them the rest of the way into the original's colours. */
export interface InProfile {
  readonly small: SmallPictures;
  readonly colours: ColourMap;
}

/**
 * Finds the way from the service's sRGB into the original's colours. Profiles of curves and a matrix are computed tile by tile,
 * without rounding; those made of tables are left to libvips, which needs the profile as a file beside `target`.
 */
export async function intoProfile(small: SmallPictures, native: NativePicture, target: string): Promise<InProfile> {
  const profile = native.icc && parseIcc(native.icc);
  const colours = colourMapInto(profile, native.colours);
  if (colours) return { small, colours };
  const plain = native.colours === 1 ? lumaMap : sameColours;
  if (native.colours === 1 || !native.icc) return { small, colours: plain };
  const path = temporaryBeside(target);
  try {
    await writeFile(path, native.icc);
    const convert = (picture: SmallPicture): Promise<SmallPicture> => throughEngine(picture, path);
    const submitted = await convert(small.submitted);
    const control = small.control === small.submitted ? submitted : await convert(small.control);
    const retouched = await convert(small.retouched);
    return { small: { ...small, submitted, control, retouched }, colours: plain };
  } finally {
    await rm(path, { force: true });
  }
}

/** Whether {@link intoProfile} can do without the small pictures' pixels, as far as the header tells. */
export function leavesPictures(opened: Opened): boolean {
  return mapByHeader(opened) !== undefined;
}

/** The map that {@link intoProfile} will find for an original that keeps its RGB, as far as the header tells; undefined: it does not. */
export function coloursByHeader(opened: Opened): ColourMap | undefined {
  return opened.space === 'rgb' && opened.depth !== 32 ? mapByHeader(opened) : undefined;
}

/** The map into three channels of a profile that needs no colour engine. */
function mapByHeader({ profile, decoder }: Opened): ColourMap | undefined {
  if (decoder.kind !== 'sharp') return undefined;
  if (profile.kind !== 'srgb' && profile.kind !== 'usable') return sameColours;
  const parsed = parseIcc(profile.bytes);
  return parsed && colourMapInto(parsed, 3);
}

async function throughEngine(picture: SmallPicture, profilePath: string): Promise<SmallPicture> {
  const { width, height } = picture;
  const { data, info } = await sharp(picture.data, { raw: { width, height, channels: 3 } })
    .withIccProfile(profilePath)
    .raw()
    .toBuffer({ resolveWithObject: true });
  // A profile that libvips cannot use leaves the colours alone, just as it did when the copy for the service was made.
  return info.channels === 3 ? { data, width, height } : picture;
}
