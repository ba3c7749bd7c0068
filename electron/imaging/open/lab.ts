/** Linear-light XYZ (D50) to sRGB, Bradford-adapted (Lindbloom, "RGB/XYZ Matrices", sRGB with D50 reference white). */
const TO_SRGB = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;
/** D50 reference white of ICC's profile connection space. */
const WHITE = [0.9642, 1, 0.8249] as const;
const EPSILON = 216 / 24389;
const KAPPA = 24389 / 27;

/**
 * TIFF CIELab (L as 0 to 255, a and b as signed bytes, TIFF 6.0 section 23) to 8-bit sRGB.
 *
 * @param channels bytes a pixel in `lab`; those after the third are dropped
 */
export function labToSrgb(lab: Uint8Array, channels: number): Buffer {
  const pixels = Math.floor(lab.length / channels);
  const out = Buffer.allocUnsafe(pixels * 3);
  for (let i = 0; i < pixels; i++) {
    const at = i * channels;
    const l = (lab[at]! * 100) / 255;
    const fy = (l + 16) / 116;
    const fx = fy + signed(lab[at + 1]!) / 500;
    const fz = fy - signed(lab[at + 2]!) / 200;
    const x = WHITE[0] * inverse(fx);
    const y = WHITE[1] * (l > KAPPA * EPSILON ? fy ** 3 : l / KAPPA);
    const z = WHITE[2] * inverse(fz);
    for (let c = 0; c < 3; c++) {
      const [a, b, d] = TO_SRGB[c]!;
      out[i * 3 + c] = encode(a * x + b * y + d * z);
    }
  }
  return out;
}

function signed(byte: number): number {
  return byte < 128 ? byte : byte - 256;
}

function inverse(f: number): number {
  return f ** 3 > EPSILON ? f ** 3 : (116 * f - 16) / KAPPA;
}

/** IEC 61966-2-1, clipped to what sRGB can show. */
function encode(linear: number): number {
  const v = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
}
