/**
 * Carries what Electron's structured clone carries (as far as an app's messages go) through a line of JSON. The same text
 * runs in this process and in the page, so it uses nothing from outside the function.
 */
export interface Codec {
  encode(value: unknown): unknown;
  decode(value: unknown): unknown;
}

export function createCodec(): Codec {
  const encode = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined' };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'number', v: String(value) };
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (Array.isArray(value)) return value.map(encode);
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof Map) return { $: 'map', v: [...value].map(([k, v]) => [encode(k), encode(v)]) };
    if (value instanceof Set) return { $: 'set', v: [...value].map(encode) };
    if (value instanceof Error) return { $: 'error', v: value.message };
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: toText(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      return { $: 'bytes', v: toText(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
    }
    if (value instanceof Promise) throw new Error('An object could not be cloned.');
    return { $: 'object', v: Object.entries(value).map(([k, v]) => [k, encode(v)]) };
  };
  const decode = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(decode);
    const { $: kind, v } = value as { $: string; v: never };
    const pairs = () => (v as [unknown, unknown][]).map(([k, x]) => [decode(k), decode(x)] as const);
    switch (kind) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(v);
      case 'bigint':
        return BigInt(v);
      case 'date':
        return new Date(v);
      case 'map':
        return new Map(pairs());
      case 'set':
        return new Set((v as unknown[]).map(decode));
      case 'error':
        return new Error(v);
      case 'buffer':
        return fromText(v).buffer;
      case 'bytes':
        return fromText(v);
      default:
        return Object.fromEntries(pairs() as [string, unknown][]);
    }
  };
  const toText = (bytes: Uint8Array): string => {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const fromText = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return { encode, decode };
}
