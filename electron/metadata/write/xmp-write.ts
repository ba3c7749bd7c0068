import type { HistoryEntry, Marks } from '../policy/policy-types.ts';
import { attributeOf, edited, prefixOf, propertyOf, RDF, xmpLayout } from '../../formats/xmp/xmp-layout.ts';
import type { XmpLayout } from '../../formats/xmp/xmp-layout.ts';

const XMP = 'http://ns.adobe.com/xap/1.0/';
const MEDIA_MANAGEMENT = 'http://ns.adobe.com/xap/1.0/mm/';
const EVENT = 'http://ns.adobe.com/xap/1.0/sType/ResourceEvent#';
const DYNAMIC_MEDIA = 'http://ns.adobe.com/xmp/1.0/DynamicMedia/';
const MICROSOFT = 'http://ns.microsoft.com/photo/1.0/';

/** Prefixes under which properties are written that a packet does not have yet. */
const PREFIXES: Readonly<Record<string, string>> = {
  [XMP]: 'xmp',
  [MEDIA_MANAGEMENT]: 'xmpMM',
  [DYNAMIC_MEDIA]: 'xmpDM',
  'http://ns.adobe.com/xmp/note/': 'xmpNote',
};

/** A packet's text in the marks (ISO 16684-1, 7.3) that JPEG and TIFF need and other formats can do without. */
export function wrapped(xmpmeta: string): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>\n${xmpmeta}\n<?xpacket end="w"?>`;
}

/** A packet that says nothing yet. */
export const EMPTY_PACKET = wrapped(
  `<x:xmpmeta xmlns:x="adobe:ns:meta/">\n<rdf:RDF xmlns:rdf="${RDF}">\n</rdf:RDF>\n</x:xmpmeta>`,
);

/** Whether a packet has a history of its own: the property, not one within a description of an ingredient. */
export function hasHistory(packet: string): boolean {
  const layout = xmpLayout(packet);
  return layout !== undefined && propertyOf(layout, MEDIA_MANAGEMENT, 'History') !== undefined;
}

/**
 * Adds an entry at the end of the picture's history (`xmpMM:History`, ISO 16684-2), beginning one where there is none.
 * Undefined for a packet whose form is not understood.
 */
export function withHistory(packet: string, entry: HistoryEntry): string | undefined {
  const layout = xmpLayout(packet);
  if (!layout) return undefined;
  const history = propertyOf(layout, MEDIA_MANAGEMENT, 'History');
  if (!history) {
    return inserted(layout, { xmpMM: MEDIA_MANAGEMENT, stEvt: EVENT }, (prefix) => {
      const list = `${prefix(RDF)}:Seq`;
      return `<${prefix(MEDIA_MANAGEMENT)}:History><${list}>${historyItem(entry, prefix)}</${list}></${prefix(MEDIA_MANAGEMENT)}:History>`;
    });
  }
  const list = history.first;
  if (!list || list.namespace !== RDF || list.name !== 'Seq') return undefined;
  const { declared, prefix } = declaring(list.namespaces, { rdf: RDF, stEvt: EVENT });
  const item = historyItem(entry, prefix, declared);
  if (!list.empty) return edited(packet, [{ start: list.inner.end, end: list.inner.end, with: item }]);
  const seq = `${prefix(RDF)}:Seq`;
  const whole = `<${seq}${declared}>${historyItem(entry, prefix)}</${seq}>`;
  return edited(packet, [{ start: list.start, end: list.end, with: whole }]);
}

type Prefix = (namespace: string) => string;

function historyItem({ software, when }: HistoryEntry, prefix: Prefix, declared = ''): string {
  const parts = { action: 'edited', softwareAgent: software, when, changed: '/' };
  const event = prefix(EVENT);
  const text = Object.entries(parts).map(([name, value]) => `<${event}:${name}>${escaped(value)}</${event}:${name}>`);
  const rdf = prefix(RDF);
  return `<${rdf}:li ${rdf}:parseType="Resource"${declared}>${text.join('')}</${rdf}:li>`;
}

/**
 * Prefixes for namespaces where these declarations are in force: those of the packet, and the wanted ones with their declarations
 * where it has none. As few as possible: ImageMagick stumbles over elements deep inside that declare several.
 */
function declaring(
  namespaces: ReadonlyMap<string, string>,
  wanted: Readonly<Record<string, string>>,
): { readonly declared: string; readonly prefix: Prefix } {
  const missing = Object.entries(wanted).filter(([, uri]) => prefixOf(namespaces, uri) === undefined);
  const own = new Map(missing.map(([name, uri]) => [uri, name]));
  return {
    declared: missing.map(([name, uri]) => ` xmlns:${name}="${uri}"`).join(''),
    prefix: (uri) => {
      const found = prefixOf(namespaces, uri) ?? own.get(uri);
      if (found === undefined) throw new Error(`no prefix for ${uri}`);
      return found;
    },
  };
}

/**
 * Names the program as the picture's maker (`xmp:CreatorTool`), where no other is named: the property means the first known
 * tool, and a raw converter or camera that stands there stays. Undefined for a packet whose form is not understood.
 */
export function withCreatorTool(packet: string, software: string): string | undefined {
  return setProperty(packet, XMP, 'CreatorTool', software, 'if-absent');
}

/**
 * Writes stars and flag as the programs of photographers read them: `xmp:Rating` 0 to 5, and -1 for a rejected photo (XMP
 * specification part 1, 8.4; Bridge); `xmpDM:pick` 1, 0 or -1 (Lightroom Classic since 13.2); `xmpDM:good` True or False (part 2,
 * 1.2.6; the older way). Windows' percent of stars follows where the packet has it. What would say nothing (no stars, no flag)
 * only replaces what is there. Undefined for a packet whose form is not understood.
 */
export function withMarks(packet: string, marks: Marks): string | undefined {
  const { rating, flag } = marks;
  const says = { rating: rating > 0 || flag === 'reject', flag: flag !== 'none' };
  const pick = { pick: '1', reject: '-1', none: '0' }[flag];
  const good = { pick: 'True', reject: 'False', none: undefined }[flag];
  let out = setProperty(
    packet,
    XMP,
    'Rating',
    String(flag === 'reject' ? -1 : rating),
    says.rating ? 'always' : 'if-present',
  );
  out &&= setProperty(out, DYNAMIC_MEDIA, 'pick', pick, says.flag ? 'always' : 'if-present');
  out &&=
    good === undefined
      ? withoutProperty(out, DYNAMIC_MEDIA, 'good')
      : setProperty(out, DYNAMIC_MEDIA, 'good', good, 'always');
  out &&= setProperty(out, MICROSOFT, 'Rating', String(ratingPercent(marks)), 'if-present');
  return out;
}

/** Stars in Windows' percent (MicrosoftPhoto:Rating, EXIF RatingPercent); a rejected photo has none. */
export function ratingPercent({ rating, flag }: Marks): number {
  return flag === 'reject' ? 0 : ([0, 1, 25, 50, 75, 99][rating] ?? 0);
}

/** Sets a simple property of the picture itself. Undefined for a packet whose form is not understood. */
export function setProperty(
  packet: string,
  namespace: string,
  name: string,
  value: string,
  when: 'always' | 'if-present' | 'if-absent',
): string | undefined {
  const layout = xmpLayout(packet);
  if (!layout) return undefined;
  const attribute = attributeOf(layout, namespace, name);
  const element = propertyOf(layout, namespace, name);
  const text = escaped(value);
  if (attribute || element) {
    if (when === 'if-absent') return packet;
    if (attribute) return edited(packet, [{ ...attribute.value, with: text }]);
    if (element && !element.empty) return edited(packet, [{ ...element.inner, with: text }]);
    return setProperty(edited(packet, [{ ...element!, with: '' }]), namespace, name, value, 'always');
  }
  const usual = PREFIXES[namespace];
  if (when === 'if-present' || usual === undefined) return packet;
  return inserted(layout, { [usual]: namespace }, (prefix) => {
    const qualified = `${prefix(namespace)}:${name}`;
    return `<${qualified}>${text}</${qualified}>`;
  });
}

/** Takes a property of the picture itself out. Undefined for a packet whose form is not understood. */
export function withoutProperty(packet: string, namespace: string, name: string): string | undefined {
  const layout = xmpLayout(packet);
  if (!layout) return undefined;
  const found = [attributeOf(layout, namespace, name), propertyOf(layout, namespace, name)];
  return edited(
    packet,
    found.flatMap((each) => (each ? [{ start: each.start, end: each.end, with: '' }] : [])),
  );
}

/** Puts a property into a description of its own, behind the others, about the same picture as they. */
function inserted(
  layout: XmpLayout,
  wanted: Readonly<Record<string, string>>,
  property: (prefix: Prefix) => string,
): string {
  const about = attributeOf(layout, RDF, 'about');
  // With the quotes that it came in.
  const subject = about ? layout.text.slice(about.value.start - 1, about.value.end + 1) : '""';
  const { declared, prefix } = declaring(layout.namespaces, { rdf: RDF, ...wanted });
  const name = `${prefix(RDF)}:Description`;
  const description = `<${name} ${prefix(RDF)}:about=${subject}${declared}>${property(prefix)}</${name}>\n`;
  return edited(layout.text, [{ start: layout.rdfEnd, end: layout.rdfEnd, with: description }]);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
