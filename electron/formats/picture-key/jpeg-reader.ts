import { isFrame, MARKER } from '../jpeg/jpeg.ts';
import { exifOrientation } from './exif-orientation.ts';
import type { PictureDigest } from './digest.ts';
import type { Ask, PictureReader } from './feed.ts';

const COMMENT = 0xfe;
const ICC_MARK = 'ICC_PROFILE\0';

/** What the application segments in front of the first scan say about how the coded data are to be read. */
interface Around {
  jfif: boolean;
  adobe: number | undefined;
  /** Of the first EXIF segment; it decides, whatever it says. */
  exif: { readonly orientation: number | undefined } | undefined;
  readonly profile: Map<number, Buffer>;
  components: Buffer;
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
    components: Buffer.alloc(0),
  };
  const start = yield { take: 2 };
  if (start[0] !== 0xff || start[1] !== MARKER.soi) return false;
  let scans = 0;
  let marker = yield { marker: 'skip' };
  for (; marker.length === 1 && marker[0] !== MARKER.eoi;) {
    const code = marker[0]!;
    if (code !== 0x01 && code !== MARKER.soi) {
      const length = yield { take: 2 };
      const body = length.length < 2 ? 0 : length.readUInt16BE() - 2;
      if (body < 0) break;
      if (isApplication(code)) {
        yield* readApplication(code, body, scans > 0 ? undefined : around);
      } else {
        const bytes = yield { take: body };
        if (isFrame(code)) around.components = componentIds(bytes);
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

function isApplication(code: number): boolean {
  return (code >= MARKER.app0 && code <= 0xef) || code === COMMENT;
}

/** @param around where to note what the segment says; undefined where nobody looks for it any more */
function* readApplication(code: number, body: number, around: Around | undefined): Generator<Ask, void, Buffer> {
  const known = [MARKER.app0, MARKER.app1, MARKER.app2, MARKER.app14] as const;
  if (around === undefined || !known.some((each) => each === code)) {
    yield { skip: body };
    return;
  }
  const bytes = yield { take: body };
  const begins = (mark: string): boolean => bytes.subarray(0, mark.length).toString('latin1') === mark;
  if (code === MARKER.app0 && begins('JFIF\0')) around.jfif = true;
  if (code === MARKER.app14 && begins('Adobe') && bytes.length >= 12) around.adobe ??= bytes[11];
  if (code === MARKER.app1 && begins('Exif\0')) around.exif ??= { orientation: exifOrientation(bytes.subarray(6)) };
  if (code === MARKER.app2 && begins(ICC_MARK) && bytes.length > 14) {
    const number = bytes[12]!;
    if (!around.profile.has(number)) around.profile.set(number, bytes.subarray(14));
  }
}

function componentIds(frame: Buffer): Buffer {
  const count = Math.min(frame[5] ?? 0, Math.floor((frame.length - 6) / 3));
  return Buffer.from(Array.from({ length: Math.max(0, count) }, (_, i) => frame[6 + i * 3]!));
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
  return components.equals(Buffer.from('RGB')) ? 'rgb' : 'ycc';
}
