import { parseXml, type XmlElement } from './xml.ts';

/** A value in an XMP packet (ISO 16684-1, 6.3): text, a list, or named parts (by namespace and name). */
export type XmpValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly XmpValue[] }
  | { readonly kind: 'parts'; readonly parts: XmpParts };

export type XmpParts = ReadonlyMap<string, XmpValue>;

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const LISTS = new Set(['Bag', 'Seq', 'Alt']);

/** Reads the properties of an XMP packet or sidecar file. Never throws; noise has no properties. */
export function readXmp(bytes: Uint8Array): XmpParts {
  const found = new Map<string, XmpValue>();
  for (const description of descriptions(parseXml(decode(bytes)))) addParts(description, found);
  return found;
}

/** The name of a property, as {@link XmpParts} knows it. */
export function xmpName(namespace: string, name: string): string {
  return `${namespace} ${name}`;
}

/** UTF-8, which nearly all packets are in, or UTF-16 by its mark. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}

const isRdf = (element: XmlElement, name: string): boolean => element.namespace === RDF && element.name === name;

function descriptions(root: XmlElement): XmlElement[] {
  const waiting = [root];
  const found: XmlElement[] = [];
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    if (isRdf(element, 'RDF')) found.push(...element.children.filter((child) => isRdf(child, 'Description')));
    else waiting.push(...element.children);
  }
  return found;
}

/** Adds what an element says in attributes and in elements. What was said first stays. */
function addParts(element: XmlElement, to: Map<string, XmpValue>): void {
  const add = (namespace: string, name: string, value: XmpValue): void => {
    const key = xmpName(namespace, name);
    if (namespace !== RDF && !to.has(key)) to.set(key, value);
  };
  for (const { namespace, name, value } of element.attributes) add(namespace, name, { kind: 'text', text: value });
  for (const child of element.children) {
    if (isRdf(child, 'Description')) addParts(child, to);
    else add(child.namespace, child.name, valueOf(child));
  }
}

function valueOf(element: XmlElement): XmpValue {
  const list = element.children.find((child) => child.namespace === RDF && LISTS.has(child.name));
  if (list) return { kind: 'list', items: list.children.filter((child) => isRdf(child, 'li')).map(valueOf) };
  const parts = new Map<string, XmpValue>();
  addParts(element, parts);
  return parts.size > 0 ? { kind: 'parts', parts } : { kind: 'text', text: element.text.trim() };
}

export function textOf(value: XmpValue | undefined): string | undefined {
  if (value?.kind === 'text') return value.text;
  // Texts in several languages: the first is the default.
  return value?.kind === 'list' ? textOf(value.items[0]) : undefined;
}

export function itemsOf(value: XmpValue | undefined): readonly XmpValue[] {
  return value?.kind === 'list' ? value.items : [];
}

export function partsOf(value: XmpValue | undefined): XmpParts {
  return value?.kind === 'parts' ? value.parts : new Map();
}
