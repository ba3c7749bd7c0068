import { createHash } from 'node:crypto';

/** An image resource (Adobe Photoshop File Formats Specification, "Image Resource Blocks"). */
interface Resource {
  readonly id: number;
  /** The whole block with its header and padding. */
  readonly block: Uint8Array;
  readonly data: Uint8Array;
}

const IPTC = 0x0404;
const IPTC_DIGEST = 0x0425;
const THUMBNAILS = new Set([0x0409, 0x040c]);
/** EXIF and XMP once more, as Photoshop keeps them: with places in them, and readers look elsewhere. */
const COPIES = new Set([0x0422, 0x0423, 0x0424]);
/** IPTC-IIM record 2: city, sublocation, state, country code and name, content location code and name. */
const LOCATION_DATASETS = new Set([90, 92, 95, 100, 101, 26, 27]);

export interface ChangedResources {
  readonly bytes: Uint8Array;
  readonly hadIptc: boolean;
  readonly hadLocation: boolean;
}

/**
 * Image resources without thumbnails of the unretouched picture and, if asked, without places. Returns the very bytes
 * that came in when nothing had to go. Throws a RangeError for bytes that are no image resources.
 */
export function changeResources(bytes: Uint8Array, dropLocation: boolean): ChangedResources {
  const resources = readResources(bytes);
  const hadIptc = resources.some(({ id }) => id === IPTC);
  // Some files have several records; the digest is the first one's.
  let first: Uint8Array | undefined;
  let hadLocation = false;
  let changed = false;
  const kept = resources.flatMap((resource) => {
    const { id, data } = resource;
    const copy = dropLocation && COPIES.has(id);
    hadLocation ||= copy;
    changed ||= copy || THUMBNAILS.has(id);
    if (copy || THUMBNAILS.has(id)) return [];
    if (id !== IPTC || !dropLocation) return [resource];
    const less = withoutLocation(data);
    if (less === data) return [resource];
    hadLocation = true;
    changed = true;
    first ??= data === resources.find((each) => each.id === IPTC)?.data ? less : undefined;
    return [{ id, data: less, block: block(IPTC, less) }];
  });
  if (!changed) return { bytes, hadIptc, hadLocation };
  const parts = kept.map((resource) =>
    // The digest tells programs whether IPTC changed behind XMP's back; it follows the bytes it describes.
    resource.id === IPTC_DIGEST && first ? block(IPTC_DIGEST, md5(first)) : resource.block,
  );
  return { bytes: Buffer.concat(parts), hadIptc, hadLocation };
}

function readResources(bytes: Uint8Array): Resource[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const resources: Resource[] = [];
  for (let at = 0; at + 12 <= bytes.length;) {
    const signature = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (!['8BIM', 'MeSa', 'PHUT', 'AgHg', 'DCSR'].includes(signature)) {
      if (bytes.subarray(at).every((value) => value === 0)) break;
      throw new RangeError('no image resources');
    }
    const id = view.getUint16(at + 4);
    const name = 1 + view.getUint8(at + 6);
    const sizeAt = at + 6 + name + (name & 1);
    const size = view.getUint32(sizeAt);
    const end = sizeAt + 4 + size;
    if (end > bytes.length) throw new RangeError('an image resource ends too early');
    const next = Math.min(bytes.length, end + (size & 1));
    resources.push({ id, block: bytes.subarray(at, next), data: bytes.subarray(sizeAt + 4, end) });
    at = next;
  }
  return resources;
}

function block(id: number, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length + (data.length & 1));
  const view = new DataView(out.buffer);
  out.set([0x38, 0x42, 0x49, 0x4d]);
  view.setUint16(4, id);
  view.setUint32(8, data.length);
  out.set(data, 12);
  return out;
}

/** IPTC-IIM data without the datasets that name places. */
export function withoutLocation(iptc: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  let at = 0;
  while (at + 5 <= iptc.length && iptc[at] === 0x1c) {
    const short = (iptc[at + 3]! << 8) | iptc[at + 4]!;
    // Bit 15 set: the low bits say how many bytes hold the real length.
    const lengthBytes = short & 0x8000 ? short & 0x7fff : 0;
    let size = short;
    if (lengthBytes > 0) {
      size = 0;
      for (let i = 0; i < lengthBytes; i++) size = size * 256 + (iptc[at + 5 + i] ?? 0);
    }
    const end = at + 5 + lengthBytes + size;
    if (end > iptc.length) break;
    if (iptc[at + 1] !== 2 || !LOCATION_DATASETS.has(iptc[at + 2]!)) kept.push(iptc.subarray(at, end));
    at = end;
  }
  kept.push(iptc.subarray(at));
  const out = Buffer.concat(kept);
  return out.length === iptc.length ? iptc : out;
}

/** The IPTC record among image resources; undefined if there is none, or they cannot be read. */
export function iptcOf(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return readResources(bytes).find(({ id }) => id === IPTC)?.data;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Image resources without their IPTC record, for containers in which it has a field of its own. `padded`: the bytes there, which
 * the digest follows, unless it was out of date before.
 */
export function withoutIptc(bytes: Uint8Array, padded: Uint8Array): Uint8Array {
  const resources = readResources(bytes);
  const own = resources.find(({ id }) => id === IPTC);
  const current = own && md5(own.data);
  const kept = resources.flatMap((each) => {
    if (each.id === IPTC) return [];
    const follows = each.id === IPTC_DIGEST && current && Buffer.compare(each.data, current) === 0;
    return [follows ? block(IPTC_DIGEST, md5(padded)) : each.block];
  });
  return Buffer.concat(kept);
}

const md5 = (data: Uint8Array): Buffer => createHash('md5').update(data).digest();

/** Image resources with an IPTC record among them, for containers in which it has no field of its own. */
export function withIptc(resources: Uint8Array | undefined, iptc: Uint8Array): Uint8Array {
  if (resources && iptcOf(resources)) return resources;
  return Buffer.concat([resources ?? Buffer.alloc(0), block(IPTC, iptc)]);
}
