import { Cursor } from '../cursor.ts';
import { boxesIn, fullBox, type Box } from './iso-boxes.ts';

/** A piece of an item's data: in the file, or in the `idat` box within the bytes that were parsed. */
export interface Extent {
  readonly from: 'file' | 'idat';
  readonly at: number;
  readonly length: number;
}

export interface HeifItem {
  readonly id: number;
  readonly type: string;
  /** Content type of a `mime` item. */
  readonly mime: string | undefined;
  readonly hidden: boolean;
  readonly extents: readonly Extent[];
  /** Its properties, in the order in which transformations apply. */
  readonly properties: readonly Box[];
}

/** The tables of a HEIF file's `meta` box (ISO/IEC 23008-12). Places in `properties` and `idat` count within `bytes`. */
export interface HeifItems {
  readonly bytes: Uint8Array;
  readonly primary: number;
  readonly items: ReadonlyMap<number, HeifItem>;
  readonly references: readonly { readonly type: string; readonly from: number; readonly to: readonly number[] }[];
  readonly idat: Box | undefined;
}

/** Tiles of a 200-megapixel picture are about 800; auxiliary pictures multiply that by a few. */
const MAX_ITEMS = 8000;
const MAX_EXTENTS = 20_000;
const MAX_ASSOCIATIONS = 80_000;

/** Parses the content of a `meta` box. Undefined if a table is missing or makes no sense; never throws. */
export function parseHeifItems(meta: Uint8Array): HeifItems | undefined {
  try {
    return parse(meta);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function parse(meta: Uint8Array): HeifItems | undefined {
  // Behind version and flags.
  const outer = boxesIn(meta, 4, meta.length);
  const box = (type: string): Box | undefined => outer.find((each) => each.type === type);
  const pitm = box('pitm');
  const iinf = box('iinf');
  const iloc = box('iloc');
  const iprp = box('iprp');
  if (!pitm || !iinf || !iloc || !iprp) return undefined;
  const cursor = new Cursor(meta, pitm.at);
  const primary = cursor.uint(fullBox(cursor).version === 0 ? 2 : 4);
  const places = readLocations(meta, iloc);
  const properties = readProperties(meta, iprp);
  const iref = box('iref');
  const items = new Map<number, HeifItem>();
  for (const entry of readEntries(meta, iinf)) {
    if (items.has(entry.id)) return undefined;
    items.set(entry.id, {
      ...entry,
      extents: places.get(entry.id) ?? [],
      properties: properties.get(entry.id) ?? [],
    });
  }
  return { bytes: meta, primary, items, references: iref ? readReferences(meta, iref) : [], idat: box('idat') };
}

type Entry = Pick<HeifItem, 'id' | 'type' | 'mime' | 'hidden'>;

function readEntries(meta: Uint8Array, iinf: Box): Entry[] {
  const head = new Cursor(meta, iinf.at);
  head.uint(fullBox(head).version === 0 ? 2 : 4);
  const entries: Entry[] = [];
  for (const infe of boxesIn(meta, head.at, iinf.end)) {
    if (infe.type !== 'infe') continue;
    if (entries.length >= MAX_ITEMS) throw new RangeError('too many items');
    const cursor = new Cursor(meta, infe.at);
    const { version, flags } = fullBox(cursor);
    // Older versions belong to files that hold no pictures.
    if (version < 2) continue;
    const id = cursor.uint(version === 2 ? 2 : 4);
    cursor.uint(2);
    const type = cursor.text(4);
    const mime = type === 'mime' ? mimeOf(meta.subarray(cursor.at, infe.end)) : undefined;
    entries.push({ id, type, mime, hidden: (flags & 1) === 1 });
  }
  return entries;
}

/** The second of two texts that end with a zero: name, content type. */
function mimeOf(bytes: Uint8Array): string {
  const from = bytes.indexOf(0) + 1;
  const to = bytes.indexOf(0, from);
  return new TextDecoder('latin1').decode(bytes.subarray(from, to < 0 ? bytes.length : to)).slice(0, 200);
}

function readLocations(meta: Uint8Array, iloc: Box): Map<number, Extent[]> {
  const cursor = new Cursor(meta, iloc.at);
  const { version } = fullBox(cursor);
  if (version > 2) throw new RangeError('unknown iloc version');
  const sizes = cursor.uint(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const count = cursor.uint(version < 2 ? 2 : 4);
  if (count > MAX_ITEMS) throw new RangeError('too many items');
  const places = new Map<number, Extent[]>();
  let total = 0;
  for (let i = 0; i < count; i++) {
    const id = cursor.uint(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : cursor.uint(2) & 15;
    const elsewhere = cursor.uint(2) !== 0;
    const base = cursor.uint(baseSize);
    const extents: Extent[] = [];
    const pieces = cursor.uint(2);
    total += pieces;
    if (total > MAX_EXTENTS) throw new RangeError('too many pieces');
    for (let k = 0; k < pieces; k++) {
      cursor.uint(indexSize);
      const at = base + cursor.uint(offsetSize);
      const length = cursor.uint(lengthSize);
      extents.push({ from: method === 1 ? 'idat' : 'file', at, length });
    }
    // Data in another file, or built from other items, are out of reach: the item has none.
    places.set(id, elsewhere || method > 1 ? [] : extents);
  }
  return places;
}

function readProperties(meta: Uint8Array, iprp: Box): Map<number, Box[]> {
  const inner = boxesIn(meta, iprp.at, iprp.end);
  const ipco = inner.find((each) => each.type === 'ipco');
  if (!ipco) throw new RangeError('no properties');
  const all = boxesIn(meta, ipco.at, ipco.end);
  const properties = new Map<number, Box[]>();
  let total = 0;
  for (const ipma of inner.filter((each) => each.type === 'ipma')) {
    const cursor = new Cursor(meta, ipma.at);
    const { version, flags } = fullBox(cursor);
    const count = cursor.uint(4);
    if (count > MAX_ITEMS) throw new RangeError('too many items');
    for (let i = 0; i < count; i++) {
      const id = cursor.uint(version < 1 ? 2 : 4);
      const own = properties.get(id) ?? [];
      const associations = cursor.uint(1);
      total += associations;
      if (total > MAX_ASSOCIATIONS) throw new RangeError('too many properties');
      for (let k = 0; k < associations; k++) {
        const wide = (flags & 1) === 1;
        const index = cursor.uint(wide ? 2 : 1) & (wide ? 0x7fff : 0x7f);
        const property = all[index - 1];
        if (property) own.push(property);
      }
      properties.set(id, own);
    }
  }
  return properties;
}

function readReferences(meta: Uint8Array, iref: Box): HeifItems['references'] {
  const head = new Cursor(meta, iref.at);
  const idSize = fullBox(head).version === 0 ? 2 : 4;
  let total = 0;
  return boxesIn(meta, head.at, iref.end).map(({ type, at }) => {
    const cursor = new Cursor(meta, at);
    const from = cursor.uint(idSize);
    const count = cursor.uint(2);
    total += count;
    if (total > MAX_ASSOCIATIONS) throw new RangeError('too many references');
    return { type, from, to: Array.from({ length: count }, () => cursor.uint(idSize)) };
  });
}
