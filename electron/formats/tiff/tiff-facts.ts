import type { ReadAt } from '../bytes.ts';
import { TAG, TiffBytes, type TiffDirectory } from './tiff.ts';

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
const DIRECTORY_BYTES = 16_384;

/** Undefined if the file's first directory cannot be read: the file is damaged. Never follows a loop. */
export async function readTiffFacts(read: ReadAt): Promise<TiffFacts | undefined> {
  const header = TiffBytes.of(await read(0, 16));
  if (header === undefined) return undefined;

  const load = async (at: number): Promise<{ tiff: TiffBytes; directory: TiffDirectory } | undefined> => {
    const tiff = header.through(await read(at, DIRECTORY_BYTES), at);
    const directory = tiff.directory(at);
    return directory && { tiff, directory };
  };
  const value = async (tiff: TiffBytes, directory: TiffDirectory, tag: number): Promise<number | undefined> => {
    const field = directory.fields.get(tag);
    if (field === undefined) return undefined;
    // A value outside the bytes at hand (BitsPerSample of a colour picture) is read on its own.
    return tiff.number(field) ?? header.through(await read(field.at, 8), field.at).number(field);
  };

  const first = await load(header.first);
  if (first === undefined) return undefined;
  const { tiff, directory } = first;
  const of = (tag: number): Promise<number | undefined> => value(tiff, directory, tag);

  const subField = directory.fields.get(TAG.subDirectories);
  const subs = subField ? header.through(await read(subField.at, 8 * 16), subField.at).numbers(subField, 16) : [];
  let raw =
    directory.fields.has(TAG.dngVersion) ||
    directory.fields.has(TAG.cfaPattern) ||
    isSensorData(await of(TAG.photometric), await of(TAG.compression)) ||
    // A preview in front and the picture in a sub-directory: every TIFF-based RAW format, and nothing else.
    (((await of(TAG.newSubfileType)) ?? 0) % 2 === 1 && subs.length > 0);

  let pages = 1;
  const seen = new Set([header.first]);
  const waiting = [...subs.map((at) => ({ at, sub: true })), { at: directory.next, sub: false }];
  for (let item = waiting.shift(); item !== undefined && seen.size < MAX_DIRECTORIES; item = waiting.shift()) {
    if (item.at <= 0 || seen.has(item.at)) continue;
    seen.add(item.at);
    const loaded = await load(item.at);
    if (loaded === undefined) continue;
    const get = (tag: number): Promise<number | undefined> => value(loaded.tiff, loaded.directory, tag);
    if (isSensorData(await get(TAG.photometric), await get(TAG.compression))) raw = true;
    if (item.sub) continue;
    if (((await get(TAG.newSubfileType)) ?? 0) % 2 === 0) pages++;
    waiting.push({ at: loaded.directory.next, sub: false });
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
