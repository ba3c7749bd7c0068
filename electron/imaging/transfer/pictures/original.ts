import { attempt, pipeline } from '../../open/decode.ts';
import { ReasonError, type Reason } from '../../../base/reason.ts';
import type { Opened } from '../../open/picture.ts';
import type { Pixels } from '../types.ts';

/** The original's pixels in its own colours, as they are stored (not turned upright). */
export interface NativePicture {
  readonly pixels: Pixels;
  readonly colours: 1 | 3;
  /** The profile that the pixels are in; undefined: none, or one that cannot apply. */
  readonly icc: Uint8Array | undefined;
  /** True when the pixels had to be converted to 8-bit sRGB: CMYK, Lab, floating point. */
  readonly converted: boolean;
  /** Everything worth knowing of the file, what its header told included. */
  readonly notes: readonly Reason[];
}

interface Model {
  readonly space: 'b-w' | 'grey16' | 'srgb' | 'rgb16';
  readonly depth: 'uchar' | 'ushort';
}

/** How the pixels can be worked on as they are; undefined: they must be converted first. */
function nativeModel(opened: Opened): Model | undefined {
  if (opened.depth === 32 || opened.space === 'cmyk' || opened.space === 'lab') return undefined;
  if (opened.decoder.kind === 'odd-tiff') return undefined;
  if (opened.depth === 16) return { space: opened.space === 'gray' ? 'grey16' : 'rgb16', depth: 'ushort' };
  // libvips drops the transparency of 8-bit grey on its way out; as RGB it keeps it.
  return { space: opened.space === 'gray' && !opened.alpha ? 'b-w' : 'srgb', depth: 'uchar' };
}

/**
 * Decodes an original without any colour conversion (first frame or page only). Strict: damage throws a {@link ReasonError}.
 * Otherwise throws what the file system throws.
 */
export async function decodeNative(opened: Opened): Promise<NativePicture> {
  const model = nativeModel(opened);
  const decoded = await attempt(opened, async (picture) =>
    (await pipeline(picture, { rawColours: model !== undefined }))
      .toColourspace(model?.space ?? 'srgb')
      .raw({ depth: model?.depth ?? 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  if (decoded.kind === 'refused') throw new ReasonError(decoded.reason.code, decoded.reason.message);
  const { data, info } = decoded.value;
  const { channels } = info;
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) {
    throw new Error(`the decoder gave ${String(channels)} channels`);
  }
  const { profile } = opened;
  return {
    pixels: {
      data: model?.depth === 'ushort' ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data,
      width: info.width,
      height: info.height,
      channels,
    },
    colours: channels >= 3 ? 3 : 1,
    icc: model && (profile.kind === 'srgb' || profile.kind === 'usable') ? profile.bytes : undefined,
    converted: model === undefined,
    notes: decoded.picture.notes,
  };
}
