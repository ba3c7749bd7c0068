import { ReasonError } from '../base/reason.ts';
import type { Reason } from '../base/reason.ts';
import { encodePixels } from './encode.ts';
import type { EncodeSettings } from './encode.ts';
import { contain, EXIF_LIMIT, homelessNotes, writeParts } from './encode-container.ts';
import type { Homeless } from './encode-container.ts';
import { checkWritten, miniatureOf, thumbnailJpeg } from './encode-miniature.ts';
import { jpegQuality } from './encode-quality.ts';
import { srgbProfile } from './encode-srgb.ts';
import type { FidelityReport, FullSizeAnswer, FullSizeRequest, Kept, OutputName } from './full-size-types.ts';
import type { MetadataBag } from './metadata/bag.ts';
import { jpegEncodingOf } from './metadata/jpeg-quality.ts';
import { metadataFor } from './metadata/policy.ts';
import type { KeptMetadata, ResultFacts } from './metadata/policy.ts';
import { readMetadata } from './metadata/read.ts';
import type { SourceMetadata } from './metadata/read.ts';
import { turnsSideways } from './picture.ts';
import type { Opened, Orientation } from './picture.ts';
import { carryOver } from './transfer/carry-over.ts';
import { findFlow } from './transfer/flow.ts';
import type { RowHelper, TransferHelpers } from './transfer/helper.ts';
import { intoProfile } from './transfer/into-profile.ts';
import { release } from './transfer/release.ts';
import { decodeNative } from './transfer/original.ts';
import { serviceSize } from './transfer/service-size.ts';
import { loadSmallPictures } from './transfer/small-pictures.ts';
import type { EncoderMatch, Pixels } from './transfer/types.ts';

export interface FullSizeWork {
  readonly request: FullSizeRequest;
  readonly opened: Opened;
  readonly output: OutputName;
  readonly submitted: Uint8Array;
  readonly retouched: Uint8Array;
  /** Threads that may help; undefined: this one does it alone. */
  readonly helpers: TransferHelpers | undefined;
}

/** The retouched pixels, before they are encoded. */
interface Result {
  readonly pixels: Pixels;
  readonly orientation: Orientation;
  /** Already encoded: the very JPEG that came back, whose pixels are wanted unchanged. */
  readonly encoded?: Uint8Array;
  readonly unchanged: number;
  readonly match: EncoderMatch;
  readonly reshaped: boolean;
  /** `own`: the original's colour space. `srgb`: converted, or as the service returned it. */
  readonly colours: 'own' | 'srgb';
  readonly notes: readonly Reason[];
}

/** Largest side that a format's header can express, pixels. */
const LONGEST_SIDE = { jpeg: 65500, webp: 16383, png: Infinity, tiff: Infinity } as const;

/** Makes and writes one result. Throws a {@link ReasonError}, or what the file system throws; the caller cleans up. */
export async function makeFullSize(
  work: FullSizeWork,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<FullSizeAnswer> {
  const { request, opened, output } = work;
  const source = await readMetadata(opened.path, opened.format);
  const result =
    request.size === 'service'
      ? await atServiceSize(work)
      : await atOriginalSize(work, signal, (p) => onProgress(0.6 * p));
  signal.throwIfAborted();

  const { pixels, orientation } = result;
  if (Math.max(pixels.width, pixels.height) > LONGEST_SIDE[output.format]) {
    throw new ReasonError(
      'too-long-for-format',
      `A ${output.format} file cannot be ${String(Math.max(pixels.width, pixels.height))} pixels long. Choose TIFF or PNG.`,
    );
  }
  const notes: Reason[] = [...(output.note ? [output.note] : []), ...result.notes];
  const settings = settingsFor(work, source);
  if (output.format === 'jpeg' && opened.alpha) {
    notes.push({ code: 'transparency-dropped', message: 'JPEG files have no transparency; it was filled with white.' });
  }
  const miniature = await miniatureOf(pixels);
  const encoded = result.encoded ?? (await encodePixels(pixels, settings));
  release(pixels.data);
  signal.throwIfAborted();
  onProgress(0.85);

  const converted = result.colours === 'srgb';
  const own: MetadataBag = { ...source.bag, ...(converted && { icc: await srgbProfile() }) };
  const facts: ResultFacts = {
    orientation,
    toSrgb: converted,
    intoTiff: output.format === 'tiff' && opened.format !== 'tiff',
    thumbnail: await thumbnailJpeg(miniature),
    exifLimit: EXIF_LIMIT[output.format],
    ...(output.format === 'jpeg' &&
      opened.format !== 'jpeg' && { intoJpeg: { width: pixels.width, height: pixels.height } }),
    ...(request.size === 'service' && { size: { width: pixels.width, height: pixels.height } }),
  };
  const metadata = metadataFor(own, request.metadata, facts, request);
  const { parts, homeless } = await contain(encoded, output.format, metadata.bag, pixels);
  notes.push(...metadata.notes, ...homeless.map((kind) => homelessNotes[kind]));
  const bytes = await writeParts(request.target, parts, signal);
  await checkWritten(request.target, pixels, miniature);
  signal.throwIfAborted();
  onProgress(1);

  const sideways = turnsSideways(orientation);
  return {
    kind: 'written',
    format: output.format,
    extension: output.extension,
    width: sideways ? pixels.height : pixels.width,
    height: sideways ? pixels.width : pixels.height,
    bytes,
    report: reportOf(work, result, settings, metadata, homeless),
    notes,
  };
}

async function atOriginalSize(
  work: FullSizeWork,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Result> {
  const { request, opened } = work;
  // Side by side: decoding a JPEG keeps only one processor busy.
  work.helpers?.warm();
  const load = async () => {
    const small = await loadSmallPictures(work.submitted, work.retouched, opened.orientation);
    return { small, flow: request.fade > 0 ? findFlow(small.submitted, small.retouched) : undefined };
  };
  const [loaded, native] = await Promise.all([load(), decodeNative(opened)]);
  signal.throwIfAborted();
  const { small, colours } = await intoProfile(loaded.small, native, request.target);
  const carry = { base: native.pixels, small, colours, fade: request.fade, flow: loaded.flow };
  const carried = (helper?: RowHelper) => carryOver(carry, signal, onProgress, helper);
  const { unchanged, reshaped } = await (work.helpers?.lend(carried) ?? carried());
  for (const { data } of [small.submitted, small.control, small.retouched]) release(data);
  return {
    pixels: native.pixels,
    orientation: opened.orientation,
    unchanged,
    match: small.match,
    reshaped,
    colours: native.converted ? 'srgb' : 'own',
    notes: native.converted ? [...native.notes, convertedNote(opened)] : native.notes,
  };
}

async function atServiceSize({ request, opened, output, submitted, retouched }: FullSizeWork): Promise<Result> {
  const { pixels, encoded, unchanged } = await serviceSize(submitted, retouched, request.fade, output.format);
  return {
    pixels,
    orientation: 1,
    ...(encoded && { encoded }),
    unchanged,
    match: 'lossless',
    reshaped: false,
    colours: 'srgb',
    notes: opened.notes,
  };
}

function convertedNote(opened: Opened): Reason {
  const from = opened.space === 'cmyk' ? 'CMYK' : opened.space === 'lab' ? 'Lab' : '32-bit';
  return {
    code: 'colours-converted',
    message: `The original’s colours are ${from}, which the service and most programs cannot work in; the result is sRGB.`,
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
  result: Result,
  settings: EncodeSettings,
  metadata: KeptMetadata,
  homeless: readonly Homeless[],
): FidelityReport {
  const kept = (kind: 'exif' | 'xmp' | 'iptc'): Kept =>
    metadata[kind] === 'none' || !homeless.includes(kind) ? metadata[kind] : 'removed';
  const xmp = homeless.includes('extended-xmp') ? 'partly' : kept('xmp');
  const lossy = output.format === 'jpeg' || (output.format === 'webp' && !settings.lossless);
  return {
    originalWidth: opened.upright.width,
    originalHeight: opened.upright.height,
    bitDepth:
      result.pixels.data instanceof Uint16Array && (output.format === 'png' || output.format === 'tiff') ? 16 : 8,
    profile: result.colours === 'srgb' ? 'converted' : metadata.bag.icc ? 'kept' : 'none',
    exif: kept('exif'),
    xmp,
    iptc: kept('iptc'),
    quality: lossy && !result.encoded ? settings.quality : undefined,
    unchanged: result.unchanged,
    encoder: result.match,
    reshaped: result.reshaped,
  };
}
