import { sharp } from '../sharp.ts';

/** The sRGB profile that libvips carries, for results whose colours are no longer the original's. */
export async function srgbProfile(): Promise<Uint8Array> {
  const tagged = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000000' } })
    .withIccProfile('srgb')
    .png()
    .toBuffer();
  const { icc } = await sharp(tagged).metadata();
  if (!icc) throw new Error('libvips has no sRGB profile');
  return icc;
}
