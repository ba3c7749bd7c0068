/**
 * Wraps 8- or 16-bit RGB pixels in an uncompressed TIFF with a colour profile (tag 34675), so that libvips knows what
 * the numbers mean. Handing it raw pixels and a profile would convert them instead.
 *
 * @param pixels RGB, native byte order (little-endian on every system that Electron runs on)
 */
export function tagPixels(
  pixels: Buffer,
  shape: { readonly width: number; readonly height: number; readonly bits: 8 | 16 },
  profile: Uint8Array,
): Buffer {
  const fields: [tag: number, type: 3 | 4 | 7, count: number, value: number][] = [
    [256, 4, 1, shape.width],
    [257, 4, 1, shape.height],
    [258, 3, 3, 0], // BitsPerSample: filled in below
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, 0], // StripOffsets
    [277, 3, 1, 3],
    [278, 4, 1, shape.height],
    [279, 4, 1, pixels.length],
    [284, 3, 1, 1],
    [34675, 7, profile.length, 0],
  ];
  const bitsAt = 8 + 2 + fields.length * 12 + 4;
  const profileAt = bitsAt + 6;
  const pixelsAt = profileAt + profile.length + (profile.length % 2);
  const head = Buffer.alloc(pixelsAt);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(fields.length, 8);
  fields.forEach(([tag, type, count, value], i) => {
    const at = 10 + i * 12;
    const place = tag === 258 ? bitsAt : tag === 273 ? pixelsAt : tag === 34675 ? profileAt : value;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    if (type === 3 && count === 1) head.writeUInt16LE(place, at + 8);
    else head.writeUInt32LE(place, at + 8);
  });
  for (let i = 0; i < 3; i++) head.writeUInt16LE(shape.bits, bitsAt + i * 2);
  head.set(profile, profileAt);
  return Buffer.concat([head, pixels]);
}
