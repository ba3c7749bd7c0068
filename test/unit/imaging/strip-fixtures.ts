import type { EncodeSettings } from '../../../electron/imaging/result/encode.ts';
import { StripEncoder } from '../../../electron/imaging/result/encode-strips.ts';
import type { EncodedStrips } from '../../../electron/imaging/result/encode-strips.ts';
import type { Pixels } from '../../../electron/imaging/transfer/types.ts';

export const settings: EncodeSettings = {
  format: 'jpeg',
  quality: 90,
  chroma: '4:4:4',
  lossless: false,
  background: 255,
};
export const halved: EncodeSettings = { ...settings, chroma: '4:2:0' };

/** Levels, 0 to 1, of a picture by place and channel. */
export type Content = (x: number, y: number, c: number) => number;

/** Numbers of 0 to 1 that look random, by their place. */
export const grain: Content = (x, y, c) => {
  const mixed = Math.imul(
    Math.imul(x + 1, 73856093) ^ Math.imul(y + 1, 19349663) ^ Math.imul(c + 1, 83492791),
    0x5bd1e995,
  );
  return ((mixed >>> 8) & 0xffff) / 0xffff;
};

/** Shapes in colours, with some grain: no two strips alike, and no turned or mirrored one like itself. */
export const shapes: Content = (x, y, c) =>
  0.1 + 0.35 * (1 + Math.sin(x * 0.021 + y * 0.013 + c * 2.1) * Math.cos(y * 0.009 - c)) + 0.2 * grain(x, y, c);

export function picture(
  width: number,
  height: number,
  channels: Pixels['channels'] = 3,
  { deep = false, content = shapes }: { readonly deep?: boolean; readonly content?: Content } = {},
): Pixels {
  const length = width * height * channels;
  const data = deep ? new Uint16Array(length) : new Uint8Array(length);
  const most = deep ? 65535 : 255;
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) data[at++] = Math.min(1, content(x, y, c)) * most;
  }
  return { data, width, height, channels };
}

export async function inStrips(pixels: Pixels, with_: EncodeSettings = settings): Promise<EncodedStrips> {
  const encoder = new StripEncoder(pixels, with_);
  encoder.final(0, pixels.height);
  return encoder.end();
}

export const fileOf = ({ encoded }: EncodedStrips): Buffer => Buffer.concat(encoded);
