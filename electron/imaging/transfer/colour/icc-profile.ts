/** What of an ICC profile (ICC.1:2022) is needed to take sRGB values into it. */
export type IccProfile =
  /** Three tone curves and a matrix to the D50 connection space. */
  | { readonly kind: 'matrix'; readonly curves: readonly [ToneCurve, ToneCurve, ToneCurve]; readonly toXyz: Matrix }
  | { readonly kind: 'grey'; readonly curve: ToneCurve }
  /** Tables, or a kind of device this code does not compute; the colour engine of libvips does. */
  | { readonly kind: 'other'; readonly space: string };

/** From an encoded value to linear light, both 0 to 1. */
export type ToneCurve = (encoded: number) => number;

/** Three rows of three. */
export type Matrix = readonly [Row, Row, Row];
type Row = readonly [number, number, number];

/** Reads a profile. Returns undefined for bytes that are no profile, as a broken one in a photo is ignored, not obeyed. */
export function parseIcc(bytes: Uint8Array): IccProfile | undefined {
  try {
    return readProfile(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readProfile(bytes: Uint8Array): IccProfile | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text(view, 36) !== 'acsp') return undefined;
  const space = text(view, 16).trim();
  const tags = new Map<string, DataView>();
  const count = view.getUint32(128);
  if (count > 200) return undefined;
  for (let i = 0; i < count; i++) {
    const at = 132 + i * 12;
    const offset = view.getUint32(at + 4);
    const size = view.getUint32(at + 8);
    if (offset + size > view.byteLength) return undefined;
    tags.set(text(view, at), new DataView(view.buffer, view.byteOffset + offset, size));
  }
  if (tags.has('A2B0') || tags.has('B2A0')) return { kind: 'other', space };
  if (space === 'GRAY') {
    const curve = tags.get('kTRC');
    return curve ? { kind: 'grey', curve: toneCurve(curve) } : undefined;
  }
  if (space !== 'RGB') return { kind: 'other', space };
  const [red, green, blue] = ['rXYZ', 'gXYZ', 'bXYZ'].map((name) => tags.get(name));
  const [r, g, b] = ['rTRC', 'gTRC', 'bTRC'].map((name) => tags.get(name));
  if (!red || !green || !blue || !r || !g || !b) return undefined;
  const columns = [xyz(red), xyz(green), xyz(blue)] as const;
  const row = (i: 0 | 1 | 2): Row => [columns[0][i], columns[1][i], columns[2][i]];
  return { kind: 'matrix', curves: [toneCurve(r), toneCurve(g), toneCurve(b)], toXyz: [row(0), row(1), row(2)] };
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65536;
}

function xyz(view: DataView): Row {
  return [fixed(view, 8), fixed(view, 12), fixed(view, 16)];
}

/** `curv` and `para` tags (ICC.1:2022, 10.6 and 10.18). */
function toneCurve(view: DataView): ToneCurve {
  const kind = text(view, 0);
  if (kind === 'para') return parametricCurve(view);
  if (kind !== 'curv') throw new RangeError(`unknown tone curve ${kind}`);
  const count = view.getUint32(8);
  if (count === 0) return (x) => x;
  if (count === 1) {
    const gamma = view.getUint16(12) / 256;
    return (x) => x ** gamma;
  }
  const table = Float64Array.from({ length: count }, (_, i) => view.getUint16(12 + i * 2) / 65535);
  return (x) => {
    const position = Math.min(1, Math.max(0, x)) * (count - 1);
    const i = Math.min(count - 2, Math.floor(position));
    return table[i]! + (table[i + 1]! - table[i]!) * (position - i);
  };
}

function parametricCurve(view: DataView): ToneCurve {
  const type = view.getUint16(8);
  const p = (i: number): number => fixed(view, 12 + i * 4);
  const g = p(0);
  if (type === 0) return (x) => x ** g;
  const [a, b] = [p(1), p(2)];
  const power = (x: number, add: number): number => Math.max(0, a * x + b) ** g + add;
  if (type === 1) return (x) => (x >= -b / a ? power(x, 0) : 0);
  const c = p(3);
  if (type === 2) return (x) => (x >= -b / a ? power(x, c) : c);
  const d = p(4);
  if (type === 3) return (x) => (x >= d ? power(x, 0) : c * x);
  if (type !== 4) throw new RangeError(`unknown parametric curve ${String(type)}`);
  const [e, f] = [p(5), p(6)];
  return (x) => (x >= d ? power(x, e) : c * x + f);
}
