import type { Reason } from '../../base/reason.ts';
import type { LocalAnswer } from '../../base/system-errors.ts';
import type { HistoryEntry, Kept, Marks, MetadataPolicy } from '../../metadata/policy/policy-types.ts';

/** What a full-size result can be written as. */
export type OutputFormat = 'jpeg' | 'png' | 'tiff' | 'webp';

/** One retouched photo to be written. All paths are absolute. */
export interface FullSizeRequest {
  /** The photographer's file; only read. */
  readonly original: string;
  /** The exact bytes that were submitted to the service. */
  readonly submitted: string;
  /** The exact bytes that came back. */
  readonly retouched: string;
  /** Exact path of a temporary file to write. Complete and flushed on success, absent otherwise. */
  readonly target: string;
  /** `original`: the original's pixel size. `service`: the size that was submitted. */
  readonly size: 'original' | 'service';
  readonly format: 'same' | 'jpeg' | 'png' | 'tiff';
  /** JPEG (and WebP) quality, 1 to 100. An original JPEG of higher quality raises it; see `jpegQuality`. */
  readonly quality: number;
  readonly metadata: MetadataPolicy;
  /** Added to the result's history, and named as its creator where no other program is. Not with the metadata policy `none`. */
  readonly history?: HistoryEntry;
  /** Written in place of the original's stars and flag. Not with the metadata policy `none`. */
  readonly marks?: Marks;
  /** How much of the retouch is applied, 0 (the original) to 1 (all of it). */
  readonly fade: number;
  /**
   * The original when it was submitted: SHA-256 of its bytes, and its picture (`FileKeys`). A file that shows another picture now is
   * refused; one whose metadata were edited since is taken with those it has now.
   */
  readonly expected?: { readonly sha256: string; readonly picture: string };
}

/** What the result kept of the original, and how the retouch was carried over. Measured on the written picture. */
export interface FidelityReport {
  readonly originalWidth: number;
  readonly originalHeight: number;
  readonly bitDepth: 8 | 16;
  /** `kept`: same bytes. `converted`: pixels were converted to sRGB and tagged so. `none`: neither has one. */
  readonly profile: 'kept' | 'converted' | 'none';
  readonly exif: Kept;
  readonly xmp: Kept;
  readonly iptc: Kept;
  /** JPEG or WebP quality used; undefined for lossless formats. */
  readonly quality: number | undefined;
  /** Share of pixels, 0 to 1, that equal the original's before encoding. */
  readonly unchanged: number;
  /** Whether the service's encoder could be imitated, so that its noise could be told from its retouching. */
  readonly encoder: 'matched' | 'unmatched' | 'lossless';
  /** Whether the service moved things (slimmer faces) and the original was warped along. */
  readonly reshaped: boolean;
}

/** What came of one result. Never thrown, save an abort's own reason. */
export type FullSizeAnswer =
  | {
      readonly kind: 'written';
      readonly format: OutputFormat;
      /** With the dot, as `outputExtension` says. */
      readonly extension: string;
      /** As viewed, upright. */
      readonly width: number;
      readonly height: number;
      readonly bytes: number;
      readonly report: FidelityReport;
      readonly notes: readonly Reason[];
    }
  /** These files can't make a result: the original changed, a picture is damaged, it is not a kind that can be written. */
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** This computer could not do it now (disk full, no permission, file vanished): the paid result is not at fault. */
  | LocalAnswer;

/** What the output will be called, told before the work. */
export interface OutputName {
  /** With the dot, in the original's own spelling where the format stays. */
  readonly extension: string;
  readonly format: OutputFormat;
  /** Present when the format differs from what the photographer would expect. */
  readonly note?: Reason;
}
