import { beginsWith } from '../cursor.ts';
import { adobeTransform, isNamedRgb, readFrame, type JpegComponent } from '../jpeg/jpeg.ts';
import { EXIF_AT, isApplication, isBare, isFrame, MARKER, SIGNATURE } from '../jpeg/segments.ts';
import { exifOrientation } from '../tiff/orientation.ts';
import type { PictureDigest } from './digest.ts';
import type { Ask, PictureReader } from './feed.ts';

/** What the application segments in front of the first scan say about how the coded data are to be read. */
interface Around {
  jfif: boolean;
  adobe: number | undefined;
  /** Of the first EXIF segment; it decides, whatever it says. */
  exif: { readonly orientation: number | undefined } | undefined;
  readonly profile: Map<number, Buffer>;
  components: readonly JpegComponent[];
}

/**
 * A JPEG file's tables, frame headers and scans, in their order (ITU-T T.81), then what decides how they are seen: colour
 * coding, orientation, profile. Application segments and comments go in as far as they say that, and no further; what lies
 * behind the end marker (previews, gain maps) not at all.
 */
export function* readJpeg(digest: PictureDigest): PictureReader {
  const around: Around = {
    jfif: false,
    adobe: undefined,
    exif: undefined,
    profile: new Map(),
    components: [],
  };
  const start = yield { take: 2 };
  if (start[0] !== 0xff || start[1] !== MARKER.soi) return false;
  let scans = 0;
  let marker = yield { marker: 'skip' };
  for (let [code] = marker; code !== undefined && code !== MARKER.eoi; [code] = marker) {
    if (!isBare(code)) {
      const length = yield { take: 2 };
      const body = length.length < 2 ? 0 : length.readUInt16BE() - 2;
      if (body < 0) break;
      if (isApplication(code) || code === MARKER.com) {
        yield* readApplication(code, body, scans > 0 ? undefined : around);
      } else {
        const bytes = yield { take: body };
        if (isFrame(code)) around.components = readFrame({ marker: code, data: bytes })?.components ?? [];
        digest.fact(`segment ${code}`, bytes);
      }
    }
    if (code === MARKER.sos) scans++;
    marker = yield { marker: code === MARKER.sos ? 'hash' : 'skip' };
    if (code === MARKER.sos) digest.endData('scan');
  }
  if (scans === 0 || around.components.length === 0) return false;
  digest.fact('end', marker.length === 1 ? 'marked' : 'missing');
  digest.fact('colours', coloursOf(around));
  digest.fact('orientation', around.exif?.orientation ?? 1);
  const chunks = [...around.profile].sort(([a], [b]) => a - b);
  if (chunks.length > 0) digest.fact('profile', Buffer.concat(chunks.map(([, bytes]) => bytes)));
  return true;
}

/** @param around where to note what the segment says; undefined where nobody looks for it any more */
function* readApplication(code: number, body: number, around: Around | undefined): Generator<Ask, void, Buffer> {
  const known = [MARKER.app0, MARKER.app1, MARKER.app2, MARKER.app14] as const;
  if (around === undefined || !known.some((each) => each === code)) {
    yield { skip: body };
    return;
  }
  const bytes = yield { take: body };
  const is = (wanted: number, signature: string): boolean => code === wanted && beginsWith(bytes, signature);
  if (is(MARKER.app0, SIGNATURE.jfif)) around.jfif = true;
  if (is(MARKER.app14, SIGNATURE.adobe)) around.adobe ??= adobeTransform(bytes);
  if (is(MARKER.app1, SIGNATURE.exif)) around.exif ??= { orientation: exifOrientation(bytes.subarray(EXIF_AT)) };
  const number = is(MARKER.app2, SIGNATURE.icc) ? bytes[12] : undefined;
  if (number !== undefined && bytes.length > 14 && !around.profile.has(number))
    around.profile.set(number, bytes.subarray(14));
}

/**
 * How the components are taken for colours, by the rules of libjpeg (jdapimin.c, `default_decompress_parms`). A program that
 * drops the JFIF segment changes nothing by that in a usual file, and everything in one whose components are called R, G, B.
 */
function coloursOf({ jfif, adobe, components }: Around): string {
  if (components.length === 4) return adobe === undefined ? 'cmyk' : adobe === 0 ? 'cmyk, inverted' : 'ycck, inverted';
  if (components.length !== 3) return String(components.length);
  if (jfif) return 'ycc';
  if (adobe !== undefined) return adobe === 0 ? 'rgb' : 'ycc';
  return isNamedRgb(components) ? 'rgb' : 'ycc';
}
