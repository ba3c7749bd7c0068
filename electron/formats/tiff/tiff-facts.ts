import type { ReadAt } from '../bytes.ts';
import { find, TAG } from './tiff.ts';
import { TiffFile, type LoadedDirectory } from './tiff-file.ts';

/** What a TIFF file's directories say, before libvips is asked. */
export interface TiffFacts {
  /** A camera RAW file whose first directory is only a preview. */
  readonly raw: boolean;
  readonly compression: number;
  readonly photometric: number | undefined;
  readonly bits: number;
  readonly samples: number;
  /** TIFF 6.0 SampleFormat: 1 unsigned, 2 signed, 3 floating point. */
  readonly sampleFormat: number;
  /** Full-size pages; the smaller copies of a pyramid do not count. */
  readonly pages: number;
}

/** PhotometricInterpretation of sensor data: colour filter array, and DNG's LinearRaw. */
const SENSOR_PHOTOMETRIC = new Set([32803, 34892]);
/** Compressions that only RAW files use: Sony, Nikon, Kodak, Pentax, Samsung. */
const SENSOR_COMPRESSION = new Set([32767, 32769, 32770, 34713, 65000, 65535]);
const MAX_DIRECTORIES = 64;

/** Undefined if the file's first directory cannot be read: the file is damaged. Never follows a loop. */
export async function readTiffFacts(read: ReadAt): Promise<TiffFacts | undefined> {
  const tiff = await TiffFile.open(read);
  if (tiff === undefined) return undefined;
  const load = async (at: number): Promise<LoadedDirectory | undefined> => {
    const loaded = await tiff.directory(at);
    return loaded && loaded.entries.length > 0 ? loaded : undefined;
  };
  const first = await load(tiff.header.first);
  if (first === undefined) return undefined;
  const of = (tag: number): Promise<number | undefined> => tiff.number(first, tag);

  const subField = find(first, TAG.subDirectories);
  const subs = subField ? await tiff.numbers(first, subField, 16) : [];
  let raw =
    find(first, TAG.dngVersion) !== undefined ||
    find(first, TAG.cfaPattern) !== undefined ||
    isSensorData(await of(TAG.photometric), await of(TAG.compression)) ||
    // A preview in front and the picture in a sub-directory: every TIFF-based RAW format, and nothing else.
    (((await of(TAG.newSubfileType)) ?? 0) % 2 === 1 && subs.length > 0);

  let pages = 1;
  const seen = new Set([tiff.header.first]);
  const waiting = [...subs.map((at) => ({ at, sub: true })), { at: first.next, sub: false }];
  for (let item = waiting.shift(); item !== undefined && seen.size < MAX_DIRECTORIES; item = waiting.shift()) {
    if (item.at <= 0 || seen.has(item.at)) continue;
    seen.add(item.at);
    const loaded = await load(item.at);
    if (loaded === undefined) continue;
    const get = (tag: number): Promise<number | undefined> => tiff.number(loaded, tag);
    if (isSensorData(await get(TAG.photometric), await get(TAG.compression))) raw = true;
    if (item.sub) continue;
    if (((await get(TAG.newSubfileType)) ?? 0) % 2 === 0) pages++;
    waiting.push({ at: loaded.next, sub: false });
  }

  return {
    raw,
    compression: (await of(TAG.compression)) ?? 1,
    photometric: await of(TAG.photometric),
    bits: (await of(TAG.bitsPerSample)) ?? 1,
    samples: (await of(TAG.samplesPerPixel)) ?? 1,
    sampleFormat: (await of(TAG.sampleFormat)) ?? 1,
    pages,
  };
}

function isSensorData(photometric: number | undefined, compression: number | undefined): boolean {
  return SENSOR_PHOTOMETRIC.has(photometric ?? -1) || SENSOR_COMPRESSION.has(compression ?? -1);
}
