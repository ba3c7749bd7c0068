/** Properties to take out of an XMP packet, by namespace and name. */
export type XmpRule = (namespace: string, name: string) => boolean;

const EXIF = 'http://ns.adobe.com/exif/1.0/';
const PHOTOSHOP = 'http://ns.adobe.com/photoshop/1.0/';
const IPTC_CORE = 'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/';
const IPTC_EXT = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';
const W3_GEO = 'http://www.w3.org/2003/01/geo/wgs84_pos#';
const XMP = 'http://ns.adobe.com/xap/1.0/';

/** Fields of other vocabularies that name a place: drones' coordinates, biodiversity's and video's locations. */
const PLACE_NAME = /gps|latitude|longitude|altitude|location|^(?:city|state|province|country|countrycode|coverage)$/i;

/** Where the photo was taken or what place it shows. */
export const isLocation: XmpRule = (namespace, name) => {
  if (namespace === EXIF) return name.startsWith('GPS');
  if (namespace === PHOTOSHOP) return name === 'City' || name === 'State' || name === 'Country';
  if (namespace === IPTC_CORE) return name === 'Location' || name === 'CountryCode';
  if (namespace === IPTC_EXT) return name === 'LocationCreated' || name === 'LocationShown';
  if (namespace === W3_GEO) return true;
  return PLACE_NAME.test(name);
};

/** Thumbnails of the unretouched picture. */
export const isStaleThumbnail: XmpRule = (namespace, name) => namespace === XMP && name === 'Thumbnails';

/** Descriptions of pictures or films stored behind the first one (gain maps, motion photos), which the result does not have. */
export const isAboutTrailer: XmpRule = (namespace, name) =>
  namespace === 'http://ns.adobe.com/hdr-gain-map/1.0/' ||
  namespace === 'http://ns.apple.com/HDRGainMap/1.0/' ||
  namespace === 'http://ns.google.com/photos/1.0/container/' ||
  (namespace === 'http://ns.google.com/photos/1.0/camera/' && /^(MicroVideo|MotionPhoto)/.test(name));

/** Takes all properties out of a packet that a rule names, as elements and as attributes. Returns the packet itself if there are none. */
export function withoutProperties(packet: string, rule: XmpRule): string {
  const namespaces = new Map<string, string>();
  for (const [, prefix, , uri] of packet.matchAll(/xmlns:([\w.-]+)\s*=\s*(["'])(.*?)\2/g))
    namespaces.set(prefix!, uri!);
  const matches = (qualified: string): boolean => {
    const [prefix, name] = qualified.split(':');
    const uri = prefix && name ? namespaces.get(prefix) : undefined;
    return uri !== undefined && name !== undefined && rule(uri, name);
  };

  let out = '';
  let copied = 0;
  const tags =
    /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([\w.:-]+)((?:\s+[^\s=<>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
  for (let match = tags.exec(packet); match; match = tags.exec(packet)) {
    const [whole, closing, name, attributes, empty] = match;
    if (name === undefined || closing === '/') continue;
    if (matches(name)) {
      out += packet.slice(copied, match.index);
      copied = empty ? tags.lastIndex : endOfElement(packet, name, tags.lastIndex);
      tags.lastIndex = copied;
      continue;
    }
    const kept = attributes!.replace(/\s+([^\s=<>/]+)\s*=\s*(?:"[^"]*"|'[^']*')/g, (text, attribute: string) =>
      !attribute.startsWith('xmlns') && matches(attribute) ? '' : text,
    );
    if (kept !== attributes) {
      out += packet.slice(copied, match.index) + whole.replace(attributes!, () => kept);
      copied = tags.lastIndex;
    }
  }
  return copied === 0 ? packet : out + packet.slice(copied);
}

/** Offset behind an element's end tag; elements of the same name may lie inside it. */
function endOfElement(packet: string, name: string, from: number): number {
  const escaped = name.replace(/[.]/g, '\\.');
  const tags = new RegExp(`<(/?)${escaped}(?=[\\s/>])[^>]*?(/?)>`, 'g');
  tags.lastIndex = from;
  let depth = 1;
  for (let match = tags.exec(packet); match; match = tags.exec(packet)) {
    if (match[1]) depth--;
    else if (!match[2]) depth++;
    if (depth === 0) return tags.lastIndex;
  }
  return packet.length;
}

/** Sets the value of a property wherever the packet has it, as attribute or element. */
export function withProperty(packet: string, namespace: string, name: string, value: string): string {
  const prefix = [...packet.matchAll(/xmlns:([\w.-]+)\s*=\s*(["'])(.*?)\2/g)].find(
    ([, , , uri]) => uri === namespace,
  )?.[1];
  if (!prefix) return packet;
  return packet
    .replace(
      new RegExp(`(\\s${prefix}:${name}\\s*=\\s*)("[^"]*"|'[^']*')`, 'g'),
      (_, start: string) => `${start}"${value}"`,
    )
    .replace(
      new RegExp(`(<${prefix}:${name}>)[^<]*(</${prefix}:${name}>)`, 'g'),
      (_, a: string, b: string) => a + value + b,
    );
}

/** Orientation and size as the result has them. */
export function withGeometry(packet: string, orientation: number, size: { width: number; height: number }): string {
  const tiff = 'http://ns.adobe.com/tiff/1.0/';
  let out = withProperty(packet, tiff, 'Orientation', String(orientation));
  out = withProperty(out, tiff, 'ImageWidth', String(size.width));
  out = withProperty(out, tiff, 'ImageLength', String(size.height));
  out = withProperty(out, EXIF, 'PixelXDimension', String(size.width));
  return withProperty(out, EXIF, 'PixelYDimension', String(size.height));
}
