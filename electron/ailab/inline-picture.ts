import { tooMuch, WireError } from './trouble.ts';

/** A text of JSON that begins like a picture is told from any other by so many bytes. Shorter ones stay in the text. */
const PROBE_BYTES = 4096;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** A body whose large base64 pictures were taken out while it arrived. */
export interface SplitAnswer {
  /** The JSON, with a name in the place of each picture. */
  readonly text: Buffer;
  /** The pictures by these names. A text that turned out to be no base64 is not among them. */
  readonly pictures: ReadonlyMap<string, Buffer>;
}

/**
 * Reads an answer that may carry a picture. The base64 is decoded piece by piece: one string of 80 MB, parsed at once, took
 * 3 GB and half a minute. Throws {@link WireError} (`answer-too-large`) when the text without the pictures, or a picture, is larger.
 */
export async function splitAnswer(
  body: AsyncIterable<Uint8Array>,
  limits: { readonly textBytes: number; readonly pictureBytes: number },
): Promise<SplitAnswer> {
  const text: Uint8Array[] = [];
  const pictures = new Map<string, Buffer>();
  let textBytes = 0;
  let state: 'outside' | 'probing' | 'string' | 'picture' = 'outside';
  let escaped = false;
  let held = Buffer.alloc(0);
  let picture = new Base64Reader(limits.pictureBytes);
  let count = 0;

  const keep = (bytes: Uint8Array): void => {
    textBytes += bytes.byteLength;
    if (textBytes > limits.textBytes) throw new WireError(tooMuch);
    text.push(bytes);
  };
  const inString = (bytes: Buffer): void => {
    if (state === 'picture') picture.push(bytes.toString('latin1'));
    else if (state === 'string') keep(bytes);
    else {
      held = Buffer.concat([held, bytes]);
      if (held.byteLength < PROBE_BYTES) return;
      state = beginsAsPicture(held) ? 'picture' : 'string';
      const [probe] = [held, (held = Buffer.alloc(0))];
      inString(probe);
    }
  };
  const closeString = (): void => {
    if (state === 'picture') {
      const name = `picture ${++count} of this answer`;
      const bytes = picture.end();
      if (bytes !== undefined) pictures.set(name, bytes);
      keep(Buffer.from(name));
      picture = new Base64Reader(limits.pictureBytes);
    } else keep(held);
    held = Buffer.alloc(0);
    state = 'outside';
  };

  for await (const piece of body) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let at = 0;
    // Looked for once, not after each backslash anew.
    let quote = bytes.indexOf(QUOTE);
    while (at < bytes.byteLength) {
      if (quote >= 0 && quote < at) quote = bytes.indexOf(QUOTE, at);
      const end = quote < 0 ? bytes.byteLength : quote;
      if (state === 'outside') {
        keep(bytes.subarray(at, end < bytes.byteLength ? end + 1 : end));
        if (end < bytes.byteLength) state = 'probing';
        at = end + 1;
      } else if (escaped) {
        inString(bytes.subarray(at, at + 1));
        escaped = false;
        at++;
      } else {
        const backslash = bytes.subarray(at, end).indexOf(BACKSLASH);
        if (backslash >= 0) {
          inString(bytes.subarray(at, at + backslash + 1));
          escaped = true;
          at += backslash + 1;
          continue;
        }
        inString(bytes.subarray(at, end));
        if (end < bytes.byteLength) {
          closeString();
          keep(bytes.subarray(end, end + 1));
        }
        at = end + 1;
      }
    }
  }
  keep(held);
  return { text: Buffer.concat(text), pictures };
}

const DATA_ADDRESS = /^data:image\/[a-z+.-]+;base64,/i;
/** Base64 of the first bytes of JPEG, PNG, BMP and WebP. */
const PICTURE_START = /^(?:\/9j\/|iVBORw0KGgo|Qk[0-3]|UklGR)/;

function beginsAsPicture(start: Buffer): boolean {
  const text = unescaped(start.subarray(0, 512).toString('latin1'));
  return PICTURE_START.test(text.replace(DATA_ADDRESS, ''));
}

/** What JSON may write otherwise of what base64 consists of, and blanks. */
function unescaped(text: string): string {
  if (!/[\\\s]/.test(text)) return text;
  return text
    .replace(/\\u00(2[bf]|3d)/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\u000[9ad]|\\[nrt]|\s+/gi, '')
    .replaceAll('\\/', '/');
}

/** Base64 in pieces. */
class Base64Reader {
  readonly #limit: number;
  readonly #parts: Buffer[] = [];
  #bytes = 0;
  #rest = '';
  #begun = false;
  #sound = true;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param text as it stands between the quotes, cut anywhere */
  push(text: string): void {
    this.#rest += text;
    if (this.#rest.length >= PROBE_BYTES) this.#decode(false);
  }

  /** The bytes; undefined when it was no base64. */
  end(): Buffer | undefined {
    this.#decode(true);
    return this.#sound ? Buffer.concat(this.#parts, this.#bytes) : undefined;
  }

  #decode(last: boolean): void {
    // An escape that is cut off waits for its rest.
    const open = last ? -1 : this.#rest.slice(-5).indexOf('\\');
    const until = open < 0 ? this.#rest.length : Math.max(0, this.#rest.length - 5) + open;
    let text = unescaped(this.#rest.slice(0, until));
    if (!this.#begun) text = text.replace(DATA_ADDRESS, '');
    this.#begun = true;
    const whole = last ? text.length : text.length - (text.length % 4);
    this.#rest = text.slice(whole) + this.#rest.slice(until);
    const base64 = text.slice(0, whole);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) this.#sound = false;
    const part = Buffer.from(base64, 'base64');
    this.#bytes += part.byteLength;
    if (this.#bytes > this.#limit) throw new WireError(tooMuch);
    if (this.#sound) this.#parts.push(part);
  }
}
