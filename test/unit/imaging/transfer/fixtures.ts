import { colourMapInto } from '../../../../electron/imaging/transfer/colour/colour-map.ts';
import type { Pixels, SmallPicture } from '../../../../electron/imaging/transfer/types.ts';

/** Numbers of 0 to 1 that look random and are the same in every run. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A picture with large shapes, fine texture and noise: something for every step of the transfer to work on. */
export function texture(width: number, height: number, seed = 1): Uint8Array {
  const random = noise(seed);
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shape = 120 + 60 * Math.sin((x / width) * 9) * Math.cos((y / height) * 7);
      const detail = 14 * Math.sin(x * 1.1 + y * 0.7);
      for (let c = 0; c < 3; c++) {
        out[(y * width + x) * 3 + c] = Math.max(0, Math.min(255, shape + detail + 12 * (random() - 0.5) + 10 * c));
      }
    }
  }
  return out;
}

/** Brightens a disc and takes its texture away. */
export function retouchDisc(source: Uint8Array, width: number, height: number): Uint8Array {
  const out = Uint8Array.from(source);
  const at = (x: number, y: number, c: number): number =>
    source[(Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))) * 3 + c]!;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (Math.hypot(x / width - 0.5, y / height - 0.5) > 0.22) continue;
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let v = -2; v <= 2; v++) for (let u = -2; u <= 2; u++) sum += at(x + u, y + v, c);
        out[(y * width + x) * 3 + c] = Math.min(255, Math.round(sum / 25 + 9));
      }
    }
  }
  return out;
}

export function small(data: Uint8Array, width: number, height: number): SmallPicture {
  return { data, width, height };
}

/** An original of any layout, made from RGB by nearest neighbour. */
export function original(
  rgb: Uint8Array,
  width: number,
  height: number,
  scale: number,
  channels: Pixels['channels'] = 3,
  deep = false,
): Pixels {
  const wide = width * scale;
  const high = height * scale;
  const data = deep ? new Uint16Array(wide * high * channels) : new Uint8Array(wide * high * channels);
  const colours = channels >= 3 ? 3 : 1;
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const from = (Math.floor(y / scale) * width + Math.floor(x / scale)) * 3;
      for (let c = 0; c < channels; c++) {
        const value = c < colours ? rgb[from + c]! : (x * 5) % 256;
        data[(y * wide + x) * channels + c] = deep ? value * 257 : value;
      }
    }
  }
  return { data, width: wide, height: high, channels };
}

/** Into a profile of curves and a matrix that is wider than sRGB. */
export const adobeLike = colourMapInto(
  {
    kind: 'matrix',
    curves: [(x) => x ** 2.2, (x) => x ** 2.2, (x) => x ** 2.2],
    toXyz: [
      [0.60974, 0.20528, 0.14919],
      [0.31111, 0.62567, 0.06322],
      [0.01947, 0.06087, 0.74457],
    ],
  },
  3,
)!;
