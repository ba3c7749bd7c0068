import type { ReadAt } from '../bytes.ts';
import type { Cursor } from '../cursor.ts';

/** One box of an ISO media file (ISO/IEC 14496-12, 4.2). `at`: where its content begins; `end`: behind it. */
export interface Box {
  readonly type: string;
  readonly at: number;
  readonly end: number;
}

/** More boxes side by side than any writer makes: the bytes are something else. */
const MAX_BOXES = 20_000;

/** The boxes between two places of bytes at hand. One that reaches beyond `to` ends the list. */
export function boxesIn(bytes: Uint8Array, from: number, to: number): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = Math.min(to, bytes.length);
  const found: Box[] = [];
  for (let at = from; at + 8 <= last && found.length < MAX_BOXES;) {
    const box = boxAt(view, at, last);
    if (box === undefined || box.end > last) break;
    found.push(box);
    at = box.end;
  }
  return found;
}

/** A box's header; undefined if it is none. A size of 0 means: to the end. */
function boxAt(view: DataView, at: number, last: number): Box | undefined {
  const short = view.getUint32(at);
  const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
  if (short === 0) return { type, at: at + 8, end: last };
  if (short !== 1) return short < 8 ? undefined : { type, at: at + 8, end: at + short };
  if (at + 16 > view.byteLength) return undefined;
  const long = Number(view.getBigUint64(at + 8));
  return Number.isSafeInteger(long) && long >= 16 ? { type, at: at + 16, end: at + long } : undefined;
}

/** A file has a handful of boxes at its outermost level; films have more, and are not looked at. */
const MAX_OUTER = 64;

/** The outermost boxes of a file, of which only the headers are read. The last one may reach beyond a cut file's end. */
export async function outerBoxes(read: ReadAt, fileBytes: number): Promise<Box[]> {
  const found: Box[] = [];
  for (let at = 0; at + 8 <= fileBytes && found.length < MAX_OUTER;) {
    const head = await read(at, 16);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    if (head.length < 8) break;
    const box = boxAt(view, 0, fileBytes - at);
    if (box === undefined) break;
    found.push({ type: box.type, at: at + box.at, end: at + box.end });
    at += box.end;
  }
  return found;
}

/** Version and flags, with which the content of a full box begins. */
export function fullBox(cursor: Cursor): { readonly version: number; readonly flags: number } {
  const word = cursor.u32();
  return { version: word >>> 24, flags: word & 0xff_ffff };
}
