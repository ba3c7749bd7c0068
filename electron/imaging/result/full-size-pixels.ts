import { ReasonError } from '../../base/reason.ts';
import type { Reason } from '../../base/reason.ts';
import { encodePixels } from './encode.ts';
import type { EncodeSettings } from './encode.ts';
import { doesForThumbnail, embeddedThumbnailOf } from './encode-thumbnail.ts';
import type { EmbeddedThumbnail } from './encode-thumbnail.ts';
import { StripEncoder } from './encode-strips.ts';
import type { FullSizeRequest, OutputFormat, OutputName } from './full-size-types.ts';
import type { Encoded } from '../../formats/jpeg/jpeg-strips.ts';
import { fastEngine } from '../kernels/engine.ts';
import { fastMotionDetector } from '../kernels/movement.ts';
import type { Opened } from '../open/picture.ts';
import type { Orientation } from '../../formats/orientation.ts';
import type { Size } from '../../formats/turned-rect.ts';
import { carryOver } from '../transfer/carry-over.ts';
import { findFlow } from '../transfer/motion/flow.ts';
import type { RowHelper, TransferHelpers } from '../transfer/helper.ts';
import { EarlyStart } from '../transfer/early-start.ts';
import { coloursByHeader, intoProfile, leavesPictures } from '../transfer/colour/into-profile.ts';
import { decodeNative } from '../transfer/pictures/original.ts';
import { TransferPlan } from '../transfer/plan.ts';
import { release } from '../transfer/release.ts';
import { RowRunner } from '../transfer/row.ts';
import { serviceSize } from '../transfer/pictures/service-size.ts';
import { loadSmallPictures, type SmallPictures } from '../transfer/pictures/small-pictures.ts';
import { setupOf } from '../transfer/transfer.ts';
import type { EncoderMatch, Pixels } from '../transfer/types.ts';

export interface FullSizeWork {
  readonly request: FullSizeRequest;
  readonly opened: Opened;
  readonly output: OutputName;
  /** The files' bytes; what is made at the original's size gives their memory back. */
  readonly submitted: Uint8Array;
  readonly retouched: Uint8Array;
  /** Threads that may help; undefined: this one does it alone. */
  readonly helpers: TransferHelpers | undefined;
}

/** The retouched picture, encoded, without any metadata yet. */
export interface EncodedResult {
  readonly encoded: Encoded;
  /** Rows of a strip of a JPEG that was joined of several, which have been decoded and compared. */
  readonly joined: number | undefined;
  /** The very JPEG that came back. */
  readonly verbatim: boolean;
  readonly thumbnail: EmbeddedThumbnail;
  /** As stored, not turned upright. */
  readonly size: Size;
  /** Whether the pixels have 16 bits a channel. */
  readonly deep: boolean;
  readonly orientation: Orientation;
  /** Share of pixels, 0 to 1. */
  readonly unchanged: number;
  readonly match: EncoderMatch;
  readonly reshaped: boolean;
  /** `own`: the original's colour space. `srgb`: converted, or as the service returned it. */
  readonly colours: 'own' | 'srgb';
  readonly notes: readonly Reason[];
}

/** Largest side that a format's header can express, pixels. */
const LONGEST_SIDE = { jpeg: 65500, webp: 16383, png: Infinity, tiff: Infinity } as const;

/** The original with the retouch carried over. Throws a {@link ReasonError}, or the signal's reason. */
export async function atOriginalSize(
  work: FullSizeWork,
  settings: EncodeSettings,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<EncodedResult> {
  const { request, opened, output } = work;
  refuseTooLong(opened.upright, output.format);
  // Side by side: decoding a JPEG keeps only one processor busy.
  work.helpers?.warm();
  const load = async () => {
    const small = await loadSmallPictures(work.submitted, work.retouched, opened.orientation);
    for (const file of [work.submitted, work.retouched]) release(file);
    const flow = request.fade > 0 ? findFlow(small.submitted, small.retouched, await fastMotionDetector()) : undefined;
    // While the original is still being decoded, there is time for that.
    const plan = flow || !leavesPictures(opened) ? undefined : new TransferPlan(small, opened.height);
    plan?.keepCovered();
    plan?.begin();
    const start = plan && (await earlyStart(work, small, plan, () => decoded || signal.aborted));
    return { small, flow, plan, start };
  };
  let decoded = false;
  const decode = decodeNative(opened).finally(() => (decoded = true));
  const [loaded, native] = await Promise.all([load(), decode]);
  const { pixels } = native;
  const { plan, start } = loaded;
  const encoder = output.format === 'jpeg' ? new StripEncoder(pixels, settings) : undefined;
  try {
    signal.throwIfAborted();
    const { small, colours } = await intoProfile(loaded.small, native, request.target);
    if (plan && (small !== loaded.small || opened.height !== pixels.height || opened.width !== pixels.width)) {
      throw new Error('the original is not what its header says');
    }
    const carry = { base: pixels, small, colours, fade: request.fade, flow: loaded.flow };
    const onFinal = encoder && ((from: number, to: number) => encoder.final(from, to));
    const carried = (helper?: RowHelper) => carryOver(carry, signal, onProgress, { helper, onFinal, plan, start });
    const { unchanged, reshaped } = await (work.helpers?.lend(carried) ?? carried());
    for (const { data } of [small.submitted, small.control, small.retouched]) release(data);
    const strips = await encoder?.end();
    return {
      encoded: strips?.encoded ?? (await encodeWhole(pixels, settings)),
      joined: strips && strips.count > 1 ? strips.rows : undefined,
      verbatim: false,
      thumbnail: await embeddedThumbnailOf(strips && doesForThumbnail(strips.shown) ? strips.shown : pixels),
      ...factsOf(pixels),
      orientation: opened.orientation,
      unchanged,
      match: small.match,
      reshaped,
      colours: native.converted ? 'srgb' : 'own',
      notes: native.converted ? [...native.notes, convertedNote(opened)] : native.notes,
    };
  } finally {
    await Promise.all([encoder?.stop(), plan?.end()]);
    release(pixels.data);
  }
}

/** Works on tiles until the original is decoded, where its header tells enough for that. */
async function earlyStart(
  { request, opened }: FullSizeWork,
  { submitted, match }: SmallPictures,
  plan: TransferPlan,
  isOver: () => boolean,
): Promise<EarlyStart | undefined> {
  const colours = coloursByHeader(opened);
  if (!colours) return undefined;
  const engine = await fastEngine(setupOf({ submitted, match, colours, fade: request.fade }, opened.width));
  const start = new EarlyStart(plan, new RowRunner(engine));
  await start.work(submitted.width < opened.width, isOver);
  return start;
}

/** The service's own picture. Throws a {@link ReasonError}. */
export async function atServiceSize(work: FullSizeWork, settings: EncodeSettings): Promise<EncodedResult> {
  const { request, opened, output, submitted, retouched } = work;
  const { pixels, encoded, unchanged } = await serviceSize(submitted, retouched, request.fade, output.format);
  try {
    refuseTooLong(pixels, output.format);
    return {
      encoded: encoded ? [encoded] : await encodeWhole(pixels, settings),
      joined: undefined,
      verbatim: encoded !== undefined,
      thumbnail: await embeddedThumbnailOf(pixels),
      ...factsOf(pixels),
      orientation: 1,
      unchanged,
      match: 'lossless',
      reshaped: false,
      colours: 'srgb',
      notes: opened.notes,
    };
  } finally {
    release(pixels.data);
  }
}

async function encodeWhole(pixels: Pixels, settings: EncodeSettings): Promise<Encoded> {
  return [await encodePixels(pixels, settings)];
}

function factsOf({ data, width, height }: Pixels): Pick<EncodedResult, 'size' | 'deep'> {
  return { size: { width, height }, deep: data instanceof Uint16Array };
}

function refuseTooLong({ width, height }: Size, format: OutputFormat): void {
  const longest = Math.max(width, height);
  if (longest <= LONGEST_SIDE[format]) return;
  throw new ReasonError(
    'too-long-for-format',
    `A ${format} file cannot be ${String(longest)} pixels long. Choose TIFF or PNG.`,
  );
}

function convertedNote(opened: Opened): Reason {
  const from = opened.space === 'cmyk' ? 'CMYK' : opened.space === 'lab' ? 'Lab' : '32-bit';
  return {
    code: 'colours-converted',
    message: `The original’s colours are ${from}, which the service and most programs cannot work in; the result is sRGB.`,
  };
}
