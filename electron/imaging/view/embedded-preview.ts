import { close, open, read, stat } from 'node:fs';
import { notAFile, READ_ONLY } from '../../base/open-original.ts';
import { isJpeg, readJpegFacts, walkJpeg } from '../../formats/jpeg/jpeg.ts';
import { isOrientation, type Orientation } from '../../formats/orientation.ts';
import { ifWhole } from '../../formats/cursor.ts';
import { find, TAG, TiffView } from '../../formats/tiff/tiff.ts';

/** The small picture that a camera put into a JPEG's EXIF block: a placeholder until the real thumbnail is there. */
export interface EmbeddedPreview {
  /** A JPEG file of its own; usually 160 by 120. */
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** How it must be turned to be upright: the camera stored it like the picture itself. */
  readonly orientation: Orientation;
  /** Width by height of the picture itself; the preview may have bars, or be of an earlier crop. */
  readonly shape: number;
}

/** Cameras put the block within the first 64 KB. */
const READ_BYTES = 131_072;

/**
 * Reads the embedded preview out of a JPEG's first {@link READ_BYTES} bytes; `none` if there is none, `other` if the file is no JPEG.
 * Throws what the file system throws.
 */
export function embeddedPreview(path: string): Promise<EmbeddedPreview | 'none' | 'other'> {
  return withHead(path, (head) => (isJpeg(head) ? (findPreview(head) ?? 'none') : 'other'));
}

/** Memory to read into. A fresh piece of this size costs as much as the reading. */
const spare: Buffer[] = [];
const SPARE_AT_MOST = 8;

/** @param use must copy what it keeps of the bytes */
async function withHead<T>(path: string, use: (head: Buffer) => T): Promise<T> {
  const memory = spare.pop() ?? Buffer.allocUnsafeSlow(READ_BYTES);
  try {
    return use(memory.subarray(0, await readHead(path, memory)));
  } finally {
    if (spare.length < SPARE_AT_MOST) spare.push(memory);
  }
}

/**
 * As `openOriginal` opens it. The callback functions take a third of the time of file handles, which counts when a whole screen of
 * photos waits.
 */
function readHead(path: string, into: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    stat(path, (unknown, facts) => {
      if (unknown) return reject(unknown);
      if (!facts.isFile()) return reject(notAFile(path));
      open(path, READ_ONLY, (unopened, file) => {
        if (unopened) return reject(unopened);
        read(file, into, 0, into.length, 0, (unread, length) => {
          // Not waited for: the bytes are here, and closing what was only read has nothing to lose. Without a callback a failure, as of a
          // drive that was pulled out, would end the process.
          close(file, () => undefined);
          if (unread) reject(unread);
          else resolve(length);
        });
      });
    });
  });
}

/** Copies what it finds out of `head`. */
function findPreview(head: Uint8Array): EmbeddedPreview | undefined {
  const facts = readJpegFacts(walkJpeg(head, true));
  if (facts?.exif === undefined) return undefined;
  const block = facts.exif;
  const data = ifWhole(() => thumbnailIn(block));
  if (data === undefined || !isJpeg(data)) return undefined;
  const small = readJpegFacts(walkJpeg(data, true));
  if (small === undefined || small.width < 1 || small.height < 1) return undefined;
  const { width, height } = small;
  const { orientation } = facts;
  return {
    data,
    width,
    height,
    orientation: isOrientation(orientation) ? orientation : 1,
    shape: facts.width / facts.height,
  };
}

/** A copy of what an EXIF block's second directory names. Throws a RangeError for a block that ends too early. */
function thumbnailIn(block: Uint8Array): Buffer | undefined {
  const tiff = new TiffView(block);
  const { next } = tiff.directory(tiff.first);
  if (next === 0) return undefined;
  const second = tiff.directory(next);
  const at = tiff.number(find(second, TAG.jpegOffset));
  const length = tiff.number(find(second, TAG.jpegBytes));
  if (at === undefined || length === undefined || length < 4 || at + length > block.length) return undefined;
  return Buffer.from(block.subarray(at, at + length));
}
