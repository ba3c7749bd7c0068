/** A stretch of a packet's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An element where it stands in a packet. `inner` lies between its tags; equal ends in one that has none. */
export interface XmpElement extends Span {
  readonly namespace: string;
  readonly name: string;
  readonly inner: Span;
  readonly empty: boolean;
  /** Declarations in force in it, by prefix. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Of a property: its first child, which is the list if it is one. */
  readonly first?: XmpElement;
}

/** An attribute with its name; `value` lies between the quotes. */
export interface XmpAttribute extends Span {
  readonly namespace: string;
  readonly name: string;
  readonly value: Span;
}

/** An `rdf:Description` right under `rdf:RDF`: what holds the properties of the picture itself. */
export interface XmpDescription {
  readonly tag: Span;
  readonly whole: Span;
  readonly empty: boolean;
  readonly attributes: readonly XmpAttribute[];
  readonly properties: readonly XmpElement[];
  /** Declarations in force, its own and those around it, by prefix. */
  readonly namespaces: ReadonlyMap<string, string>;
}

/** Where the parts of a packet stand in its text, so that one can be changed and all others stay as they are. */
export interface XmpLayout {
  readonly text: string;
  readonly descriptions: readonly XmpDescription[];
  /** Where the end tag of `rdf:RDF` begins: the place for a further description. */
  readonly rdfEnd: number;
  /** Declarations in force there, by prefix. */
  readonly namespaces: ReadonlyMap<string, string>;
}

export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

interface Open {
  readonly qualified: string;
  readonly start: number;
  readonly innerStart: number;
  readonly scope: ReadonlyMap<string, string>;
  first?: XmpElement;
  readonly description?: {
    attributes: readonly XmpAttribute[];
    properties: XmpElement[];
  };
}

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/="'?!]+)((?:\s+[^\s=<>/"']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /\s+([^\s=<>/"']+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

/** Reads a packet's layout. Undefined for what is no well-formed packet with one `rdf:RDF`: nothing should be changed in that. */
export function xmpLayout(text: string): XmpLayout | undefined {
  const stack: Open[] = [];
  const descriptions: XmpDescription[] = [];
  let rdfDepth: number | undefined;
  let rdfEnd: number | undefined;
  let namespaces: ReadonlyMap<string, string> = new Map();
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    // What no tag begins with, a tag that is none, leaves a `<` between two that are.
    const at = match.index;
    if (text.slice(from, at).includes('<')) return undefined;
    from = at + match[0].length;
    const [whole, closing, qualified, attributeText = '', slash] = match;
    if (qualified === undefined) continue;
    const end = at + whole.length;
    let open: Open;
    if (closing === '/') {
      const popped = stack.pop();
      if (popped?.qualified !== qualified) return undefined;
      open = popped;
    } else {
      open = opened(qualified, at, end, attributeText, stack.at(-1)?.scope ?? new Map<string, string>());
      const { namespace, name } = resolved(qualified, open.scope);
      if (rdfDepth === undefined && namespace === RDF && name === 'RDF') {
        if (slash === '/' || rdfEnd !== undefined) return undefined;
        rdfDepth = stack.length;
        namespaces = open.scope;
      } else if (
        rdfDepth !== undefined &&
        stack.length === rdfDepth + 1 &&
        namespace === RDF &&
        name === 'Description'
      ) {
        open = {
          ...open,
          description: {
            attributes: attributesOf(attributeText, at + 1 + qualified.length, open.scope),
            properties: [],
          },
        };
      }
      if (slash !== '/') {
        stack.push(open);
        continue;
      }
    }
    const element = elementOf(open, closing === '/' ? at : end, end, slash === '/');
    const parent = stack.at(-1);
    if (open.description) {
      descriptions.push({
        tag: { start: open.start, end: open.innerStart },
        whole: element,
        empty: slash === '/',
        ...open.description,
        namespaces: open.scope,
      });
    } else if (rdfDepth !== undefined && stack.length === rdfDepth && closing === '/') {
      rdfEnd = at;
      rdfDepth = undefined;
    } else if (parent?.description) parent.description.properties.push(element);
    else if (parent && !parent.first) parent.first = element;
  }
  if (stack.length > 0 || text.slice(from).includes('<') || rdfEnd === undefined) return undefined;
  return { text, descriptions, rdfEnd, namespaces };
}

function opened(
  qualified: string,
  start: number,
  innerStart: number,
  attributes: string,
  outer: ReadonlyMap<string, string>,
): Open {
  let scope = outer;
  if (attributes.includes('xmlns')) {
    const own = new Map(outer);
    for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE)) {
      if (name === 'xmlns' || name!.startsWith('xmlns:')) own.set(name!.slice(6), double ?? single ?? '');
    }
    scope = own;
  }
  return { qualified, start, innerStart, scope };
}

function resolved(qualified: string, scope: ReadonlyMap<string, string>): { namespace: string; name: string } {
  const colon = qualified.indexOf(':');
  const prefix = colon < 0 ? '' : qualified.slice(0, colon);
  return { namespace: scope.get(prefix) ?? '', name: qualified.slice(colon + 1) };
}

function attributesOf(text: string, at: number, scope: ReadonlyMap<string, string>): XmpAttribute[] {
  return [...text.matchAll(ATTRIBUTE)].flatMap((match) => {
    const [whole, name, double, single] = match;
    if (name!.startsWith('xmlns')) return [];
    const start = at + match.index;
    const end = start + whole.length;
    const length = (double ?? single ?? '').length;
    const { namespace, name: local } = name!.includes(':') ? resolved(name!, scope) : { namespace: '', name: name! };
    return [{ namespace, name: local, start, end, value: { start: end - 1 - length, end: end - 1 } }];
  });
}

function elementOf(open: Open, innerEnd: number, end: number, empty: boolean): XmpElement {
  return {
    ...resolved(open.qualified, open.scope),
    start: open.start,
    end,
    inner: { start: open.innerStart, end: innerEnd },
    empty,
    namespaces: open.scope,
    ...(open.first && { first: open.first }),
  };
}

/** A property of the picture itself, wherever the packet has it. */
export function propertyOf(layout: XmpLayout, namespace: string, name: string): XmpElement | undefined {
  for (const { properties } of layout.descriptions) {
    const found = properties.find((property) => property.namespace === namespace && property.name === name);
    if (found) return found;
  }
  return undefined;
}

/** A simple property of the picture itself that is written as an attribute. */
export function attributeOf(layout: XmpLayout, namespace: string, name: string): XmpAttribute | undefined {
  for (const { attributes } of layout.descriptions) {
    const found = attributes.find((attribute) => attribute.namespace === namespace && attribute.name === name);
    if (found) return found;
  }
  return undefined;
}

/** The prefix that stands for a namespace; undefined where none does. The default namespace has none, and attributes need one. */
export function prefixOf(namespaces: ReadonlyMap<string, string>, uri: string): string | undefined {
  for (const [prefix, bound] of namespaces) if (bound === uri && prefix !== '') return prefix;
  return undefined;
}

export interface Edit extends Span {
  readonly with: string;
}

/** The text with stretches of it replaced; they must not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  let out = '';
  let from = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    out += text.slice(from, edit.start) + edit.with;
    from = edit.end;
  }
  return out + text.slice(from);
}
