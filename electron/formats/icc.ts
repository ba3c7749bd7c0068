/** What an embedded colour profile is good for. `ignored`: it is junk or for another kind of picture; `why` says which. */
export type Profile =
  | { readonly kind: 'none' }
  | { readonly kind: 'srgb'; readonly bytes: Uint8Array }
  | { readonly kind: 'usable'; readonly bytes: Uint8Array }
  | { readonly kind: 'ignored'; readonly why: 'junk' | 'wrong-space' };

/** Colour model of the stored pixels, as a profile names it. */
export type ProfileSpace = 'RGB ' | 'GRAY' | 'CMYK' | 'Lab ';

/** D50-adapted primaries of sRGB, as its profiles store them (ICC.1:2022, IEC 61966-2-1). */
const SRGB_COLORANTS = {
  rXYZ: [0.4361, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
} as const;
const COLORANT_TOLERANCE = 0.0012;
/** Half an 8-bit step, in linear light at the steep end. */
const CURVE_TOLERANCE = 0.003;

/** Judges an embedded ICC profile against the pixels it came with. Reads its header and tag table only; never throws. */
export function judgeProfile(bytes: Uint8Array | undefined, space: ProfileSpace): Profile {
  if (bytes === undefined || bytes.length === 0) return { kind: 'none' };
  if (bytes.length < 132 || text(bytes, 36) !== 'acsp') return { kind: 'ignored', why: 'junk' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tags = tagTable(view);
  if (tags === undefined) return { kind: 'ignored', why: 'junk' };
  // Input, display, output and colour-space classes describe pictures; links, abstract and named profiles do not.
  if (!['scnr', 'mntr', 'prtr', 'spac'].includes(text(bytes, 12))) return { kind: 'ignored', why: 'junk' };
  if (text(bytes, 16) !== space) return { kind: 'ignored', why: 'wrong-space' };
  return { kind: space === 'RGB ' && isSrgb(view, tags) ? 'srgb' : 'usable', bytes };
}

type Tags = ReadonlyMap<string, { readonly at: number; readonly length: number }>;

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** The tag table, or undefined if it does not fit the file. Shared data (several tags at one place) is fine. */
function tagTable(view: DataView): Tags | undefined {
  const count = view.getUint32(128);
  if (count === 0 || count > 200 || 132 + count * 12 > view.byteLength) return undefined;
  const tags = new Map<string, { at: number; length: number }>();
  for (let i = 0; i < count; i++) {
    const entry = 132 + i * 12;
    const at = view.getUint32(entry + 4);
    const length = view.getUint32(entry + 8);
    if (at + length > view.byteLength) return undefined;
    const name = String.fromCharCode(...[0, 1, 2, 3].map((k) => view.getUint8(entry + k)));
    tags.set(name, { at, length });
  }
  return tags;
}

/** True only if applying the profile would change no pixel that an eye, or an 8-bit value, could tell. */
function isSrgb(view: DataView, tags: Tags): boolean {
  // Look-up tables override the matrix.
  if (tags.has('A2B0') || tags.has('A2B1')) return false;
  for (const [name, expected] of Object.entries(SRGB_COLORANTS)) {
    const tag = tags.get(name);
    if (tag === undefined || tag.length < 20) return false;
    const close = expected.every((v, i) => {
      const stored = view.getInt32(tag.at + 8 + i * 4) / 65536;
      return Math.abs(stored - v) <= COLORANT_TOLERANCE;
    });
    if (!close) return false;
  }
  return ['rTRC', 'gTRC', 'bTRC'].every((name) => {
    const tag = tags.get(name);
    if (tag === undefined) return false;
    const curve = readCurve(view, tag);
    if (curve === undefined) return false;
    return [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 1].every((x) => Math.abs(curve(x) - srgbToLinear(x)) <= CURVE_TOLERANCE);
  });
}

/** IEC 61966-2-1. */
function srgbToLinear(x: number): number {
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
}

/** ICC.1:2022, 10.6 and 10.18: `curv` (table or gamma) and `para` types 0 and 3. */
function readCurve(view: DataView, tag: { at: number; length: number }): ((x: number) => number) | undefined {
  const { at, length } = tag;
  if (length < 12) return undefined;
  const type = String.fromCharCode(...[0, 1, 2, 3].map((k) => view.getUint8(at + k)));
  if (type === 'curv') {
    const count = view.getUint32(at + 8);
    if (12 + count * 2 > length || count < 2) return undefined;
    return (x) => {
      const place = x * (count - 1);
      const low = Math.min(Math.floor(place), count - 2);
      const a = view.getUint16(at + 12 + low * 2) / 65535;
      const b = view.getUint16(at + 14 + low * 2) / 65535;
      return a + (b - a) * (place - low);
    };
  }
  if (type !== 'para' || view.getUint16(at + 8) !== 3 || length < 32) return undefined;
  const [g, a, b, c, d] = [0, 1, 2, 3, 4].map((i) => view.getInt32(at + 12 + i * 4) / 65536) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return (x) => (x >= d ? (a * x + b) ** g : c * x);
}
