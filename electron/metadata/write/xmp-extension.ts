import { createHash } from 'node:crypto';
import { edited, RDF, xmpLayout } from '../../formats/xmp/xmp-layout.ts';
import type { Edit, XmpDescription } from '../../formats/xmp/xmp-layout.ts';
import { setProperty, withoutProperty } from './xmp-write.ts';

/** XMP specification part 3, 1.1.3.1: a packet too long for one JPEG segment leaves properties to an extension. */
export const XMP_NOTE = 'http://ns.adobe.com/xmp/note/';
const EXTENSION = 'HasExtendedXMP';
const encoder = new TextEncoder();
const lengthOf = (text: string): number => encoder.encode(text).length;

/** The name under which a packet refers to its extension: the MD5 of its bytes, in upper-case hex. */
export function extensionGuid(extended: Uint8Array): string {
  return createHash('md5').update(extended).digest('hex').toUpperCase();
}

/**
 * One packet out of a packet and its extension, for containers that take it whole. Undefined where either is not understood.
 */
export function joinedXmp(packet: string, extension: string): string | undefined {
  const bare = withoutProperty(packet, XMP_NOTE, EXTENSION);
  const main = bare === undefined ? undefined : xmpLayout(bare);
  const more = xmpLayout(extension);
  if (!main || !more) return undefined;
  const moved = more.descriptions.map((description) => {
    const { tag, whole } = description;
    const text = extension.slice(tag.start, whole.end);
    const own = extension.slice(tag.start, tag.end);
    const missing = [...description.namespaces].filter(([prefix]) => !declares(own, prefix));
    const name = /^<[^\s/>]+/.exec(text)![0];
    return name + declarations(missing) + text.slice(name.length);
  });
  return edited(main.text, [{ start: main.rdfEnd, end: main.rdfEnd, with: `${moved.join('\n')}\n` }]);
}

export interface SplitXmp {
  readonly packet: string;
  readonly extension: Uint8Array | undefined;
}

/**
 * Makes a packet of at most `limit` bytes: without its padding if that is enough, else the largest properties go to an
 * extension. Undefined where the packet is not understood or nothing more can be moved.
 */
export function splitXmp(packet: string, limit: number): SplitXmp | undefined {
  const tight = withoutPadding(packet);
  if (lengthOf(tight) <= limit) return { packet: tight, extension: undefined };
  const layout = xmpLayout(tight);
  if (!layout) return undefined;
  const parts = layout.descriptions
    .flatMap((description) =>
      [
        ...description.properties.map((property) => ({ ...property, attribute: false })),
        ...description.attributes.map((attribute) => ({ ...attribute, attribute: true })),
      ].map((part) => ({ description, ...part, size: lengthOf(tight.slice(part.start, part.end)) })),
    )
    .filter(({ namespace }) => namespace !== RDF && namespace !== XMP_NOTE && namespace !== '')
    .sort((a, b) => b.size - a.size);
  // Room for the reference to the extension.
  const reserve = 300;
  let size = lengthOf(tight) + reserve;
  const taken: typeof parts = [];
  for (const part of parts) {
    if (size <= limit) break;
    taken.push(part);
    size -= part.size;
  }
  if (size > limit) return undefined;

  const byDescription = Map.groupBy(taken, ({ description }) => description);
  const descriptions = [...byDescription].map(([description, moved]) => {
    const text = (attribute: boolean): string =>
      moved
        .filter((part) => part.attribute === attribute)
        .map(({ start, end }) => tight.slice(start, end))
        .join('');
    return `<rdf:Description xmlns:rdf="${RDF}"${aboutOf(tight, description)}${declarations(
      [...description.namespaces].filter(([prefix]) => prefix !== 'rdf'),
    )}${text(true)}>${text(false)}</rdf:Description>`;
  });
  const extension = encoder.encode(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF}">${descriptions.join('')}</rdf:RDF></x:xmpmeta>`,
  );
  const edits: Edit[] = taken.map(({ start, end }) => ({ start, end, with: '' }));
  const main = setProperty(edited(tight, edits), XMP_NOTE, EXTENSION, extensionGuid(extension), 'always');
  return main === undefined || lengthOf(main) > limit ? undefined : { packet: main, extension };
}

/** White space that a packet keeps before its end mark, for programs that change it in place. */
function withoutPadding(packet: string): string {
  return packet.replace(/\s+(?=<\?xpacket end=)/, '\n');
}

function aboutOf(text: string, { attributes }: XmpDescription): string {
  const about = attributes.find(({ namespace, name }) => namespace === RDF && name === 'about');
  return about ? ` rdf:about=${text.slice(about.value.start - 1, about.value.end + 1)}` : ' rdf:about=""';
}

function declares(tag: string, prefix: string): boolean {
  const name = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  return [...tag.matchAll(/\s([^\s=<>/"']+)\s*=\s*["']/g)].some(([, attribute]) => attribute === name);
}

function declarations(namespaces: readonly (readonly [string, string])[]): string {
  return namespaces
    .map(([prefix, uri]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${uri.replaceAll('"', '&quot;')}"`)
    .join('');
}
