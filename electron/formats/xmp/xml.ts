/** An element with its name resolved against the namespaces around it. */
export interface XmlElement {
  /** Address of the namespace; empty if it has none that was declared. */
  readonly namespace: string;
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly text: string;
}

export interface XmlAttribute {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
}

/** Photos carry packets of a few KB; Lightroom's masks make some of MBs. Beyond these limits the rest is not read. */
const LIMITS = { characters: 4_000_000, elements: 40_000, attributes: 80_000, depth: 64 } as const;

interface Scope {
  readonly own: Map<string, string>;
  readonly outer: Scope | undefined;
}

interface Open {
  readonly element: { -readonly [K in keyof XmlElement]: XmlElement[K] } & { children: XmlElement[] };
  readonly scope: Scope;
}

const NAME = /[^\s=<>/"']+/y;
const SPACE = /\s*/y;

/**
 * Reads as much of an XML text as makes sense: all there is of a cut one, nothing of noise. Knows no document types and no
 * entities but XML's own, so that nothing can be made to grow. Never throws; the work grows with the length alone.
 *
 * @returns an element around everything
 */
export function parseXml(source: string): XmlElement {
  const text = source.slice(0, LIMITS.characters);
  const root: Open = {
    element: { namespace: '', name: '', attributes: [], children: [], text: '' },
    scope: { own: new Map(), outer: undefined },
  };
  const stack = [root];
  const count = { elements: 0, attributes: 0 };
  let at = 0;
  while (at < text.length) {
    const top = stack.at(-1)!;
    const tag = text.indexOf('<', at);
    top.element.text += plain(text.slice(at, tag < 0 ? text.length : tag));
    if (tag < 0) break;
    const skipped = skip(text, tag, top.element);
    if (skipped !== undefined) {
      if (skipped < 0) break;
      at = skipped;
      continue;
    }
    if (text[tag + 1] === '/') {
      const end = text.indexOf('>', tag);
      if (end < 0) break;
      if (stack.length > 1) stack.pop();
      at = end + 1;
      continue;
    }
    const start = startTag(text, tag + 1);
    count.elements++;
    count.attributes += start?.attributes.length ?? 0;
    if (start === undefined || count.elements > LIMITS.elements || count.attributes > LIMITS.attributes) break;
    const open = resolve(start, top.scope);
    top.element.children.push(open.element);
    if (!start.empty) stack.push(open);
    if (stack.length > LIMITS.depth) break;
    at = start.end;
  }
  return root.element;
}

/** What is no element: where it ends, -1 if nowhere, undefined if it is one. Literal text goes to the element around it. */
function skip(text: string, at: number, around: { text: string }): number | undefined {
  const past = (mark: string, from: number): number => {
    const found = text.indexOf(mark, from);
    return found < 0 ? -1 : found + mark.length;
  };
  if (text.startsWith('<!--', at)) return past('-->', at + 4);
  if (text.startsWith('<?', at)) return past('?>', at + 2);
  if (text.startsWith('<![CDATA[', at)) {
    const end = past(']]>', at + 9);
    if (end > 0) around.text += text.slice(at + 9, end - 3);
    return end;
  }
  return text.startsWith('<!', at) ? past('>', at + 2) : undefined;
}

interface StartTag {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly empty: boolean;
  /** Behind it. */
  readonly end: number;
}

function startTag(text: string, from: number): StartTag | undefined {
  const name = match(NAME, text, from);
  if (name === '') return undefined;
  const attributes: [string, string][] = [];
  let at = from + name.length;
  for (;;) {
    at += match(SPACE, text, at).length;
    if (text[at] === '>') return { name, attributes, empty: false, end: at + 1 };
    if (text[at] === '/' && text[at + 1] === '>') return { name, attributes, empty: true, end: at + 2 };
    const attribute = match(NAME, text, at);
    if (attribute === '' || attributes.length > 5000) return undefined;
    at += attribute.length;
    at += match(SPACE, text, at).length;
    if (text[at] !== '=') return undefined;
    at++;
    at += match(SPACE, text, at).length;
    const quote = text[at];
    const close = quote === '"' || quote === "'" ? text.indexOf(quote, at + 1) : -1;
    if (close < 0) return undefined;
    attributes.push([attribute, plain(text.slice(at + 1, close))]);
    at = close + 1;
  }
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function resolve(start: StartTag, outer: Scope): Open {
  const own = new Map<string, string>();
  for (const [name, value] of start.attributes) if (name.startsWith('xmlns:')) own.set(name.slice(6), value);
  const scope = own.size > 0 ? { own, outer } : outer;
  const attributes = start.attributes
    .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    .map(([name, value]) => ({ ...qualified(name, scope), value }));
  return { element: { ...qualified(start.name, scope), attributes, children: [], text: '' }, scope };
}

function qualified(name: string, scope: Scope): { readonly namespace: string; readonly name: string } {
  const colon = name.indexOf(':');
  if (colon < 0) return { namespace: '', name };
  const prefix = name.slice(0, colon);
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const namespace = at.own.get(prefix);
    if (namespace !== undefined) return { namespace, name: name.slice(colon + 1) };
  }
  return { namespace: '', name: name.slice(colon + 1) };
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plain(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (whole, decimal, hex, named) => {
    if (named !== undefined) return ENTITIES[named as string]!;
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
