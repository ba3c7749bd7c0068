import type { Reason } from '../../base/reason.ts';
import { onSide } from '../../base/system-errors.ts';
import type { EncodeSettings } from './encode.ts';
import { contain, EXIF_LIMIT, unsupportedNotes, writeParts } from './encode-container.ts';
import type { UnsupportedMetadata } from './encode-container.ts';
import { checkJoined, checkWritten, thumbnailJpeg } from './encode-thumbnail.ts';
import { jpegQuality } from './encode-quality.ts';
import { srgbProfile } from './encode-srgb.ts';
import { atOriginalSize, atServiceSize } from './full-size-pixels.ts';
import type { EncodedResult, FullSizeWork } from './full-size-pixels.ts';
import type { FidelityReport, FullSizeAnswer } from './full-size-types.ts';
import type { MetadataSet } from '../../metadata/metadata-set.ts';
import { jpegEncodingOf } from '../../formats/jpeg/jpeg-quality.ts';
import { metadataFor } from '../../metadata/policy/policy.ts';
import type { KeptMetadata, ResultFacts } from '../../metadata/policy/policy.ts';
import { sourceMetadata } from '../open/source-metadata.ts';
import type { SourceMetadata } from '../../metadata/read/read.ts';
import type { Kept } from '../../metadata/policy/policy-types.ts';
import { turnsSideways } from '../../formats/orientation.ts';

/** Makes and writes one result. Throws a {@link ReasonError}, or what the file system throws; the caller cleans up. */
export async function makeFullSize(
  work: FullSizeWork,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<FullSizeAnswer> {
  const { request, opened, output } = work;
  const source = await sourceMetadata(opened.path, opened.format);
  const settings = settingsFor(work, source);
  const result =
    request.size === 'service'
      ? await atServiceSize(work, settings)
      : await atOriginalSize(work, settings, signal, (share) => onProgress(0.75 * share));
  signal.throwIfAborted();
  onProgress(0.85);

  const { size, orientation, thumbnail } = result;
  const notes: Reason[] = [...(output.note ? [output.note] : []), ...result.notes];
  if (output.format === 'jpeg' && opened.alpha) {
    notes.push({ code: 'transparency-dropped', message: 'JPEG files have no transparency; it was filled with white.' });
  }

  const converted = result.colours === 'srgb';
  const own: MetadataSet = { ...source.set, ...(converted && { icc: await srgbProfile() }) };
  const facts: ResultFacts = {
    orientation,
    toSrgb: converted,
    intoTiff: output.format === 'tiff' && opened.format !== 'tiff',
    thumbnail: await thumbnailJpeg(thumbnail),
    exifLimit: EXIF_LIMIT[output.format],
    ...(output.format === 'jpeg' && opened.format !== 'jpeg' && { intoJpeg: size }),
    ...(request.size === 'service' && { size }),
  };
  const metadata = metadataFor(own, request.metadata, facts, request);
  const [first, ...others] = result.encoded;
  const { parts, unsupported } = await contain(first, output.format, metadata.set, size);
  notes.push(...metadata.notes, ...unsupported.map((kind) => unsupportedNotes[kind]));
  const all = [...parts, ...others];
  const check = (): Promise<void> =>
    result.joined === undefined
      ? checkWritten(request.target, size, thumbnail)
      : checkJoined(request.target, size, all, result.joined);
  const bytes = await onSide('output', request.target, () => writeParts(request.target, all, signal, check));
  signal.throwIfAborted();
  onProgress(1);

  const sideways = turnsSideways(orientation);
  return {
    kind: 'written',
    format: output.format,
    extension: output.extension,
    width: sideways ? size.height : size.width,
    height: sideways ? size.width : size.height,
    bytes,
    report: reportOf(work, result, settings, metadata, unsupported),
    notes,
  };
}

function settingsFor({ request, output }: FullSizeWork, source: SourceMetadata): EncodeSettings {
  const own = source.jpeg && jpegEncodingOf(source.jpeg);
  return {
    format: output.format,
    quality: jpegQuality(request.quality, request.size === 'original' ? own?.qualityNotBelow : undefined),
    // Anything finer than 4:2:0 in the original, and any original that is no JPEG, keeps its full colour resolution.
    chroma: own?.chroma === '4:2:0' ? '4:2:0' : '4:4:4',
    lossless: source.lossless ?? false,
    background: 255,
  };
}

function reportOf(
  { opened, output }: FullSizeWork,
  result: EncodedResult,
  settings: EncodeSettings,
  metadata: KeptMetadata,
  unsupported: readonly UnsupportedMetadata[],
): FidelityReport {
  const kept = (kind: 'exif' | 'xmp' | 'iptc'): Kept =>
    metadata[kind] === 'none' || !unsupported.includes(kind) ? metadata[kind] : 'removed';
  const xmp = unsupported.includes('extended-xmp') ? 'partly' : kept('xmp');
  const lossy = output.format === 'jpeg' || (output.format === 'webp' && !settings.lossless);
  return {
    originalWidth: opened.upright.width,
    originalHeight: opened.upright.height,
    bitDepth: result.deep && (output.format === 'png' || output.format === 'tiff') ? 16 : 8,
    profile: result.colours === 'srgb' ? 'converted' : metadata.set.icc ? 'kept' : 'none',
    exif: kept('exif'),
    xmp,
    iptc: kept('iptc'),
    quality: lossy && !result.verbatim ? settings.quality : undefined,
    unchanged: result.unchanged,
    encoder: result.match,
    reshaped: result.reshaped,
  };
}
