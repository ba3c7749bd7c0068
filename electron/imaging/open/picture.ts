import type { Reason } from '../../base/reason.ts';
import type { BmpHeader } from '../../formats/bmp/bmp.ts';
import type { HeifFacts } from '../../formats/heif/heif.ts';
import type { Profile } from '../../formats/icc.ts';
import type { JpegFacts } from '../../formats/jpeg/jpeg.ts';
import type { Orientation } from '../../formats/orientation.ts';
import type { PictureFormat } from '../../formats/sniff.ts';

/** Who turns the file into pixels. libvips reads neither `bmp` nor `heic`
 * (an optional package does) nor the odd TIFF kinds. */
export type Decoder =
  | { readonly kind: 'sharp' }
  | { readonly kind: 'bmp'; readonly header: BmpHeader }
  | { readonly kind: 'heic'; readonly facts: HeifFacts }
  | { readonly kind: 'odd-tiff'; readonly oddity: 'lab' | 'untyped' | 'uint32' };

/** A picture whose header was read and found good. Nothing was decoded yet: damage further in shows only then. */
export interface Opened {
  readonly kind: 'picture';
  readonly path: string;
  /** Length of the file. */
  readonly bytes: number;
  readonly format: PictureFormat;
  /** Size of the stored pixels. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
  /** Size as a person sees it. */
  readonly upright: { readonly width: number; readonly height: number };
  /** Channels of the stored pixels, transparency included. */
  readonly channels: number;
  /** Bits a channel as decoded. */
  readonly depth: 8 | 16 | 32;
  readonly space: 'rgb' | 'gray' | 'cmyk' | 'lab';
  readonly profile: Profile;
  readonly alpha: boolean;
  /** Frames or full-size pages; the first one is used. */
  readonly frames: number;
  readonly decoder: Decoder;
  readonly jpeg?: JpegFacts;
  /** Worth knowing, and no obstacle. */
  readonly notes: readonly Reason[];
  /** A mended copy of the file's bytes, which is decoded in its place. */
  readonly mended?: Buffer;
  /** How strict libvips is; `warning` unless harmless complaints were seen. */
  readonly failOn: 'warning' | 'error';
}

export interface Refusal {
  readonly kind: 'refused';
  readonly reason: Reason;
}

export function refuse(code: string, message: string): Refusal {
  return { kind: 'refused', reason: { code, message } };
}
