import type { ReadAt } from '../bytes.ts';
import { MAX_META_BYTES } from '../heif/heif.ts';
import { parseHeifItems, type HeifItem, type HeifItems } from '../heif/heif-items.ts';
import { outerBoxes } from '../heif/iso-boxes.ts';
import type { PictureDigest } from './digest.ts';
import { hashRange } from './ranges.ts';

/** What a picture is put together from, and its plane of transparency. */
const MOST_PARTS = 5000;
/** Properties that describe a picture without taking part in it. */
const DESCRIBING = new Set(['udes', 'crtt', 'mdft', 'altt', 'free', 'skip']);

/**
 * A HEIC or AVIF file's main picture (ISO/IEC 23008-12): its coded parts with their properties, which hold profile, turning and
 * cropping. EXIF and XMP do not turn such a picture. Thumbnails, gain and depth maps are left out. @returns whether it was understood
 */
export async function hashHeif(read: ReadAt, fileBytes: number, digest: PictureDigest): Promise<boolean> {
  const box = (await outerBoxes(read, fileBytes)).find(({ type }) => type === 'meta');
  if (box === undefined || box.end > fileBytes || box.end - box.at > MAX_META_BYTES) return false;
  const tables = parseHeifItems(await read(box.at, box.end - box.at));
  const parts = tables && partsOf(tables);
  if (tables === undefined || parts === undefined) return false;
  const extents = parts.flatMap((item) => item.extents);
  if (extents.reduce((sum, { length }) => sum + length, 0) > fileBytes + tables.bytes.length) return false;
  const { bytes, idat } = tables;
  for (const { type, properties, extents: places } of parts) {
    digest.fact('item', type);
    for (const property of properties) {
      if (!DESCRIBING.has(property.type)) digest.fact(property.type, bytes.subarray(property.at, property.end));
    }
    for (const { from, at, length } of places) {
      if (from === 'file') await hashRange(read, at, length, digest);
      else if (idat !== undefined) digest.data(bytes.subarray(idat.at + at, Math.min(idat.end, idat.at + at + length)));
    }
    digest.endData('data');
  }
  return true;
}

/** The main picture, what it is put together from, and its transparency, in an order that does not depend on their numbers. */
function partsOf(tables: HeifItems): HeifItem[] | undefined {
  const parts: HeifItem[] = [];
  const waiting = [tables.primary];
  for (const { type, from, to } of tables.references) {
    if (type === 'auxl' && to.includes(tables.primary) && isAlpha(tables, from)) waiting.push(from);
  }
  const seen = new Set<number>();
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const item = tables.items.get(id);
    if (item === undefined || parts.length >= MOST_PARTS) return undefined;
    if (seen.has(id)) continue;
    seen.add(id);
    // Without data it lies out of reach.
    if (item.extents.length === 0) return undefined;
    parts.push(item);
    for (const { type, from, to } of tables.references) if (type === 'dimg' && from === id) waiting.push(...to);
  }
  return parts;
}

function isAlpha(tables: HeifItems, id: number): boolean {
  const kind = tables.items.get(id)?.properties.find(({ type }) => type === 'auxC');
  return (
    kind !== undefined &&
    /auxid:1\0|alpha/.test(Buffer.from(tables.bytes.subarray(kind.at, kind.end)).toString('latin1'))
  );
}
