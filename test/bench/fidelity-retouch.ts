import sharp from 'sharp';

/** 8-bit RGB. */
export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A known retouch. All lengths in it are shares of the picture's width, so that it is the same at any size. */
export type Retouch = (picture: Picture) => Promise<Uint8Array>;

export const retouches: Record<string, Retouch> = {
  smoothing: (p) => blend(p, () => blurred(p, 0.0012), 0.75),
  'frequency separation and healing': frequencySeparation,
  tone: (p) => blend(p, () => brighter(p.data), 1),
  strong,
  slimming: (p) => Promise.resolve(slimmer(p)),
};

/** Where every place lies in the ellipse: 0 in its middle, 1 on its rim. */
export function ellipseOf({ width, height }: { width: number; height: number }): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const dy = (y / height - 0.42) / 0.32;
    for (let x = 0; x < width; x++, i++) {
      const dx = (x / width - 0.5) / 0.3;
      out[i] = Math.sqrt(dx * dx + dy * dy);
    }
  }
  return out;
}

/** How strongly a place is retouched, 0 to 1: a soft ellipse where portraits have their face. */
export function strengthAt(ellipse: number): number {
  const t = Math.min(1, Math.max(0, (1.15 - ellipse) / 0.3));
  return t * t * (3 - 2 * t);
}

type Levels = Uint8Array | Float32Array;

/** Rounds once, at the end: rounding in between would be an error of the truth, not of what is measured. */
async function blend(p: Picture, change: () => Levels | Promise<Levels>, share: number): Promise<Uint8Array> {
  const to = await change();
  const out = new Uint8Array(p.data);
  const ellipse = ellipseOf(p);
  for (let k = 0, i = 0; k < ellipse.length; k++, i += 3) {
    const a = share * strengthAt(ellipse[k]!);
    if (a === 0) continue;
    for (let c = i; c < i + 3; c++) {
      out[c] = Math.min(255, Math.max(0, Math.round(p.data[c]! + a * (to[c]! - p.data[c]!))));
    }
  }
  return out;
}

/** A Gaussian, computed and given back with 16 bits. */
async function blurred(
  { data, width, height }: { data: Levels; width: number; height: number },
  share: number,
): Promise<Float32Array> {
  const deep = new Uint16Array(data.length);
  for (let i = 0; i < deep.length; i++) deep[i] = Math.min(65535, Math.max(0, data[i]! * 257));
  const { buffer } = await sharp(deep, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .toColourspace('rgb16')
    .blur({ sigma: Math.max(0.3, share * width), precision: 'float' })
    .raw({ depth: 'ushort' })
    .toBuffer();
  const values = new Uint16Array(buffer);
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i]! / 257;
  return out;
}

function brighter(data: Levels): Float32Array {
  const warmth = [1.06, 1.04, 1];
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const x = data[i]! / 255;
    out[i] = Math.min(255, 255 * (x + 0.22 * x * (1 - x)) * warmth[i % 3]!);
  }
  return out;
}

/** The low frequencies are evened out, the pores kept at two thirds, and spots healed by what surrounds them. */
async function frequencySeparation(p: Picture): Promise<Uint8Array> {
  const low = await blurred(p, 0.002);
  const even = await blurred({ ...p, data: low }, 0.005);
  const separated = new Float32Array(p.data.length);
  for (let i = 0; i < separated.length; i++) separated[i] = even[i]! + 0.66 * (p.data[i]! - low[i]!);
  const around = await blurred(p, 0.008);
  const spot = 0.006 * p.width;
  for (let k = 0; k < 40; k++) {
    const cx = p.width * (0.32 + 0.36 * ((k * 0.618) % 1));
    const cy = p.height * (0.22 + 0.4 * ((k * 0.414) % 1));
    for (let y = Math.ceil(cy - spot); y < cy + spot; y++) {
      for (let x = Math.ceil(cx - spot); x < cx + spot; x++) {
        const a = Math.max(0, 1 - Math.hypot(x - cx, y - cy) / spot);
        const i = (y * p.width + x) * 3;
        for (let c = i; c < i + 3; c++) separated[c] = separated[c]! + a * (around[c]! - separated[c]!);
      }
    }
  }
  return blend(p, () => separated, 0.9);
}

/** Smoothed until little is left, then brightened. */
async function strong(p: Picture): Promise<Uint8Array> {
  const smooth = await blurred(p, 0.003);
  for (let i = 0; i < smooth.length; i++) smooth[i] = p.data[i]! + 0.9 * (smooth[i]! - p.data[i]!);
  const both = brighter(smooth);
  return blend(p, () => both, 1);
}

/** Draws both sides of the ellipse inwards by up to 1 % of the width. */
function slimmer(p: Picture): Uint8Array {
  const out = new Uint8Array(p.data);
  const ellipse = ellipseOf(p);
  const { width, height, data } = p;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const a = strengthAt(ellipse[i / 3]!);
      if (a === 0) continue;
      // Strongest half-way out, nothing on the axis and at the rim.
      const side = (x / width - 0.5) / 0.3;
      const from = x + width * 0.01 * Math.sin(Math.max(-1, Math.min(1, side)) * Math.PI) * a;
      const left = Math.floor(from);
      const t = from - left;
      for (let c = 0; c < 3; c++) {
        const at = (k: number): number => data[(y * width + Math.min(width - 1, Math.max(0, left + k))) * 3 + c]!;
        const [p0, p1, p2, p3] = [at(-1), at(0), at(1), at(2)];
        const value = p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
        out[i + c] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  return out;
}
